//! Playing a request's deliveries: which streams there are, exact facts about them, their files, stills. What is still being
//! made is played as far as it is there. Every file is asked for with the caller's own session; no address of a stream opens anything by itself.

mod grants;
pub mod http;
pub mod http_content_map;
mod sql;
mod view;

use qc::id::{DeliveryId, RenditionId, RequestId};
use qc::person::Role;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::deliveries::renditions::{self, Rendition};
use crate::error::ApiResult;
use crate::requests::{self, Request};

pub use grants::Grants;
pub(crate) use view::watermark;

/// May watch what a request is about: who reviews it, who verifies it, who post and production of the show are.
pub struct PlayStream;

impl Permission for PlayStream {
    const ACT: qc::access::Permission = qc::access::Permission::PlayStream;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        requests::find_seen(app, actor, request).await
    }

    fn check(actor: &Actor, request: &Request) -> ApiResult<()> {
        if may_play(actor, request) {
            return Ok(());
        }
        Err(crate::error::ApiError::not_permitted(
            "Only who holds this request may watch it.",
        ))
    }
}

/// An earlier delivery of the same title and kind beside the one that a request is about.
pub struct Compared {
    request: Request,
    old: DeliveryId,
    pair: sql::Pair,
}

/// May compare them: whoever may watch the request.
pub struct Compare;

impl Permission for Compare {
    const ACT: qc::access::Permission = qc::access::Permission::PlayStream;
    type Key = (RequestId, DeliveryId);
    type Target = Compared;

    async fn find(
        app: &App,
        actor: &Actor,
        (request, old): (RequestId, DeliveryId),
    ) -> ApiResult<Option<Compared>> {
        let Some(request) = requests::find_seen(app, actor, request).await? else {
            return Ok(None);
        };
        let pair = sql::find_pair(&app.db, request.id, old).await?;
        Ok(pair.map(|pair| Compared { request, old, pair }))
    }

    fn check(actor: &Actor, compared: &Compared) -> ApiResult<()> {
        PlayStream::check(actor, &compared.request)
    }
}

/// As `PlayStream`, of one rendition: the caller may play one of the requests that its delivery is in.
pub struct PlayRendition;

impl Permission for PlayRendition {
    const ACT: qc::access::Permission = qc::access::Permission::PlayStream;
    type Key = RenditionId;
    type Target = Rendition;

    async fn find(app: &App, actor: &Actor, rendition: RenditionId) -> ApiResult<Option<Rendition>> {
        let Some(found) = renditions::find(&app.db, rendition)
            .await?
            .filter(|found| found.is_ready || found.is_running)
        else {
            return Ok(None);
        };
        let is_theirs = match actor.role {
            Role::StudioAdmin => true,
            role if role.is_granted_shows() => actor.shows.contains(&found.show_id),
            _ => plays_any(app, actor, &found).await?,
        };
        Ok(Some(found).filter(|_| is_theirs))
    }
}

async fn plays_any(app: &App, actor: &Actor, rendition: &Rendition) -> ApiResult<bool> {
    for request in renditions::list_requests(&app.db, rendition.delivery_id).await? {
        let found = requests::find_seen(app, actor, request).await?;
        if found.is_some_and(|request| may_play(actor, &request)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn may_play(actor: &Actor, request: &Request) -> bool {
    match actor.role {
        Role::StudioAdmin => true,
        Role::Post | Role::Production => request.is_granted,
        Role::Operator => request.operator_id == Some(actor.person),
        Role::Verifier => request.verifier_id == Some(actor.person),
        Role::VendorManager | Role::DownloadManager => false,
    }
}
