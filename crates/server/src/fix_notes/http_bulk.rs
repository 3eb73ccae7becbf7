//! Several answers at once, and several decisions at once: all of them or none, and each that is refused is named. A batch of
//! answers can be undone while its answers are drafts that nobody else changed.

use api::fix_notes::{
    AnswerIssues, AnsweredIssues, DecideWaiver as Decision, DecideWaivers as Decisions, FixNotesView,
    UndoAnswers, WaiverDecision,
};
use axum::extract::State;
use qc::id::{AnswerBatchId, FixNoteId, IssueId, RequestId};
use serde_json::json;

use super::sql::{BatchItem, insert_batch, list_numbers};
use super::view::{answer, view};
use super::write::{Desk, NewAnswer};
use super::{AnswerFixNotes, DecideWaiver, DecideWaivers, decide, limited, sql};
use crate::access::May;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::{Json, Revised};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::{self, Do, Request};
use crate::{events, history};

const MOST_AT_ONCE: usize = 500;

/// Give several issues the same answer: all of them or none.
///
/// Each refusal is named by its issue's number. The answer carries a `batch_id`, by which it can be undone.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/fix-notes/batches", tag = "fix notes", request_body = AnswerIssues,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = AnsweredIssues), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn answer_issues(
    State(app): State<App>,
    May(actor, request): May<AnswerFixNotes>,
    key: IdempotencyKey,
    Json(body): Json<AnswerIssues>,
) -> ApiResult<Json<AnsweredIssues>> {
    demand_some("issues", body.issues.len())?;
    let new = NewAnswer {
        by: actor.person,
        answer: body.answer,
        reason: limited("reason", &body.reason)?,
    };
    qc::fix_note::check_answer(new.answer, new.reason)?;
    let mut once = match key
        .begin(&app.db, actor.person, "answer_issues", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok(Json(view)),
        Turn::First(once) => once,
    };
    Do::SubmitFixNotes.demand_now(&request)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    let items = write_all(&mut once.tx, &request, &body, new).await?;
    let batch_id = insert_batch(&mut once.tx, request.id, actor.person, &items).await?;
    events::record(&mut once.tx, request.event()).await?;
    let answered = AnsweredIssues {
        batch_id,
        fix_notes: view(&mut once.tx, &actor, request.id).await?,
    };
    once.commit(&answered).await?;
    Ok(Json(answered))
}

async fn write_all(
    tx: &mut Tx,
    request: &Request,
    body: &AnswerIssues,
    new: NewAnswer<'_>,
) -> ApiResult<Vec<BatchItem>> {
    let numbers = list_numbers(
        &mut **tx,
        &body.issues.iter().map(|one| one.issue_id).collect::<Vec<_>>(),
    )
    .await?;
    let mut desk = Desk::read(tx, request).await?;
    let mut items = Vec::new();
    let mut refused = Vec::new();
    for (at, one) in body.issues.iter().enumerate() {
        match desk.write(tx, request, one.issue_id, one.revision, new).await {
            Ok(written) => items.push(BatchItem {
                issue_id: one.issue_id,
                before: written.before,
                revision: written.revision,
            }),
            Err(error) => refused.push(named(
                format!("issues[{at}]"),
                number_in(&numbers, one.issue_id),
                error,
            )?),
        }
    }
    demand_none(refused).map(|()| items)
}

/// Take back a batch of answers: each is what it was before, or none is.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/fix-notes/undo", tag = "fix notes", request_body = UndoAnswers,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn undo_answers(
    State(app): State<App>,
    May(actor, request): May<AnswerFixNotes>,
    Json(body): Json<UndoAnswers>,
) -> ApiResult<Revised<FixNotesView>> {
    Do::SubmitFixNotes.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let items = sql::take_batch(&mut tx, request.id, actor.person, body.batch_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    restore_all(&mut tx, &request, actor.person, body.batch_id, &items).await?;
    events::record(&mut tx, request.event()).await?;
    tx.commit().await?;
    answer(&app, &actor, request.id).await
}

async fn restore_all(
    tx: &mut Tx,
    request: &Request,
    by: qc::id::PersonId,
    batch: AnswerBatchId,
    items: &[BatchItem],
) -> ApiResult<()> {
    let numbers = list_numbers(
        &mut **tx,
        &items.iter().map(|item| item.issue_id).collect::<Vec<_>>(),
    )
    .await?;
    let notes = sql::list(&mut **tx, request.id).await?;
    let mut refused = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let now = notes
            .iter()
            .find(|note| note.issue_id == item.issue_id && note.revision == item.revision);
        let Some(now) = now else {
            let field = format!("issues[{at}]");
            refused.push(named(field, number_in(&numbers, item.issue_id), ApiError::Stale)?);
            continue;
        };
        sql::restore(tx, now, item.before.as_ref()).await?;
        let before = json!({ "answer": now.answer, "batch_id": batch, "issue_id": now.issue_id });
        let after =
            json!({ "answer": item.before.as_ref().map(|note| note.answer), "issue_id": now.issue_id });
        let act = request
            .act_on(by, "fix_note.undone", now.id)
            .changed(before, after);
        history::record(tx, act).await?;
    }
    demand_none(refused)
}

/// Agree to a proposal to waive, or refuse it with a reason.
#[utoipa::path(
    post, path = "/api/v1/fix-notes/{fix_note_id}/waiver", tag = "fix notes", request_body = Decision,
    params(("fix_note_id" = FixNoteId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_waiver(
    State(app): State<App>,
    May(actor, (request, note)): May<DecideWaiver>,
    Json(body): Json<Decision>,
) -> ApiResult<Revised<FixNotesView>> {
    let reason = limited("reason", &body.reason)?;
    let id = request.id;
    let agrees = body.decision == WaiverDecision::Agree;
    decide::decide(&app, &actor, request, &[note], agrees, reason).await?;
    answer(&app, &actor, id).await
}

/// Agree to several proposals to waive, or refuse them with one reason: all of them or none.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/waivers", tag = "fix notes", request_body = Decisions,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_waivers(
    State(app): State<App>,
    May(actor, request): May<DecideWaivers>,
    Json(body): Json<Decisions>,
) -> ApiResult<Revised<FixNotesView>> {
    demand_some("fix_notes", body.fix_notes.len())?;
    let reason = limited("reason", &body.reason)?;
    let id = request.id;
    let agrees = body.decision == WaiverDecision::Agree;
    decide::decide(&app, &actor, request, &body.fix_notes, agrees, reason).await?;
    answer(&app, &actor, id).await
}

fn demand_some(field: &str, count: usize) -> ApiResult<()> {
    if (1..=MOST_AT_ONCE).contains(&count) {
        Ok(())
    } else {
        Err(ApiError::invalid(
            field,
            "count",
            format!("Choose 1 to {MOST_AT_ONCE}."),
        ))
    }
}

fn demand_none(refused: Vec<FieldProblem>) -> ApiResult<()> {
    if refused.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(refused))
    }
}

fn number_in(numbers: &[(IssueId, i32)], issue: IssueId) -> Option<i32> {
    numbers
        .iter()
        .find(|(id, _)| *id == issue)
        .map(|(_, number)| *number)
}

/// One refusal of several, with what it is about. Failures of ours are not refusals.
pub(super) fn named(field: String, number: Option<i32>, error: ApiError) -> ApiResult<FieldProblem> {
    let why = match error {
        ApiError::NotFound => "it is not among the issues to be answered.".to_owned(),
        ApiError::NeedsIfMatch | ApiError::Stale => {
            "someone else answered it in the meantime. Read it again.".to_owned()
        }
        ApiError::NotAllowedNow { detail } => detail,
        ApiError::Invalid(fields) => fields
            .into_iter()
            .map(|field| field.detail)
            .collect::<Vec<_>>()
            .join(" "),
        other => return Err(other),
    };
    let what = number.map_or_else(|| "An issue".to_owned(), |number| format!("Issue {number}"));
    Ok(FieldProblem::new(field, "refused", format!("{what}: {why}")))
}
