//! One human being with two accounts: an operator who is also a verifier. The two share an identity, so that nobody
//! verifies a report of their own.

use api::Reason;
use api::people::{PersonView, SameHuman};
use axum::extract::State;
use qc::id::PersonId;
use qc::person::Role;
use serde_json::json;

use super::{ManagePerson, shown, sql};
use crate::access::May;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, Revised};
use crate::history::{self, Act};
use crate::requests::stated;

/// Say that two accounts belong to the same human being.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/same-human", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = SameHuman,
    responses((status = 200, body = PersonView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn link_same_human(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
    Json(body): Json<SameHuman>,
) -> ApiResult<Revised<PersonView>> {
    let reason = stated(&body.reason)?;
    let mut tx = app.db.begin().await?;
    let other = find_other(&mut tx, &person, body.person_id).await?;
    sql::link(&mut tx, person.id, other.id).await?;
    if let Some(number) = sql::find_own_verification(&mut tx, person.id).await? {
        let detail = format!(
            "One of the two verifies the report of the other now (request {number}). Suspend or reassign that first."
        );
        return Err(ApiError::not_allowed_now(detail));
    }
    for (of, with) in [(person.id, other.id), (other.id, person.id)] {
        record(&mut tx, actor.person, "person.linked", (of, with), reason).await?;
    }
    let changed = sql::find_in(&mut tx, person.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(changed.revision, shown(&actor, changed)))
}

/// Say that this account is not of the same human being as the others after all.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/other-human", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = Reason,
    responses((status = 200, body = PersonView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn unlink_same_human(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<PersonView>> {
    let reason = stated(&body.reason)?;
    if person.same_human_as.is_empty() {
        return Err(ApiError::not_allowed_now("This account is linked with no other."));
    }
    let mut tx = app.db.begin().await?;
    sql::unlink(&mut tx, person.id).await?;
    for other in &person.same_human_as {
        record(
            &mut tx,
            actor.person,
            "person.unlinked",
            (person.id, other.id),
            reason,
        )
        .await?;
        record(
            &mut tx,
            actor.person,
            "person.unlinked",
            (other.id, person.id),
            reason,
        )
        .await?;
    }
    let changed = sql::find_in(&mut tx, person.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(changed.revision, shown(&actor, changed)))
}

/// Only an operator and a verifier are two accounts of one person.
async fn find_other(tx: &mut Tx, person: &PersonView, other: PersonId) -> ApiResult<PersonView> {
    let found = sql::find_in(tx, other).await?;
    let other =
        found.ok_or_else(|| ApiError::invalid("person_id", "unknown", "There is no such account."))?;
    let is_pair = matches!(
        (person.role, other.role),
        (Role::Operator, Role::Verifier) | (Role::Verifier, Role::Operator)
    );
    if !is_pair {
        let detail = "One person has one account; only an operator may have a second one, as a verifier.";
        return Err(ApiError::invalid("person_id", "no_pair", detail));
    }
    if person.same_human_as.iter().any(|linked| linked.id == other.id) {
        return Err(ApiError::not_allowed_now("The two are linked already."));
    }
    Ok(other)
}

async fn record(
    tx: &mut Tx,
    actor: PersonId,
    act: &'static str,
    (of, with): (PersonId, PersonId),
    reason: &str,
) -> ApiResult<()> {
    let with = json!({ "person_id": with });
    let act = Act::new(actor, act, of);
    let act = if act.act == "person.linked" {
        act.changed(json!({}), with)
    } else {
        act.changed(with, json!({}))
    };
    history::record(tx, act.because(reason)).await?;
    Ok(events::record(tx, Event::new(EventKind::Person, of)).await?)
}
