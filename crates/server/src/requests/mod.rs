//! QC requests: the work from the pool to its conclusion. Here are the permissions on a request and what other nouns
//! need of it; opening, assigning and concluding stand in files of their own. Which step a state allows is decided in
//! `qc`; what one caller may do now, and why not, in `actions`, for buttons and handlers alike.

pub(crate) mod actions;
mod assign;
mod calibrate;
mod candidates;
mod clock;
mod composition;
mod conclude;
mod eligibility;
mod forecast;
mod hold;
pub mod http;
pub mod http_assign;
pub mod http_hold;
pub mod http_retier;
mod jobs;
mod leaver;
mod list;
mod open;
mod reserve;
mod retier;
mod sight;
mod sql;
mod standing;
mod stop;
mod submit;
mod supersede;
mod versions;
mod view;

use axum::extract::FromRequestParts;
use qc::access::Permission as Act;
use qc::id::{PersonId, RequestId};
use qc::request::{NotAllowed, RequestState, Standing, Step};
use serde_json::json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history;

pub(crate) use actions::{Do, actions_of, in_state, sentence};
pub(crate) use assign::{
    Next, ON_BREAK, complete_download, decline_served, demand_verifiable, demand_verifier,
    lock_next_verification, start_download,
};
pub(crate) use calibrate::{close_calibration, give_calibration, release_delivery, tasks_of};
pub(crate) use candidates::list as list_candidates;
pub(crate) use clock::clock_of;
pub(crate) use composition::Composition;
use conclude::conclude_unverified;
pub(crate) use conclude::{approve, ask_fix_notes, conclude_verified, tell_all_of_show, tell_show};
pub use forecast::{FORECAST_DAYS, forecast};
pub(crate) use http_assign::{stated, stated_in};
pub use jobs::SweepLeases;
pub(crate) use jobs::{ends_at, settled};
pub(crate) use leaver::{release_reserved, reoffer_held, return_held};
pub(crate) use list::ids_to_give;
pub(crate) use list::list_due;
pub use open::{list_services, open_for, streams_ready};
pub(crate) use reserve::release_of;
pub(crate) use retier::approve as approve_retiering;
pub(crate) use sight::{is_of_facility, is_operator, is_verifier, sees, sees_report};
pub(crate) use sql::{Viewer, decline};
pub use standing::Request;
pub(crate) use view::{list_of_title, rate_of, seen_rows, view};

/// The request as `actor` finds it, if they may see it.
pub(crate) async fn find_seen(app: &App, actor: &Actor, id: RequestId) -> ApiResult<Option<Request>> {
    let found = find(&app.db, Viewer::from(actor), id).await?;
    Ok(found.filter(|request| sees(actor, request)))
}

/// As `find_seen`, and also what the caller could have taken when they saw it last.
pub(crate) async fn find_takeable(app: &App, actor: &Actor, id: RequestId) -> ApiResult<Option<Request>> {
    let found = find(&app.db, Viewer::from(actor), id).await?;
    Ok(found.filter(|request| sees(actor, request) || sight::could_have_seen(actor, request)))
}

/// The request as the viewer finds it, whether or not they may see it.
pub(crate) async fn find(
    db: impl sqlx::PgExecutor<'_>,
    viewer: Viewer,
    id: RequestId,
) -> Result<Option<Request>, sqlx::Error> {
    Ok(sql::list(db, viewer, &[id.uuid()]).await?.pop())
}

/// The request for the system itself: it is known to be there.
pub(crate) async fn get(tx: &mut Tx, id: RequestId) -> ApiResult<Request> {
    find(&mut **tx, Viewer::default(), id)
        .await?
        .ok_or(ApiError::NotFound)
}

/// Takes the request a step further in its life: the rule, the row under its revision, its history, the event.
pub(crate) async fn advance(
    tx: &mut Tx,
    request: &mut Request,
    step: Step,
    act: history::Act,
) -> ApiResult<()> {
    let to = request.next(step)?;
    move_to(tx, request, to, act).await
}

/// As `advance`, to a state that the rules have already given.
pub(crate) async fn move_to(
    tx: &mut Tx,
    request: &mut Request,
    to: RequestState,
    act: history::Act,
) -> ApiResult<()> {
    let from = std::mem::replace(&mut request.state, to);
    // No step that the rules allow leads here; one that did would be a mistake of ours.
    request.standing().demand_sound().map_err(ApiError::internal)?;
    save(tx, request, act.state(from.as_str(), to.as_str())).await
}

/// Writes a changed request with its history and its event.
pub(crate) async fn save(tx: &mut Tx, request: &mut Request, act: history::Act) -> ApiResult<()> {
    sql::save(tx, request).await?;
    history::record(tx, act).await?;
    Ok(events::record(tx, request.event()).await?)
}

/// Holds the request as it was read until the transaction ends, against changes by others; refused when it has moved on.
pub(crate) async fn lock_unchanged(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    unchanged(sql::lock(tx, request.id).await?, request)
}

/// As `lock_unchanged`, for writes beside the request, of which several may go on at once.
pub(crate) async fn demand_unchanged(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    unchanged(sql::lock_shared(tx, request.id).await?, request)
}

fn unchanged(revision: Option<i64>, request: &Request) -> ApiResult<()> {
    if revision == Some(request.revision) {
        Ok(())
    } else {
        Err(ApiError::lost_race())
    }
}

/// How long the programme of the request is.
pub(crate) async fn duration_frames(db: impl sqlx::PgExecutor<'_>, request: RequestId) -> ApiResult<u64> {
    Ok(u64::try_from(sql::get_duration(db, request).await?).unwrap_or(0))
}

impl Request {
    pub(crate) fn next(&self, step: Step) -> ApiResult<RequestState> {
        Ok(self.state.after(step)?)
    }

    fn standing(&self) -> Standing {
        Standing {
            state: self.state,
            held_from: self.held_from,
            has_operator: self.operator_id.is_some(),
            is_submitted: self.submitted_at.is_some(),
        }
    }

    /// An act on this request, for the history.
    pub(crate) fn act(&self, actor: impl Into<Option<PersonId>>, act: &'static str) -> history::Act {
        history::Act::new(actor, act, self.id)
            .of_title(self.title_id)
            .of_request(self.id)
    }

    pub(crate) fn event(&self) -> Event {
        Event::new(EventKind::Request, self.id)
            .of_title(self.title_id)
            .of_request(self.id)
            .with(json!({ "state": self.state }))
    }

    /// An act on something that belongs to this request: an issue, a task, a verdict.
    pub(crate) fn act_on(
        &self,
        actor: impl Into<Option<PersonId>>,
        act: &'static str,
        noun_id: impl Into<uuid::Uuid>,
    ) -> history::Act {
        history::Act::new(actor, act, noun_id)
            .of_title(self.title_id)
            .of_request(self.id)
    }

    /// The page of the request.
    pub(crate) fn link(&self) -> String {
        format!("/requests/{}", self.id)
    }

    /// "Harbour Lights · S01E02 · The Pier (request 1042)"
    pub(crate) fn name(&self) -> String {
        format!("{} (request {})", self.title.label, self.number)
    }
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(actions::in_state(refusal.from))
    }
}

/// May read the request.
pub struct SeeRequest;

impl Permission for SeeRequest {
    const ACT: Act = Act::SeeRequest;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        find_seen(app, actor, key).await
    }
}

/// May take the request from the pool. Whoever could have taken it also sees that someone else was quicker.
pub struct TakeRequest;

impl Permission for TakeRequest {
    const ACT: Act = Act::TakeRequest;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        find_takeable(app, actor, key).await
    }
}

/// A permission on a request that is the caller's by a row of the table in `actions`.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $act:expr),+ $(,)?) => { $(
        $(#[$doc])*
        pub struct $name;

        impl Permission for $name {
            const ACT: Act = $act.permission();
            type Key = RequestId;
            type Target = Request;

            async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
                find_seen(app, actor, key).await
            }

            fn check(actor: &Actor, request: &Request) -> ApiResult<()> {
                $act.demand_theirs(actor, request)
            }
        }
    )+ };
}

acts! {
    /// Holds it and may begin the review.
    BeginReview = Do::Begin,
    /// Holds it and may give it back.
    HandBack = Do::HandBack,
    /// Holds it and may submit the report.
    SubmitReport = Do::Submit,
    /// Holds it and may write issues.
    EditIssue = Do::CreateIssue,
    /// Manages the facility that holds it, or could be given it.
    ReassignRequest = Do::Reassign,
    /// Holds the fix check, or manages the facility that does.
    AskFullQc = Do::AskFullQc,
    HoldRequest = Do::Hold,
    CancelRequest = Do::Cancel,
    SetPriority = Do::SetPriority,
    /// Manages the facility that holds it.
    AskExtension = Do::AskExtension,
    ExtendSla = Do::Extend,
    /// Holds it and may stop at a Blocker, or go on.
    StopReview = Do::Stop,
    /// Production of the show.
    SubmitFixNotes = Do::SubmitFixNotes,
    ObjectToIssue = Do::ObjectToIssue,
    DelegateFixNotes = Do::Delegate,
    EstimateRedelivery = Do::EstimateRedelivery,
    AskRedelivery = Do::AskRedelivery,
}

/// The caller, when a list is not about one object: the scope of the list decides what is in it.
pub struct Lister(pub Actor);

impl FromRequestParts<App> for Lister {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> ApiResult<Lister> {
        let actor = Actor::from_request_parts(parts, app).await?;
        if qc::access::may(actor.role, Act::SeeRequest) {
            Ok(Lister(actor))
        } else {
            Err(ApiError::not_permitted("Your role may not do this."))
        }
    }
}
