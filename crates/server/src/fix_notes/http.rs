//! Fix notes: reading them, answering one issue, submitting all. Several at once are in `http_bulk`.

use api::fix_notes::{FixNotesView, SaveFixNote};
use axum::extract::State;
use qc::id::{IssueId, RequestId};

use super::view::answer;
use super::write::{Desk, NewAnswer};
use super::{AnswerFixNote, SeeFixNotes, decide, limited};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::events;
use crate::extract::{IfMatch, Json, Revised};
use crate::requests::{self, Do, SubmitFixNotes};

/// The issues that need an answer, with the answers so far.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/fix-notes", tag = "fix notes", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem))
)]
pub async fn get_fix_notes(
    State(app): State<App>,
    May(actor, request): May<SeeFixNotes>,
) -> ApiResult<Revised<FixNotesView>> {
    answer(&app, &actor, request.id).await
}

/// Answer an issue. The answer is a draft until all are submitted.
///
/// `If-Match` is the answer's own revision, once there is one.
#[utoipa::path(
    put, path = "/api/v1/requests/{request_id}/fix-notes/{issue_id}", tag = "fix notes", request_body = SaveFixNote,
    params(("request_id" = RequestId, Path), ("issue_id" = IssueId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub async fn save_fix_note(
    State(app): State<App>,
    May(actor, (request, issue)): May<AnswerFixNote>,
    if_match: Option<IfMatch>,
    Json(body): Json<SaveFixNote>,
) -> ApiResult<Revised<FixNotesView>> {
    Do::SubmitFixNotes.demand_now(&request)?;
    let new = NewAnswer {
        by: actor.person,
        answer: body.answer,
        reason: limited("reason", &body.reason)?,
    };
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    let over = if_match.map(|IfMatch(revision)| revision);
    let mut desk = Desk::read(&mut tx, &request).await?;
    desk.write(&mut tx, &request, issue, over, new).await?;
    events::record(&mut tx, request.event()).await?;
    tx.commit().await?;
    answer(&app, &actor, request.id).await
}

/// Submit all answers. Proposals to waive go to post.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/fix-notes/submit", tag = "fix notes", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn submit_fix_notes(
    State(app): State<App>,
    May(actor, request): May<SubmitFixNotes>,
) -> ApiResult<Revised<FixNotesView>> {
    let id = request.id;
    decide::submit(&app, &actor, request).await?;
    answer(&app, &actor, id).await
}
