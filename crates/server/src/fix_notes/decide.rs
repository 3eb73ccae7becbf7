//! Submitting answers, deciding waivers, and what follows for the request and its issues. The request's row is locked
//! first: two people of one show decide one after the other.

use qc::fix_note::{Answer, Conclusion, FixNoteState, Waiver, conclude, decide_waiver};
use qc::id::{FixNoteId, IssueId};
use qc::issue::IssueStep;
use qc::notice::NoticeKind;
use qc::request::{RequestState, Step};

use super::{Note, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history;
use crate::issues;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, Request};

/// Production hands in its answers; each proposal to waive goes to post.
pub(super) async fn submit(app: &App, actor: &Actor, mut request: Request) -> ApiResult<()> {
    Do::SubmitFixNotes.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let mut notes = sql::list(&mut *tx, request.id).await?;
    demand_all_answered(&mut tx, &request, &notes).await?;
    for note in notes.iter_mut().filter(|note| note.state == FixNoteState::Draft) {
        hand_in(&mut tx, actor, &request, note).await?;
    }
    let act = request.act(actor.person, "request.fix_notes_submitted");
    requests::advance(&mut tx, &mut request, Step::SubmitFixNotes, act).await?;
    if notes.iter().any(|note| note.waiver == Waiver::Proposed) {
        let subject = format!("Waivers to decide: {}", request.name());
        let notice =
            Notice::new(NoticeKind::WaiverToDecide, subject, request.link()).of_title(request.title.id);
        notices::send(&mut tx, People::Post(request.show_id), notice).await?;
    }
    follow(&mut tx, &mut request, &notes).await?;
    Ok(tx.commit().await?)
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

async fn hand_in(tx: &mut Tx, actor: &Actor, request: &Request, note: &mut Note) -> ApiResult<()> {
    note.state = FixNoteState::Submitted;
    note.waiver = note.answer.waiver_when_submitted();
    sql::save(tx, note, None).await?;
    let step = IssueStep::from(note.answer);
    issues::step(
        tx,
        request,
        actor.person,
        note.issue_id,
        step,
        act_of(note.answer),
        &note.reason,
    )
    .await?;
    record(
        tx,
        request,
        actor,
        note,
        "fix_note.submitted",
        (FixNoteState::Draft.as_str(), note.state.as_str()),
    )
    .await
}

fn act_of(answer: Answer) -> &'static str {
    match answer {
        Answer::ProductionWillFix => "issue.promised_to_be_fixed",
        Answer::CreativeIntent => "issue.called_creative_intent",
        Answer::BestPossible => "issue.called_best_possible",
    }
}

/// Post agrees to a proposal to waive, or refuses it.
pub(super) async fn decide(
    app: &App,
    actor: &Actor,
    mut request: Request,
    id: FixNoteId,
    agrees: bool,
    reason: &str,
) -> ApiResult<()> {
    if request.state != RequestState::FixNotesSubmitted {
        return Err(ApiError::not_allowed_now(requests::in_state(request.state)));
    }
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let mut notes = sql::list(&mut *tx, request.id).await?;
    let note = notes
        .iter_mut()
        .find(|note| note.id == id)
        .ok_or(ApiError::NotFound)?;
    let from = note.waiver;
    note.waiver = decide_waiver(note.waiver, agrees, reason)?;
    note.waiver_by = Some(actor.person);
    note.waiver_reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
    if !agrees {
        note.state = FixNoteState::Draft;
    }
    sql::save(&mut tx, note, None).await?;
    let (act, to) = if agrees {
        ("fix_note.waiver_agreed", "agreed")
    } else {
        ("fix_note.waiver_refused", "refused")
    };
    record(&mut tx, &request, actor, note, act, (from.as_str(), to)).await?;
    if !agrees {
        let step = IssueStep::RefuseWaiver;
        issues::step(
            &mut tx,
            &request,
            actor.person,
            note.issue_id,
            step,
            "issue.waiver_refused",
            reason,
        )
        .await?;
    }
    follow(&mut tx, &mut request, &notes).await?;
    Ok(tx.commit().await?)
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
            let act = request.act(None, "request.fix_notes_asked");
            requests::advance(tx, request, Step::AskFixNotes, act).await?;
            let subject = format!("A proposal to waive was refused: {}", request.name());
            let notice =
                Notice::new(NoticeKind::WaiverRefused, subject, request.link()).of_title(request.title.id);
            Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
        }
        Conclusion::AwaitRedelivery => {
            let act = request.act(None, "request.redelivery_awaited");
            requests::advance(tx, request, Step::AwaitRedelivery, act).await?;
            let subject = format!("A redelivery is awaited: {}", request.name());
            let notice =
                Notice::new(NoticeKind::RedeliveryAsked, subject, request.link()).of_title(request.title.id);
            Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
        }
    }
}

pub(super) async fn record(
    tx: &mut Tx,
    request: &Request,
    actor: &Actor,
    note: &Note,
    act: &'static str,
    (from, to): (&str, &str),
) -> ApiResult<()> {
    let json =
        |state: &str| serde_json::json!({ "state": state, "answer": note.answer, "issue_id": note.issue_id });
    let reason = note
        .waiver_reason
        .as_ref()
        .filter(|_| act.contains("waiver"))
        .unwrap_or(&note.reason);
    let act = request
        .act_on(actor.person, act, note.id)
        .changed(json(from), json(to))
        .because(reason);
    history::record(tx, act).await?;
    let event = Event::new(EventKind::FixNote, note.id)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}
