//! Calibrations: making one, giving it to operators, scores, closing it.

use api::calibrations::{
    CalibrationMaster, CalibrationRow, CalibrationView, ChangeCalibration, GiveCalibration, NewCalibration,
};
use axum::extract::State;
use axum::http::StatusCode;
use qc::calibration::{AnswerKey, CalibrationState, KeyContext, LIMIT_NAME_CHARS};
use qc::id::{CalibrationId, PersonId};
use qc::notice::NoticeKind;
use qc::request::Service;
use serde_json::json;
use timecode::FrameCount;

use super::score::score_view;
use super::view::{self, of_request};
use super::{Calibration, ManageCalibration, ManageCalibrations, SeeCalibration, SeeCalibrations, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{IfMatch, Json, Revised};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};
use crate::requests;

const MOST_AT_ONCE: usize = 100;

/// Calibrations that the caller may know of, the newest first.
#[utoipa::path(
    get, path = "/api/v1/calibrations", tag = "calibrations",
    responses((status = 200, body = Vec<CalibrationRow>), (status = 403, body = Problem))
)]
pub async fn list_calibrations(
    State(app): State<App>,
    May(actor, ()): May<SeeCalibrations>,
) -> ApiResult<Json<Vec<CalibrationRow>>> {
    Ok(Json(view::rows(&app.db, &actor).await?))
}

/// Deliveries that could become calibration masters: accepted, and nobody has begun to review them.
#[utoipa::path(
    get, path = "/api/v1/calibration-masters", tag = "calibrations",
    responses((status = 200, body = Vec<CalibrationMaster>), (status = 403, body = Problem))
)]
pub async fn list_calibration_masters(
    State(app): State<App>,
    May(_actor, ()): May<ManageCalibrations>,
) -> ApiResult<Json<Vec<CalibrationMaster>>> {
    let masters = sql::list_masters(&app.db, None).await?;
    let views = masters.into_iter().map(|master| CalibrationMaster {
        delivery_id: master.delivery_id,
        title: master.title.0,
        asset_kind: master.asset_kind,
        delivery_number: master.delivery_number,
        duration_frames: u64::try_from(master.duration_frames).unwrap_or(0),
    });
    Ok(Json(views.collect()))
}

/// Make a delivery a calibration master, with its answer key. The requests that it opened and that nobody has begun are
/// canceled.
#[utoipa::path(
    post, path = "/api/v1/calibrations", tag = "calibrations", request_body = NewCalibration,
    responses((status = 201, body = CalibrationView), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn create_calibration(
    State(app): State<App>,
    May(actor, ()): May<ManageCalibrations>,
    key: IdempotencyKey,
    Json(form): Json<NewCalibration>,
) -> ApiResult<(StatusCode, Json<CalibrationView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "create_calibration", &form)
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    let master = sql::list_masters(&mut *once.tx, Some(form.delivery_id))
        .await?
        .pop();
    let master = master
        .ok_or_else(|| ApiError::invalid("delivery_id", "unknown", "There is no such accepted delivery."))?;
    let context = KeyContext {
        duration: FrameCount(u64::try_from(master.duration_frames).unwrap_or(0)),
        tasks: requests::tasks_of(master.asset_kind),
    };
    let name = checked(&form.name, &form.answer_key, &context)?;
    requests::release_delivery(&mut once.tx, actor.person, form.delivery_id).await?;
    let about = (name, form.delivery_id);
    let id = sql::insert(&mut once.tx, about, &form.answer_key, actor.person).await?;
    let after =
        json!({ "state": CalibrationState::Open, "name": name, "defects": form.answer_key.defects.len() });
    record(&mut once.tx, &actor, id, "calibration.created", after).await?;
    let made = sql::find(&mut *once.tx, id).await?.ok_or(ApiError::NotFound)?;
    let view = view::unseen(&made);
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// A calibration, with the scores that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/calibrations/{calibration_id}", tag = "calibrations", params(("calibration_id" = CalibrationId, Path)),
    responses((status = 200, body = CalibrationView), (status = 404, body = Problem))
)]
pub async fn get_calibration(
    State(app): State<App>,
    May(actor, calibration): May<SeeCalibration>,
) -> ApiResult<Revised<CalibrationView>> {
    let view = view::view(&app.db, &actor, &calibration).await?;
    Ok(Revised(view.revision, view))
}

/// Change name and answer key, as long as nobody was given the calibration.
#[utoipa::path(
    put, path = "/api/v1/calibrations/{calibration_id}", tag = "calibrations", request_body = ChangeCalibration,
    params(("calibration_id" = CalibrationId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = CalibrationView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn change_calibration(
    State(app): State<App>,
    May(actor, mut calibration): May<ManageCalibration>,
    if_match: IfMatch,
    Json(form): Json<ChangeCalibration>,
) -> ApiResult<Revised<CalibrationView>> {
    if_match.check(calibration.revision)?;
    demand_open(&calibration)?;
    let context = KeyContext {
        duration: FrameCount(calibration.duration_frames),
        tasks: requests::tasks_of(calibration.asset_kind),
    };
    calibration.name = checked(&form.name, &form.answer_key, &context)?.to_owned();
    calibration.answer_key = form.answer_key;
    let mut tx = app.db.begin().await?;
    // The row is locked by the write; whoever gives it at the same time comes before or after.
    sql::save(&mut tx, &calibration).await?;
    let copies = sql::list_copies(&mut *tx, &[calibration.id.uuid()], &qc::access::Scope::All).await?;
    if !copies.is_empty() {
        return Err(ApiError::not_allowed_now(view::why_not_changed()));
    }
    let after = json!({ "name": calibration.name, "defects": calibration.answer_key.defects.len() });
    record(&mut tx, &actor, calibration.id, "calibration.changed", after).await?;
    tx.commit().await?;
    answer(&app, &actor, calibration.id).await
}

/// Give the calibration to operators: each finds a request of their own, like any other task.
#[utoipa::path(
    post, path = "/api/v1/calibrations/{calibration_id}/give", tag = "calibrations", request_body = GiveCalibration,
    params(("calibration_id" = CalibrationId, Path)),
    responses((status = 200, body = CalibrationView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn give_calibration(
    State(app): State<App>,
    May(actor, calibration): May<ManageCalibration>,
    Json(form): Json<GiveCalibration>,
) -> ApiResult<Revised<CalibrationView>> {
    demand_open(&calibration)?;
    let mut people = form.person_ids;
    people.sort();
    people.dedup();
    if people.is_empty() || people.len() > MOST_AT_ONCE {
        let detail = format!("Choose 1 to {MOST_AT_ONCE} operators.");
        return Err(ApiError::invalid("person_ids", "count", detail));
    }
    let mut tx = app.db.begin().await?;
    sql::save(&mut tx, &calibration).await?;
    if form.service != Service::Download && !sql::has_streams(&mut tx, calibration.delivery_id).await? {
        let detail =
            "The delivery has no streams, or they are not ready: wait for them, or give it as Download.";
        return Err(ApiError::invalid("service", "no_streams", detail));
    }
    for person in people {
        let how = (form.service, form.depth);
        give(&mut tx, &actor, &calibration, person, how).await?;
    }
    tx.commit().await?;
    answer(&app, &actor, calibration.id).await
}

async fn give(
    tx: &mut Tx,
    actor: &Actor,
    calibration: &Calibration,
    person: PersonId,
    how: (Service, qc::task::TaskDepth),
) -> ApiResult<()> {
    if sql::is_given(tx, calibration.id, person).await? {
        let detail = "One of them was given this calibration before.";
        return Err(ApiError::invalid("person_ids", "given", detail));
    }
    let (id, delivery) = (calibration.id, calibration.delivery_id);
    let request = requests::give_calibration(tx, id, delivery, person, how).await?;
    let after = json!({ "person_id": person, "request_id": request });
    record(tx, actor, id, "calibration.given", after).await
}

/// Close the calibration: copies that were not handed in are canceled, and everyone who took part sees their score.
#[utoipa::path(
    post, path = "/api/v1/calibrations/{calibration_id}/close", tag = "calibrations",
    params(("calibration_id" = CalibrationId, Path)),
    responses((status = 200, body = CalibrationView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn close_calibration(
    State(app): State<App>,
    May(actor, mut calibration): May<ManageCalibration>,
) -> ApiResult<Revised<CalibrationView>> {
    demand_open(&calibration)?;
    calibration.state = CalibrationState::Closed;
    let mut tx = app.db.begin().await?;
    sql::save(&mut tx, &calibration).await?;
    close_copies(&mut tx, &actor, &calibration).await?;
    let after = json!({ "state": CalibrationState::Closed });
    record(&mut tx, &actor, calibration.id, "calibration.closed", after).await?;
    tx.commit().await?;
    answer(&app, &actor, calibration.id).await
}

async fn close_copies(tx: &mut Tx, actor: &Actor, calibration: &Calibration) -> ApiResult<()> {
    let copies = sql::list_copies(&mut **tx, &[calibration.id.uuid()], &qc::access::Scope::All).await?;
    let ids: Vec<_> = copies.iter().map(|copy| copy.request_id.uuid()).collect();
    let flagged = sql::list_flagged(&mut **tx, &ids).await?;
    let link = format!("/calibrations/{}", calibration.id);
    let mut facilities = Vec::new();
    for copy in copies {
        let request = requests::close_calibration(tx, actor.person, copy.request_id).await?;
        let subject = format!("{} was a calibration", request.name());
        let notice =
            Notice::new(NoticeKind::CalibrationClosed, subject, link.clone()).of_title(calibration.title.id);
        let notice = match copy.submitted_at {
            Some(_) => {
                let score = score_view(calibration, &of_request(&flagged, copy.request_id), false);
                notice.saying(format!("Your score: {:.0} %.", score.percent))
            }
            None => notice.saying("It was not handed in, and is canceled."),
        };
        notices::send(tx, People::Person(copy.operator.id), notice).await?;
        facilities.extend(copy.operator.facility_id);
    }
    facilities.sort();
    facilities.dedup();
    for facility in facilities {
        let subject = format!("A calibration is closed: {}", calibration.name);
        let notice =
            Notice::new(NoticeKind::CalibrationClosed, subject, link.clone()).of_title(calibration.title.id);
        notices::send(tx, People::VendorManagers(facility), notice).await?;
    }
    Ok(())
}

async fn answer(app: &App, actor: &Actor, id: CalibrationId) -> ApiResult<Revised<CalibrationView>> {
    let calibration = sql::find(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    let view = view::view(&app.db, actor, &calibration).await?;
    Ok(Revised(view.revision, view))
}

fn demand_open(calibration: &Calibration) -> ApiResult<()> {
    match calibration.state {
        CalibrationState::Open => Ok(()),
        CalibrationState::Closed => Err(ApiError::not_allowed_now(view::why_not_closed())),
    }
}

/// The name, once name and key are right.
fn checked<'a>(name: &'a str, key: &AnswerKey, context: &KeyContext) -> ApiResult<&'a str> {
    let name = name.trim();
    let mut wrong: Vec<FieldProblem> = key
        .check(context)
        .into_iter()
        .map(|error| {
            FieldProblem::new(
                format!("answer_key.{}", error.field()),
                "wrong",
                error.to_string(),
            )
        })
        .collect();
    if name.is_empty() || name.chars().count() > LIMIT_NAME_CHARS {
        let detail = format!("Give it a name of at most {LIMIT_NAME_CHARS} characters.");
        wrong.push(FieldProblem::new("name", "length", detail));
    }
    if wrong.is_empty() {
        Ok(name)
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

/// Its history is the studio's: it stands on no title and no request.
async fn record(
    tx: &mut Tx,
    actor: &Actor,
    id: CalibrationId,
    act: &'static str,
    after: serde_json::Value,
) -> ApiResult<()> {
    history::record(tx, Act::new(actor.person, act, id).changed(json!({}), after)).await?;
    Ok(events::record(tx, Event::new(EventKind::Calibration, id)).await?)
}
