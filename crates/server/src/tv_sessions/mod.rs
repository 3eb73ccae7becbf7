//! Cast QC: a TV that shows its code, the operator who pairs it with their request, and the two sockets over which laptop and
//! TV talk until the task or the sign-in ends. What a TV can show of a task is decided in `qc::tv`; streams are asked for
//! as any player does, with the TV's own secret.

mod choices;
mod desk;
pub mod http;
mod jobs;
mod messages;
mod pairing;
mod relay;
mod screen;
mod sql;

use qc::access::Permission as Act;
use qc::id::{RenditionId, RequestId};
use qc::person::Role;
use qc::request::{RequestState, Service};

use crate::access::{self, Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};

pub(crate) use choices::list_passes;
pub use jobs::SweepTvs;
pub use relay::Relay;

/// Whoever holds a Cast request, or its verification, reviews it on a TV.
pub struct ReviewOnTv;

impl Permission for ReviewOnTv {
    const ACT: Act = Act::ReviewOnTv;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        requests::find_seen(app, actor, request).await
    }

    fn check(actor: &Actor, request: &Request) -> ApiResult<()> {
        let is_theirs = match actor.role {
            Role::Operator => request.operator_id == Some(actor.person),
            Role::Verifier => request.verifier_id == Some(actor.person),
            _ => false,
        };
        if !is_theirs {
            return Err(ApiError::not_permitted(
                "Only who holds this request reviews it on a TV.",
            ));
        }
        Ok(())
    }
}

/// As the view `live_tv_session` has it.
fn demand_on_tv(actor: &Actor, request: &Request) -> ApiResult<()> {
    if request.service != Service::Cast {
        return Err(ApiError::not_allowed_now(
            "Only Cast requests are reviewed on a TV.",
        ));
    }
    let is_in_hand = match actor.role {
        Role::Operator => matches!(request.state, RequestState::Assigned | RequestState::InQc),
        _ => matches!(
            request.state,
            RequestState::VerificationAvailable | RequestState::InVerification
        ),
    };
    if is_in_hand {
        return Ok(());
    }
    Err(ApiError::not_allowed_now("This request is not under review now."))
}

/// The operator in whose session a TV plays this rendition; none when it may not, or no longer.
pub(crate) async fn player_of(app: &App, secret: &str, rendition: RenditionId) -> ApiResult<Option<Actor>> {
    match sql::find_player(&app.db, &access::hash(secret), rendition).await? {
        Some(session) => access::find_by_session(app, session).await,
        None => Ok(None),
    }
}
