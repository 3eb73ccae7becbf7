//! What happens in a dispute: opened, answered, decided, withdrawn. The decision holds the request's row, so that a deleted
//! issue stands again only in a report that production still answers.

use qc::dispute::{DisputeState, DisputeStep, NotDisputable, check_dispute, stands_again};
use qc::id::{DisputeId, IssueId, VerificationId};
use qc::issue::IssueStep;
use qc::notice::NoticeKind;
use serde_json::json;

use super::Dispute;
use super::sql::{self, Said};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::notices::{self, Notice, People};
use crate::requests::{self, Request};
use crate::{history, issues};

impl From<NotDisputable> for ApiError {
    fn from(refusal: NotDisputable) -> ApiError {
        let mut detail = refusal.to_string();
        detail.replace_range(..1, &detail[..1].to_uppercase());
        ApiError::not_allowed_now(format!("{detail}."))
    }
}

/// The operator speaks against a verdict. The verifier and post of the show hear of it.
pub(super) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    verification: VerificationId,
    issue: IssueId,
    reason: &str,
) -> ApiResult<DisputeId> {
    let disputed = sql::find_disputed(tx, verification, issue)
        .await?
        .ok_or(ApiError::NotFound)?;
    check_dispute(disputed.kind, disputed.submitted_at, disputed.before, request.now)?;
    let id = sql::insert(tx, verification, issue, reason, actor.person).await?;
    let after = json!({ "state": DisputeState::Open, "issue_id": issue, "verdict": disputed.kind });
    record(
        tx,
        request,
        actor,
        id,
        "dispute.opened",
        (json!({}), after),
        reason,
    )
    .await?;
    let subject = format!("A verdict is disputed: {}", request.name());
    let notice = Notice::new(NoticeKind::VerdictDisputed, subject, link(request, issue))
        .of_title(request.title_id)
        .saying(reason);
    if let Some(verifier) = request.verifier_id {
        notices::send(tx, People::Person(verifier), notice.clone()).await?;
    }
    notices::send(tx, People::Post(request.show_id), notice.clone()).await?;
    notices::send(tx, People::StudioAdmins, notice).await?;
    Ok(id)
}

/// The verifier says why, once. The operator and post hear of it.
pub(super) async fn answer(app: &App, actor: &Actor, dispute: Dispute, text: &str) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, dispute.request_id).await?;
    let said = Said::Answer(actor.person, text);
    let dispute = step(
        &mut tx,
        actor,
        &request,
        dispute,
        (DisputeStep::Answer, said),
        "dispute.answered",
    )
    .await?;
    let subject = format!("The verifier answered a dispute: {}", request.name());
    let notice = Notice::new(
        NoticeKind::DisputeAnswered,
        subject,
        link(&request, dispute.issue_id),
    )
    .of_title(request.title_id)
    .saying(text);
    notices::send(&mut tx, People::Person(dispute.opened_by), notice.clone()).await?;
    notices::send(&mut tx, People::Post(request.show_id), notice).await?;
    Ok(tx.commit().await?)
}

/// The operator takes it back; that was their one dispute of this verdict.
pub(super) async fn withdraw(app: &App, actor: &Actor, dispute: Dispute) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, dispute.request_id).await?;
    let with = (DisputeStep::Withdraw, Said::Nothing);
    let dispute = step(&mut tx, actor, &request, dispute, with, "dispute.withdrawn").await?;
    let subject = format!("A dispute was withdrawn: {}", request.name());
    let notice = Notice::new(
        NoticeKind::DisputeDecided,
        subject,
        link(&request, dispute.issue_id),
    )
    .of_title(request.title_id);
    if let Some(verifier) = dispute.verifier_id {
        notices::send(&mut tx, People::Person(verifier), notice.clone()).await?;
    }
    notices::send(&mut tx, People::Post(request.show_id), notice).await?;
    Ok(tx.commit().await?)
}

/// Post decides: the verdict stands, or it no longer counts. Everyone concerned hears of it.
pub(super) async fn decide(
    app: &App,
    actor: &Actor,
    dispute: Dispute,
    grants: bool,
    reason: &str,
) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, dispute.request_id).await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let is_restored = grants && restores(&mut tx, &request, &dispute).await?;
    let (step_of, act) = if grants {
        (DisputeStep::Grant, "dispute.granted")
    } else {
        (DisputeStep::Uphold, "dispute.upheld")
    };
    let said = Said::Decision(actor.person, reason, is_restored);
    let dispute = step(&mut tx, actor, &request, dispute, (step_of, said), act).await?;
    if is_restored {
        restore(&mut tx, actor, &request, dispute.issue_id, reason).await?;
    }
    tell_decided(&mut tx, &request, &dispute, grants, reason).await?;
    Ok(tx.commit().await?)
}

async fn restores(tx: &mut Tx, request: &Request, dispute: &Dispute) -> ApiResult<bool> {
    let issue = issues::get(tx, dispute.issue_id).await?;
    Ok(stands_again(
        dispute.verdict,
        issue.state,
        request.state,
        request.held_from,
    ))
}

/// The issue is open again, and production answers it with the others.
async fn restore(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    issue: IssueId,
    reason: &str,
) -> ApiResult<()> {
    let step = IssueStep::Restore;
    issues::step(tx, request, actor.person, issue, step, "issue.restored", reason).await?;
    let subject = format!("One more issue to answer: {}", request.name());
    let notice = Notice::new(NoticeKind::FixNotesNeeded, subject, request.link())
        .of_title(request.title_id)
        .saying(reason);
    Ok(notices::send(tx, People::Production(request.show_id), notice).await?)
}

async fn tell_decided(
    tx: &mut Tx,
    request: &Request,
    dispute: &Dispute,
    grants: bool,
    reason: &str,
) -> ApiResult<()> {
    let subject = if grants {
        format!("Dispute granted: {}", request.name())
    } else {
        format!("Dispute decided, the verdict stands: {}", request.name())
    };
    let notice = Notice::new(
        NoticeKind::DisputeDecided,
        subject,
        link(request, dispute.issue_id),
    )
    .of_title(request.title_id)
    .saying(reason);
    notices::send(tx, People::Person(dispute.opened_by), notice.clone()).await?;
    if let Some(verifier) = dispute.verifier_id {
        notices::send(tx, People::Person(verifier), notice.clone()).await?;
    }
    if let Some(facility) = request.operator_facility_id {
        notices::send(tx, People::VendorManagers(facility), notice).await?;
    }
    Ok(())
}

/// The rule, the row under its revision, the history, the event.
async fn step(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    mut dispute: Dispute,
    (step, said): (DisputeStep, Said<'_>),
    act: &'static str,
) -> ApiResult<Dispute> {
    let to = dispute.state.after(step)?;
    let from = std::mem::replace(&mut dispute.state, to);
    sql::save(tx, &dispute, said).await?;
    let (reason, stands_again) = match said {
        Said::Answer(_, text) => (text, false),
        Said::Decision(_, text, again) => (text, again),
        Said::Nothing => ("", false),
    };
    let before = json!({ "state": from });
    let after = json!({ "state": to, "issue_id": dispute.issue_id, "verdict": dispute.verdict, "stands_again": stands_again });
    record(tx, request, actor, dispute.id, act, (before, after), reason).await?;
    Ok(dispute)
}

async fn record(
    tx: &mut Tx,
    request: &Request,
    actor: &Actor,
    dispute: DisputeId,
    act: &'static str,
    (before, after): (serde_json::Value, serde_json::Value),
    reason: &str,
) -> ApiResult<()> {
    let act = request
        .act_on(actor.person, act, dispute)
        .changed(before, after)
        .because(reason);
    history::record(tx, act).await?;
    let event = Event::new(EventKind::Dispute, dispute)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}

fn link(request: &Request, issue: IssueId) -> String {
    format!("{}/verification?issue={issue}", request.link())
}
