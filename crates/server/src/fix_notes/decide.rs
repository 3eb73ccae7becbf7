//! Submitting answers, deciding waivers, and what follows for the request and its issues. The request's row is locked
//! first: two people of one show decide one after the other. The deadline hands in by the same way, as nobody.

use qc::fix_note::{Answer, Conclusion, FixNoteState, FixNoteStep, Waiver, conclude, decide_waiver};
use qc::id::{FixNoteId, IssueId, PersonId};
use qc::issue::IssueStep;
use qc::notice::NoticeKind;
use qc::request::{RequestState, Step};
use serde_json::json;

use super::http_bulk::named;
use super::{Note, due_by_policy, link, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, Request};
use crate::{delegations, history, issues, objections};

/// Production hands in its answers; each proposal to waive goes to post.
pub(super) async fn submit(app: &App, actor: &Actor, mut request: Request) -> ApiResult<()> {
    Do::SubmitFixNotes.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let notes = sql::list(&mut *tx, request.id).await?;
    demand_nothing_objected(&mut tx, &request).await?;
    demand_all_answered(&mut tx, &request, &notes).await?;
    hand_in_all(
        &mut tx,
        Some(actor.person),
        &mut request,
        notes,
        FixNoteStep::Submit,
    )
    .await?;
    Ok(tx.commit().await?)
}

async fn demand_nothing_objected(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    match objections::list_open(tx, request.id).await?.len() {
        0 => Ok(()),
        1 => Err(ApiError::not_allowed_now(
            "Post has not decided on one objection yet.",
        )),
        many => Err(ApiError::not_allowed_now(format!(
            "Post has not decided on {many} objections yet."
        ))),
    }
}

async fn demand_all_answered(tx: &mut Tx, request: &Request, notes: &[Note]) -> ApiResult<()> {
    let answered: Vec<IssueId> = notes
        .iter()
        .filter(|note| note.is_answer())
        .map(|note| note.issue_id)
        .collect();
    let to_answer = sql::list_to_answer(&mut **tx, request.id).await?;
    match to_answer.iter().filter(|issue| !answered.contains(issue)).count() {
        0 => Ok(()),
        1 => Err(ApiError::not_allowed_now("One issue is not answered yet.")),
        many => Err(ApiError::not_allowed_now(format!(
            "{many} issues are not answered yet."
        ))),
    }
}

/// Hands in every draft, ends the deadline and the delegations, and moves the request on.
pub(super) async fn hand_in_all(
    tx: &mut Tx,
    by: Option<PersonId>,
    request: &mut Request,
    mut notes: Vec<Note>,
    step: FixNoteStep,
) -> ApiResult<()> {
    for note in notes.iter_mut().filter(|note| note.state == FixNoteState::Draft) {
        hand_in(tx, by, request, note, step).await?;
    }
    sql::delete_deadline(tx, request.id).await?;
    delegations::end_all(tx, request, by).await?;
    let act = request.act(by, "request.fix_notes_submitted");
    requests::advance(tx, request, Step::SubmitFixNotes, act).await?;
    let proposed = notes
        .iter()
        .filter(|note| note.waiver == Waiver::Proposed)
        .count();
    if proposed > 0 {
        let subject = format!("Waivers to decide: {}", request.name());
        let text = format!("{proposed} proposed: Creative Intent or Best Possible.");
        let notice = Notice::new(NoticeKind::WaiverToDecide, subject, link(request))
            .of_title(request.title_id)
            .saying(text);
        notices::send(tx, People::Post(request.show_id), notice).await?;
    }
    follow(tx, request, &notes).await
}

/// Every issue turned out to be none: there is nothing left to answer.
pub(crate) async fn close_if_nothing_is_left(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    let is_left = !sql::list_to_answer(&mut **tx, request.id).await?.is_empty();
    if is_left || !objections::list_open(tx, request.id).await?.is_empty() {
        return Ok(());
    }
    hand_in_all(tx, None, request, Vec::new(), FixNoteStep::Submit).await
}

async fn hand_in(
    tx: &mut Tx,
    by: Option<PersonId>,
    request: &Request,
    note: &mut Note,
    step: FixNoteStep,
) -> ApiResult<()> {
    note.state = note.state.after(step)?;
    note.waiver = note.answer.waiver_when_submitted();
    sql::save(tx, note).await?;
    let (of_issue, act) = (IssueStep::from(note.answer), act_of(note.answer));
    issues::step(tx, request, by, note.issue_id, of_issue, act, &note.reason).await?;
    let act = match step {
        FixNoteStep::CloseByDeadline => "fix_note.answered_by_deadline",
        _ => "fix_note.submitted",
    };
    let states = (FixNoteState::Draft.as_str(), note.state.as_str());
    record(tx, request, by, note, act, states).await
}

fn act_of(answer: Answer) -> &'static str {
    match answer {
        Answer::ProductionWillFix => "issue.promised_to_be_fixed",
        Answer::CreativeIntent => "issue.called_creative_intent",
        Answer::BestPossible => "issue.called_best_possible",
    }
}

/// Post agrees to proposals to waive, or refuses them: all of these or none.
pub(super) async fn decide(
    app: &App,
    actor: &Actor,
    mut request: Request,
    ids: &[FixNoteId],
    agrees: bool,
    reason: &str,
) -> ApiResult<()> {
    if request.state != RequestState::FixNotesSubmitted {
        return Err(ApiError::not_allowed_now(requests::in_state(request.state)));
    }
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let mut notes = sql::list(&mut *tx, request.id).await?;
    let mut refused = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let note = notes
            .iter_mut()
            .find(|note| note.id == *id)
            .ok_or(ApiError::NotFound)?;
        if let Err(error) = decide_one(&mut tx, actor, &request, note, agrees, reason).await {
            // One alone is refused in its own words.
            if ids.len() == 1 {
                return Err(error);
            }
            let numbers = sql::list_numbers(&mut *tx, &[note.issue_id]).await?;
            let number = numbers.first().map(|(_, number)| *number);
            refused.push(named(format!("fix_notes[{at}]"), number, error)?);
        }
    }
    if !refused.is_empty() {
        return Err(ApiError::Invalid(refused));
    }
    follow(&mut tx, &mut request, &notes).await?;
    Ok(tx.commit().await?)
}

async fn decide_one(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    note: &mut Note,
    agrees: bool,
    reason: &str,
) -> ApiResult<()> {
    let from = note.waiver;
    note.waiver = decide_waiver(note.waiver, agrees, reason)?;
    note.waiver_by = Some(actor.person);
    note.waiver_reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
    if !agrees {
        note.state = note.state.after(FixNoteStep::ReturnToProduction)?;
    }
    sql::save(tx, note).await?;
    let by = Some(actor.person);
    if agrees {
        return record(
            tx,
            request,
            by,
            note,
            "fix_note.waiver_agreed",
            (from.as_str(), "agreed"),
        )
        .await;
    }
    record(
        tx,
        request,
        by,
        note,
        "fix_note.waiver_refused",
        (from.as_str(), "refused"),
    )
    .await?;
    let step = IssueStep::RefuseWaiver;
    issues::step(
        tx,
        request,
        by,
        note.issue_id,
        step,
        "issue.waiver_refused",
        reason,
    )
    .await
}

/// What all answers and decisions together mean for the request.
async fn follow(tx: &mut Tx, request: &mut Request, notes: &[Note]) -> ApiResult<()> {
    let answers: Vec<(Answer, Waiver)> = notes.iter().map(|note| (note.answer, note.waiver)).collect();
    match conclude(&answers) {
        // Nothing moved but a note: whoever reads the request's revision learns of it all the same.
        Conclusion::Waiting => {
            if request.state == RequestState::FixNotesSubmitted {
                events::record(tx, request.event()).await?;
            }
            Ok(())
        }
        Conclusion::Approve => requests::approve(tx, request).await,
        Conclusion::AnswerAgain => {
            let until = requests::ask_fix_notes(tx, request).await?;
            let subject = format!("A proposal to waive was refused: {}", request.name());
            let text = until
                .map(|until| format!("Answer again by {until}."))
                .unwrap_or_default();
            let notice = Notice::new(NoticeKind::WaiverRefused, subject, link(request))
                .of_title(request.title_id)
                .saying(text);
            Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
        }
        Conclusion::AwaitRedelivery => await_redelivery(tx, request).await,
    }
}

async fn await_redelivery(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    request.redelivery_due_at = due_by_policy(tx, request).await?;
    let act = request.act(None, "request.redelivery_awaited");
    requests::advance(tx, request, Step::AwaitRedelivery, act).await?;
    let subject = format!("A redelivery is awaited: {}", request.name());
    let due = request.redelivery_due_at;
    let text = due.map(|due| format!("Due {}.", due.format("%d %b %Y %H:%M UTC")));
    let notice = Notice::new(NoticeKind::RedeliveryAsked, subject, link(request))
        .of_title(request.title_id)
        .saying(text.unwrap_or_default());
    Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
}

async fn record(
    tx: &mut Tx,
    request: &Request,
    by: Option<PersonId>,
    note: &Note,
    act: &'static str,
    (from, to): (&str, &str),
) -> ApiResult<()> {
    let json = |state: &str| json!({ "state": state, "answer": note.answer, "issue_id": note.issue_id });
    let reason = note
        .waiver_reason
        .as_ref()
        .filter(|_| act.contains("waiver"))
        .unwrap_or(&note.reason);
    let act = request
        .act_on(by, act, note.id)
        .changed(json(from), json(to))
        .because(reason);
    history::record(tx, act).await?;
    let event = Event::new(EventKind::FixNote, note.id)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}
