//! Remembers for seconds that a session may play a rendition: a player asks for a segment every second, and the answer of
//! the database does not change between two of them. Short, so that whoever loses the permission loses the picture.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use qc::id::{RenditionId, SessionId};
use serde::Deserialize;
use streams::manifest::{ProducedFile, media_type_of};

use super::PlayRendition;
use crate::access::{Actor, May};
use crate::app::App;
use crate::blobs::{BlobKey, KeyError};
use crate::deliveries::renditions::{Growing, Rendition};
use crate::error::{ApiError, ApiResult};
use crate::extract::Path;
use crate::tv_sessions;

const KEPT: Duration = Duration::from_secs(5);
/// Far more viewers than one process has; beyond it, everything is asked anew.
const MOST: usize = 10_000;

/// When it was granted, and what.
type Granted = (Instant, Arc<Files>);

/// Part of the process's shared state.
#[derive(Default)]
pub struct Grants {
    granted: Mutex<HashMap<(SessionId, RenditionId), Granted>>,
}

/// The files of a rendition: those that were published, and those of the chunks while they are there.
pub struct Files {
    published: Option<Published>,
    growing: Growing,
}

struct Published {
    prefix: BlobKey,
    files: HashMap<String, ProducedFile>,
}

/// One of them.
pub enum Found {
    Blob {
        key: BlobKey,
        size_bytes: u64,
        media_type: String,
        /// Names the bytes: another making of the same rendition has another one.
        etag: String,
    },
    /// Written for what is there now; asked for anew by whoever plays it.
    Playlist(String),
}

impl Files {
    /// Only what was published is there, whatever else lies beside it; and of what is being made, the chunks that are done.
    pub fn find(&self, name: &str) -> Result<Option<Found>, KeyError> {
        if let Some(published) = &self.published
            && let Some(file) = published.files.get(name)
        {
            let key = published.prefix.join(&file.name)?;
            return Ok(Some(blob(key, file.size_bytes, &file.media_type)));
        }
        if let Some(text) = self.growing.playlists.get(name) {
            return Ok(Some(Found::Playlist(text.clone())));
        }
        let chunk = self.growing.files.get(name);
        Ok(chunk.map(|(key, size_bytes)| blob(key.clone(), *size_bytes, media_type_of(name))))
    }

    async fn of(app: &App, rendition: &Rendition) -> ApiResult<Files> {
        let growing = Growing::of(&app.db, rendition)
            .await
            .map_err(ApiError::Internal)?;
        let published = match rendition.is_ready {
            true => Some(Published::of(rendition)?),
            false => None,
        };
        Ok(Files { published, growing })
    }
}

fn blob(key: BlobKey, size_bytes: u64, media_type: &str) -> Found {
    // The attempt that wrote it, and its name.
    let mut parts = key.as_str().rsplit('/');
    let (name, attempt) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let etag = format!("\"{attempt}-{name}\"");
    Found::Blob {
        key,
        size_bytes,
        media_type: media_type.to_owned(),
        etag,
    }
}

impl Published {
    fn of(rendition: &Rendition) -> ApiResult<Published> {
        #[derive(Deserialize)]
        struct Listed {
            files: Vec<ProducedFile>,
        }
        let (Some(prefix), Some(manifest)) = (&rendition.blob_prefix, &rendition.manifest) else {
            return Err(ApiError::NotFound);
        };
        let listed = Listed::deserialize(manifest).map_err(ApiError::internal)?;
        Ok(Published {
            prefix: prefix.parse().map_err(ApiError::internal)?,
            files: listed
                .files
                .into_iter()
                .map(|file| (file.name.clone(), file))
                .collect(),
        })
    }
}

impl Grants {
    fn find(&self, session: SessionId, rendition: RenditionId) -> Option<Arc<Files>> {
        let granted = self
            .granted
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let (at, files) = granted.get(&(session, rendition))?;
        (at.elapsed() < KEPT).then(|| files.clone())
    }

    fn keep(&self, session: SessionId, rendition: RenditionId, files: &Arc<Files>) {
        let mut granted = self
            .granted
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if granted.len() >= MOST {
            granted.retain(|_, (at, _)| at.elapsed() < KEPT);
        }
        if granted.len() < MOST {
            granted.insert((session, rendition), (Instant::now(), files.clone()));
        }
    }
}

/// The files of the rendition that the path names, which the caller may play; and the path within it.
pub struct Played {
    pub files: Arc<Files>,
    pub name: String,
}

impl FromRequestParts<App> for Played {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Played> {
        let Path((rendition, name)) = Path::<(RenditionId, String)>::from_request_parts(parts, app).await?;
        // Asked each time: a session that was ended plays nothing more.
        let actor = match tv_secret(parts) {
            Some(secret) => tv_sessions::player_of(app, &secret, rendition)
                .await?
                .ok_or(ApiError::NotSignedIn)?,
            None => Actor::from_request_parts(parts, app).await?,
        };
        if let Some(files) = app.grants.find(actor.session, rendition) {
            return Ok(Played { files, name });
        }
        let May(actor, found) = May::<PlayRendition>::of(app, actor, rendition).await?;
        let files = Arc::new(Files::of(app, &found).await?);
        app.grants.keep(actor.session, rendition, &files);
        Ok(Played { files, name })
    }
}

/// A TV has no sign-in: it shows the secret of its own page, for these files alone.
fn tv_secret(parts: &Parts) -> Option<String> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix("Tv ")?.to_owned())
}
