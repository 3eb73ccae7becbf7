//! Raising, deciding and taking back objections.

use api::fix_notes::{DecideObjection as Decision, NewObjection, ObjectionDecision, ObjectionView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{ObjectionId, RequestId};
use qc::issue::IssueStep;
use qc::notice::NoticeKind;
use qc::objection::{ObjectionState, ObjectionStep, check_objection};
use serde_json::json;

use super::{DecideObjection, Objection, WithdrawObjection, act_of, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, Revised};
use crate::fix_notes::{self, limited};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, ObjectToIssue, Request};
use crate::{history, issues};

/// Say that an issue is none. Post decides; until then it cannot be answered.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/objections", tag = "fix notes", request_body = NewObjection,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = ObjectionView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn object_to_issue(
    State(app): State<App>,
    May(actor, request): May<ObjectToIssue>,
    key: IdempotencyKey,
    Json(body): Json<NewObjection>,
) -> ApiResult<(StatusCode, Json<ObjectionView>)> {
    let reason = limited("reason", &body.reason)?;
    let mut once = match key
        .begin(&app.db, actor.person, "object_to_issue", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    Do::ObjectToIssue.demand_now(&request)?;
    requests::lock_unchanged(&mut once.tx, &request).await?;
    let to_answer = fix_notes::list_to_answer(&mut *once.tx, request.id).await?;
    if !to_answer.contains(&body.issue_id) {
        return Err(ApiError::invalid(
            "issue_id",
            "unknown",
            "This is not one of the issues to be answered.",
        ));
    }
    let issue = issues::get(&mut once.tx, body.issue_id).await?;
    let earlier = sql::list_views(&mut *once.tx, Some(request.id), None).await?;
    let of_issue = earlier
        .iter()
        .filter(|objection| objection.issue_id == body.issue_id);
    let earlier: Vec<_> = of_issue.map(|objection| objection.state).collect();
    check_objection(issue.state, &earlier, reason)?;
    let id = sql::insert(&mut once.tx, request.id, body.issue_id, actor.person, reason)
        .await?
        .ok_or_else(|| ApiError::conflict("Someone objected to this issue already; post decides."))?;
    let after = json!({ "state": ObjectionState::Open, "issue_id": issue.id });
    let act = request
        .act_on(actor.person, "objection.raised", id)
        .changed(json!({}), after)
        .because(reason);
    record(&mut once.tx, &request, id, act).await?;
    let subject = format!(
        "An issue is said to be none: issue {} of {}",
        issue.number,
        request.name()
    );
    let notice = Notice::new(NoticeKind::ObjectionToDecide, subject, fix_notes::link(&request))
        .of_title(request.title_id)
        .saying(reason);
    notices::send(&mut once.tx, People::Post(request.show_id), notice).await?;
    let view = view(&mut once.tx, id).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Uphold an objection: the issue is none; or dismiss it with a reason: the issue stands and is to be answered.
#[utoipa::path(
    post, path = "/api/v1/objections/{objection_id}/decision", tag = "fix notes", request_body = Decision,
    params(("objection_id" = ObjectionId, Path)),
    responses((status = 200, body = ObjectionView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_objection(
    State(app): State<App>,
    May(actor, (request, objection)): May<DecideObjection>,
    Json(body): Json<Decision>,
) -> ApiResult<Revised<ObjectionView>> {
    let reason = limited("reason", &body.reason)?;
    let step = match body.decision {
        ObjectionDecision::Uphold => ObjectionStep::Uphold,
        ObjectionDecision::Dismiss => ObjectionStep::Dismiss,
    };
    settle(&app, &actor, request, objection, step, reason).await
}

/// Take an objection back: the issue is to be answered.
#[utoipa::path(
    post, path = "/api/v1/objections/{objection_id}/withdraw", tag = "fix notes",
    params(("objection_id" = ObjectionId, Path)),
    responses((status = 200, body = ObjectionView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn withdraw_objection(
    State(app): State<App>,
    May(actor, (request, objection)): May<WithdrawObjection>,
) -> ApiResult<Revised<ObjectionView>> {
    settle(&app, &actor, request, objection, ObjectionStep::Withdraw, "").await
}

async fn settle(
    app: &App,
    actor: &Actor,
    mut request: Request,
    mut objection: Objection,
    step: ObjectionStep,
    reason: &str,
) -> ApiResult<Revised<ObjectionView>> {
    let from = objection.state;
    objection.state = from.after(step, reason)?;
    Do::ObjectToIssue.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    sql::save(&mut tx, &mut objection, actor.person, reason).await?;
    let act = request
        .act_on(actor.person, act_of(step), objection.id)
        .changed(
            json!({ "state": from, "issue_id": objection.issue_id }),
            json!({ "state": objection.state, "issue_id": objection.issue_id }),
        )
        .because(reason);
    record(&mut tx, &request, objection.id, act).await?;
    follow(&mut tx, actor, &mut request, &objection, reason).await?;
    let view = view(&mut tx, objection.id).await?;
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// What the decision means for the issue, the deadline and the request.
async fn follow(
    tx: &mut Tx,
    actor: &Actor,
    request: &mut Request,
    objection: &Objection,
    reason: &str,
) -> ApiResult<()> {
    match objection.state {
        ObjectionState::Upheld => {
            let (step, act) = (IssueStep::UpholdObjection, "issue.found_to_be_none");
            issues::step(tx, request, actor.person, objection.issue_id, step, act, reason).await?;
            tell_production(tx, request, "It is not an issue", reason).await?;
            fix_notes::close_if_nothing_is_left(tx, request).await
        }
        ObjectionState::Dismissed => {
            fix_notes::extend_after_dismissal(tx, request).await?;
            tell_production(tx, request, "The issue stands", reason).await
        }
        ObjectionState::Open | ObjectionState::Withdrawn => Ok(()),
    }
}

async fn tell_production(tx: &mut Tx, request: &Request, what: &str, reason: &str) -> ApiResult<()> {
    let subject = format!("{what}: {}", request.name());
    let notice = Notice::new(NoticeKind::ObjectionDecided, subject, fix_notes::link(request))
        .of_title(request.title_id)
        .saying(reason);
    Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
}

async fn view(tx: &mut Tx, id: ObjectionId) -> ApiResult<ObjectionView> {
    sql::find_view(tx, id).await?.ok_or(ApiError::NotFound)
}

async fn record(tx: &mut Tx, request: &Request, id: ObjectionId, act: history::Act) -> ApiResult<()> {
    history::record(tx, act).await?;
    let event = Event::new(EventKind::FixNote, id)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}
