//! Opening, listing, answering and deciding disputes.

use api::disputes::{AnswerDispute as Answer, DecideDispute as Decision, DisputeView};
use api::{Page, Reason};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use qc::dispute::DisputeState;
use qc::id::{DisputeId, IssueId, RequestId, ShowId, VerificationId};

use super::sql::{self, Wanted};
use super::view::view;
use super::{AnswerDispute, DecideDispute, DisputeVerdict, SeeDispute, SeeDisputes, WithdrawDispute, decide};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Revised, page};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::stated;

/// The filters of a list of disputes. `state` may be given several times.
#[derive(Clone, Debug, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DisputeQuery {
    #[param(required = false)]
    pub state: Vec<DisputeState>,
    pub show_id: Option<ShowId>,
    pub request_id: Option<RequestId>,
    /// `next` of the page before
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

impl DisputeQuery {
    fn parse(text: &str) -> ApiResult<DisputeQuery> {
        let mut query = DisputeQuery::default();
        for (field, value) in url::form_urlencoded::parse(text.as_bytes()) {
            let refused =
                |error: &dyn std::fmt::Display| ApiError::invalid(&*field, "unknown", error.to_string());
            match &*field {
                _ if value.is_empty() => {}
                "state" => query.state.push(value.parse().map_err(|error| refused(&error))?),
                "show_id" => query.show_id = Some(value.parse().map_err(|error| refused(&error))?),
                "request_id" => query.request_id = Some(value.parse().map_err(|error| refused(&error))?),
                "cursor" => query.cursor = Some(value.into_owned()),
                "limit" => query.limit = value.parse().ok(),
                _ => return Err(refused(&"This list has no such filter.")),
            }
        }
        Ok(query)
    }
}

/// Disputes of verdicts that the caller has to do with, those that wait longest first.
#[utoipa::path(
    get, path = "/api/v1/disputes", tag = "disputes", params(DisputeQuery),
    responses((status = 200, body = Page<DisputeView>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_disputes(
    State(app): State<App>,
    May(actor, ()): May<SeeDisputes>,
    RawQuery(text): RawQuery,
) -> ApiResult<Json<Page<DisputeView>>> {
    let query = DisputeQuery::parse(text.as_deref().unwrap_or_default())?;
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let wanted = Wanted {
        states: query.state,
        show: query.show_id,
        request: query.request_id,
        after: paging.after()?,
        limit: paging.limit(),
        ..Wanted::default()
    };
    let rows = sql::list(&app.db, &actor.scope(), &wanted).await?;
    let views = rows.into_iter().map(|row| view(&actor, row)).collect();
    Ok(Json(page(views, paging.limit(), |dispute: &DisputeView| {
        (dispute.opened_at, dispute.id)
    })))
}

/// One dispute.
#[utoipa::path(
    get, path = "/api/v1/disputes/{dispute_id}", tag = "disputes", params(("dispute_id" = DisputeId, Path)),
    responses((status = 200, body = DisputeView), (status = 404, body = Problem))
)]
pub async fn get_dispute(
    State(app): State<App>,
    May(actor, dispute): May<SeeDispute>,
) -> ApiResult<Revised<DisputeView>> {
    answered(&app, &actor, dispute.id).await
}

async fn answered(app: &App, actor: &Actor, id: DisputeId) -> ApiResult<Revised<DisputeView>> {
    let view = read(&app.db, actor, id).await?;
    Ok(Revised(view.revision, view))
}

async fn read(db: impl sqlx::PgExecutor<'_>, actor: &Actor, id: DisputeId) -> ApiResult<DisputeView> {
    let wanted = Wanted {
        id: Some(id),
        limit: 1,
        ..Wanted::default()
    };
    let row = sql::list(db, &actor.scope(), &wanted).await?.pop();
    row.map(|row| view(actor, row)).ok_or(ApiError::NotFound)
}

/// Dispute a verdict that counts against one's report: once, within five days of the verification, with a reason.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/verdicts/{issue_id}/dispute", tag = "disputes", request_body = Reason,
    params(("verification_id" = VerificationId, Path), ("issue_id" = IssueId, Path)),
    responses((status = 201, body = DisputeView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn dispute_verdict(
    State(app): State<App>,
    May(actor, (request, issue)): May<DisputeVerdict>,
    key: IdempotencyKey,
    Json(body): Json<Reason>,
) -> ApiResult<(StatusCode, Json<DisputeView>)> {
    let reason = stated(&body.reason)?;
    let verification = request.verification_id.ok_or(ApiError::NotFound)?;
    let mut once = match key
        .begin(
            &app.db,
            actor.person,
            "dispute_verdict",
            &(verification, issue, &body),
        )
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    let id = decide::open(&mut once.tx, &actor, &request, verification, issue, reason).await?;
    let view = read(&mut *once.tx, &actor, id).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Answer a dispute of one's verdict, once.
#[utoipa::path(
    post, path = "/api/v1/disputes/{dispute_id}/answer", tag = "disputes", request_body = Answer,
    params(("dispute_id" = DisputeId, Path)),
    responses((status = 200, body = DisputeView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn answer_dispute(
    State(app): State<App>,
    May(actor, dispute): May<AnswerDispute>,
    Json(body): Json<Answer>,
) -> ApiResult<Revised<DisputeView>> {
    let (id, text) = (dispute.id, said(&body.answer)?);
    decide::answer(&app, &actor, dispute, text).await?;
    answered(&app, &actor, id).await
}

fn said(answer: &str) -> ApiResult<&str> {
    stated(answer).map_err(|refusal| match refusal {
        ApiError::Invalid(mut problems) => {
            for problem in &mut problems {
                "answer".clone_into(&mut problem.field);
            }
            ApiError::Invalid(problems)
        }
        other => other,
    })
}

/// Decide a dispute: the verdict stands, or it no longer counts against the operator.
#[utoipa::path(
    post, path = "/api/v1/disputes/{dispute_id}/decide", tag = "disputes", request_body = Decision,
    params(("dispute_id" = DisputeId, Path)),
    responses((status = 200, body = DisputeView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_dispute(
    State(app): State<App>,
    May(actor, dispute): May<DecideDispute>,
    Json(body): Json<Decision>,
) -> ApiResult<Revised<DisputeView>> {
    let (id, reason) = (dispute.id, stated(&body.reason)?);
    decide::decide(&app, &actor, dispute, body.granted, reason).await?;
    answered(&app, &actor, id).await
}

/// Take one's dispute back. The verdict cannot be disputed again.
#[utoipa::path(
    post, path = "/api/v1/disputes/{dispute_id}/withdraw", tag = "disputes", params(("dispute_id" = DisputeId, Path)),
    responses((status = 200, body = DisputeView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn withdraw_dispute(
    State(app): State<App>,
    May(actor, dispute): May<WithdrawDispute>,
) -> ApiResult<Revised<DisputeView>> {
    let id = dispute.id;
    decide::withdraw(&app, &actor, dispute).await?;
    answered(&app, &actor, id).await
}
