//! Stopping an account, and bringing it back. A vendor manager suspends people of the own facility at once; the studio
//! disables, and brings back.

use api::Reason;
use api::people::{Left, PersonView};
use axum::extract::State;
use qc::id::PersonId;
use qc::person::PersonStep;

use super::leave::{self, Stopped};
use super::{BringBack, ManagePerson, SuspendPerson, shown, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::requests::stated;

/// Suspend a person at once, until the studio decides.
///
/// Their tasks and verifications go back to the pool, their sessions end, what they watch or fetch is cut.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/suspend", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = Reason,
    responses((status = 200, body = Left), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn suspend_person(
    State(app): State<App>,
    May(actor, person): May<SuspendPerson>,
    Json(body): Json<Reason>,
) -> ApiResult<Json<Left>> {
    stop(&app, &actor, &person, PersonStep::Suspend, stated(&body.reason)?).await
}

/// Disable a person's account, as `suspend_person` does, for good.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/disable", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = Reason,
    responses((status = 200, body = Left), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn disable_person(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
    Json(body): Json<Reason>,
) -> ApiResult<Json<Left>> {
    stop(&app, &actor, &person, PersonStep::Disable, stated(&body.reason)?).await
}

async fn stop(
    app: &App,
    actor: &Actor,
    person: &PersonView,
    step: PersonStep,
    reason: &str,
) -> ApiResult<Json<Left>> {
    if person.id == actor.person {
        return Err(ApiError::not_allowed_now("You cannot stop your own account."));
    }
    let mut tx = app.db.begin().await?;
    let stopped = leave::leave(&mut tx, Some(actor.person), person.id, step, reason).await?;
    let left = left(&mut tx, actor, person.id, &stopped).await?;
    tx.commit().await?;
    Ok(Json(left))
}

async fn left(tx: &mut Tx, actor: &Actor, person: PersonId, stopped: &Stopped) -> ApiResult<Left> {
    let person = sql::find_in(tx, person).await?.ok_or(ApiError::NotFound)?;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Left {
        person: shown(actor, person),
        returned_requests: count(stopped.requests),
        returned_verifications: count(stopped.verifications),
        released_reservations: count(stopped.reservations),
        ended_sessions: i64::try_from(stopped.sessions).unwrap_or(i64::MAX),
    })
}

/// Bring an account back that is asleep, suspended or disabled. The password of before holds again.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/bring-back", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = Reason,
    responses((status = 200, body = PersonView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn bring_back_person(
    State(app): State<App>,
    May(actor, person): May<BringBack>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<PersonView>> {
    let reason = stated(&body.reason)?;
    let mut tx = app.db.begin().await?;
    leave::bring_back(&mut tx, actor.person, person.id, reason).await?;
    let changed = sql::find_in(&mut tx, person.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(changed.revision, shown(&actor, changed)))
}
