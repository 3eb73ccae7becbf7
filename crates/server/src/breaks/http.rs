//! Beginning and ending a break, and who is on one.

use api::breaks::{BreakBegun, BreakView, NewBreak};
use axum::extract::State;
use axum::http::StatusCode;
use qc::breaks;
use qc::id::{BreakId, PersonId};
use qc::person::Role;
use serde::Deserialize;
use serde_json::json;

use super::{EndBreak, SeeBreaks, TakeBreak, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, Query};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::{self, stated};
use crate::verification;

/// Whose breaks a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BreakQuery {
    /// All the breaks of this person, the latest first; without it, everybody who is on one now
    pub person_id: Option<PersonId>,
}

/// Who is on a break now, or the breaks of one person. A vendor manager sees the people of the own facility, others themselves.
#[utoipa::path(
    get, path = "/api/v1/breaks", tag = "people", params(BreakQuery),
    responses((status = 200, body = Vec<BreakView>), (status = 403, body = Problem))
)]
pub async fn list_breaks(
    State(app): State<App>,
    May(actor, ()): May<SeeBreaks>,
    Query(query): Query<BreakQuery>,
) -> ApiResult<Json<Vec<BreakView>>> {
    let scope = match actor.role {
        Role::StudioAdmin => sql::Of::Everybody,
        Role::VendorManager => sql::Of::Facility(actor.facility),
        _ => sql::Of::Person(actor.person),
    };
    Ok(Json(sql::list(&app.db, &scope, query.person_id).await?))
}

/// Say "not now", with a reason and, if known, until when.
///
/// What the caller was served and has not begun goes back to the pool, and is not served to them again for eight hours.
#[utoipa::path(
    post, path = "/api/v1/breaks", tag = "people", request_body = NewBreak,
    responses((status = 201, body = BreakBegun), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn begin_break(
    State(app): State<App>,
    May(actor, ()): May<TakeBreak>,
    key: IdempotencyKey,
    Json(form): Json<NewBreak>,
) -> ApiResult<(StatusCode, Json<BreakBegun>)> {
    let reason = stated(&form.reason)?;
    let begun = match key.begin(&app.db, actor.person, "begin_break", &form).await? {
        Turn::Again(begun) => begun,
        Turn::First(mut once) => {
            let begun = begin(&mut once.tx, &actor, reason, &form).await?;
            once.commit(&begun).await?;
            begun
        }
    };
    Ok((StatusCode::CREATED, Json(begun)))
}

async fn begin(tx: &mut Tx, actor: &Actor, reason: &str, form: &NewBreak) -> ApiResult<BreakBegun> {
    let now = sql::lock_person(tx, actor.person).await?;
    breaks::check(form.until, now)
        .map_err(|refusal| ApiError::invalid("until", "time", upper_first(&refusal.to_string())))?;
    super::jobs::end_overdue(tx, Some(actor.person)).await?;
    let id = sql::insert(tx, actor.person, reason, form.until)
        .await
        .map_err(refused)?;
    let act = Act::new(actor.person, "break.begun", id).because(reason);
    history::record(tx, act.changed(json!({}), json!({ "until": form.until }))).await?;
    let mut put_back = requests::decline_served(tx, actor.person, reason).await?;
    put_back.extend(verification::decline_served(tx, actor.person, reason).await?);
    requests::release_of(tx, actor.person).await?;
    tell(tx, actor.person).await?;
    let on_break = sql::find_in(tx, id).await?.ok_or(ApiError::NotFound)?;
    Ok(BreakBegun { on_break, put_back })
}

/// Come back from a break.
#[utoipa::path(
    post, path = "/api/v1/breaks/{break_id}/end", tag = "people", params(("break_id" = BreakId, Path)),
    responses((status = 200, body = BreakView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn end_break(
    State(app): State<App>,
    May(actor, found): May<EndBreak>,
) -> ApiResult<Json<BreakView>> {
    let mut tx = app.db.begin().await?;
    if !sql::end(&mut tx, found.id).await? {
        return Err(ApiError::not_allowed_now("This break is over already."));
    }
    history::record(&mut tx, Act::new(actor.person, "break.ended", found.id)).await?;
    tell(&mut tx, actor.person).await?;
    let view = sql::find_in(&mut tx, found.id).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Json(view))
}

/// The person's own pages, and the studio's.
pub(super) async fn tell(tx: &mut Tx, person: PersonId) -> ApiResult<()> {
    events::record(tx, Event::new(EventKind::Person, person)).await?;
    Ok(events::record(tx, Event::new(EventKind::Person, person).for_person(person)).await?)
}

fn refused(error: sqlx::Error) -> ApiError {
    match crate::error::violated_constraint(&error) {
        Some("one_break_at_a_time") => {
            ApiError::not_allowed_now("You are on a break already. End it before you begin another.")
        }
        _ => error.into(),
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
