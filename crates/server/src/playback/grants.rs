//! Remembers for seconds that a session may play a rendition: a player asks for a segment every second, and the answer of
//! the database does not change between two of them. Short, so that whoever loses the permission loses the picture.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use qc::id::{RenditionId, SessionId};
use serde::Deserialize;
use streams::manifest::ProducedFile;

use super::PlayRendition;
use crate::access::{Actor, May};
use crate::app::App;
use crate::blobs::{BlobKey, KeyError};
use crate::deliveries::renditions::Rendition;
use crate::error::{ApiError, ApiResult};
use crate::extract::Path;

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

/// The published files of a rendition.
pub struct Files {
    prefix: BlobKey,
    files: HashMap<String, ProducedFile>,
}

impl Files {
    /// Only what was published is there, whatever else lies beside it.
    pub fn find(&self, name: &str) -> Option<(&ProducedFile, Result<BlobKey, KeyError>)> {
        let file = self.files.get(name)?;
        Some((file, self.prefix.join(&file.name)))
    }

    /// Names the bytes: another making of the same rendition has another prefix.
    pub fn etag(&self, name: &str) -> String {
        let attempt = self.prefix.as_str().rsplit('/').next().unwrap_or_default();
        format!("\"{attempt}-{name}\"")
    }

    fn of(rendition: &Rendition) -> ApiResult<Files> {
        #[derive(Deserialize)]
        struct Published {
            files: Vec<ProducedFile>,
        }
        let (Some(prefix), Some(manifest)) = (&rendition.blob_prefix, &rendition.manifest) else {
            return Err(ApiError::NotFound);
        };
        let published = Published::deserialize(manifest).map_err(ApiError::internal)?;
        Ok(Files {
            prefix: prefix.parse().map_err(ApiError::internal)?,
            files: published
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
        // Asked each time: a session that was ended plays nothing more.
        let actor = Actor::from_request_parts(parts, app).await?;
        let Path((rendition, name)) = Path::<(RenditionId, String)>::from_request_parts(parts, app).await?;
        if let Some(files) = app.grants.find(actor.session, rendition) {
            return Ok(Played { files, name });
        }
        let May(actor, found) = May::<PlayRendition>::of(app, actor, rendition).await?;
        let files = Arc::new(Files::of(&found)?);
        app.grants.keep(actor.session, rendition, &files);
        Ok(Played { files, name })
    }
}
