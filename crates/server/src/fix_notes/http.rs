//! Fix notes: reading and writing answers, submission, waivers, asking for the redelivery.

use api::fix_notes::{
    AskRedelivery as Ask, DecideWaiver as Decision, FixNotesView, SaveFixNote, WaiverDecision,
};
use axum::extract::State;
use qc::fix_note::{FixNoteState, Waiver, check_answer};
use qc::id::{FixNoteId, IssueId, RequestId};
use qc::notice::NoticeKind;
use serde_json::json;

use super::{AnswerFixNote, DecideWaiver, Note, SeeFixNotes, decide, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::issues;
use crate::notices::{self, Notice, People};
use crate::requests::{self, AskRedelivery, Do, Request, SubmitFixNotes, Viewer};

const LIMIT_TEXT_CHARS: usize = 2000;

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

async fn answer(app: &App, actor: &Actor, id: RequestId) -> ApiResult<Revised<FixNotesView>> {
    let mut db = app.db.acquire().await?;
    let request = requests::find(&mut *db, Viewer::from(actor), id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let to_answer = sql::list_to_answer(&mut *db, id).await?;
    let ids: Vec<_> = to_answer.iter().map(|issue| issue.uuid()).collect();
    let issues = issues::views_in(&mut db, actor, Some(&request), &ids).await?;
    let notes = sql::list(&mut *db, id).await?;
    let is_answered = |issue: &IssueId| {
        notes
            .iter()
            .any(|note| note.issue_id == *issue && note.is_answer())
    };
    let proposed = notes.iter().filter(|note| note.waiver == Waiver::Proposed);
    let view = FixNotesView {
        request_id: id,
        state: request.state,
        unanswered: to_answer
            .iter()
            .filter(|issue| !is_answered(issue))
            .copied()
            .collect(),
        undecided: proposed.map(|note| note.issue_id).collect(),
        issues,
        redelivery_due_at: request.redelivery_due_at,
        redelivery_note: request.redelivery_note.clone(),
        actions: requests::actions_of(&mut db, actor, &request).await?,
        revision: request.revision,
    };
    Ok(Revised(view.revision, view))
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
    let reason = limited("reason", &body.reason)?;
    check_answer(body.answer, reason)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    if !sql::list_to_answer(&mut *tx, request.id).await?.contains(&issue) {
        return Err(ApiError::NotFound);
    }
    let notes = sql::list(&mut *tx, request.id).await?;
    match notes.into_iter().find(|note| note.issue_id == issue) {
        None => {
            let answer = body.answer;
            let id = sql::insert(&mut tx, request.id, issue, actor.person, answer, reason).await?;
            record_saved(&mut tx, &actor, &request, id, json!({}), &body).await?;
        }
        Some(note) => {
            if_match.ok_or(ApiError::NeedsIfMatch)?.check(note.revision)?;
            change(&mut tx, &actor, &request, note, &body, reason).await?;
        }
    }
    tx.commit().await?;
    answer(&app, &actor, request.id).await
}

async fn change(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    mut note: Note,
    body: &SaveFixNote,
    reason: &str,
) -> ApiResult<()> {
    // In a second turn only what post refused is answered again.
    if note.state == FixNoteState::Submitted {
        return Err(ApiError::not_allowed_now("This answer is submitted."));
    }
    let before = json!({ "answer": note.answer });
    note.answer = body.answer;
    note.reason = reason.to_owned();
    note.waiver = Waiver::None;
    note.waiver_by = None;
    note.waiver_reason = None;
    sql::save(tx, &mut note, Some(actor.person)).await?;
    record_saved(tx, actor, request, note.id, before, body).await
}

async fn record_saved(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    id: FixNoteId,
    before: serde_json::Value,
    body: &SaveFixNote,
) -> ApiResult<()> {
    let act = request.act_on(actor.person, "fix_note.saved", id);
    let act = act
        .changed(before, json!({ "answer": body.answer }))
        .because(body.reason.trim());
    crate::history::record(tx, act).await?;
    Ok(crate::events::record(tx, request.event()).await?)
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
    decide::decide(
        &app,
        &actor,
        request,
        note,
        body.decision == WaiverDecision::Agree,
        reason,
    )
    .await?;
    answer(&app, &actor, id).await
}

/// Ask production for the redelivery, by when and with what in mind.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/redelivery", tag = "fix notes", request_body = Ask,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn ask_redelivery(
    State(app): State<App>,
    May(actor, mut request): May<AskRedelivery>,
    Json(body): Json<Ask>,
) -> ApiResult<Revised<FixNotesView>> {
    Do::AskRedelivery.demand_now(&request)?;
    let note = limited("note", &body.note)?;
    if body.due_at.is_some_and(|due| due <= request.now) {
        return Err(ApiError::invalid("due_at", "past", "This time has passed."));
    }
    let mut tx = app.db.begin().await?;
    let before = json!({ "due_at": request.redelivery_due_at });
    request.redelivery_due_at = body.due_at;
    request.redelivery_note = Some(note.to_owned()).filter(|note| !note.is_empty());
    let act = request
        .act(actor.person, "request.redelivery_asked")
        .changed(before, json!({ "due_at": body.due_at }));
    requests::save(&mut tx, &mut request, act.because(note)).await?;
    let subject = format!("A redelivery is asked for: {}", request.name());
    let notice = Notice::new(NoticeKind::RedeliveryAsked, subject, request.link())
        .of_title(request.title.id)
        .saying(note);
    notices::send(&mut tx, People::Production(request.show_id), notice).await?;
    tx.commit().await?;
    answer(&app, &actor, request.id).await
}

fn limited<'a>(field: &str, text: &'a str) -> ApiResult<&'a str> {
    let text = text.trim();
    if text.chars().count() > LIMIT_TEXT_CHARS {
        return Err(ApiError::invalid(
            field,
            "too_long",
            format!("At most {LIMIT_TEXT_CHARS} characters."),
        ));
    }
    Ok(text)
}
