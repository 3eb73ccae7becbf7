//! Disputes of verdicts: the operator's word against the verifier's, decided by post. A dispute is written in one
//! transaction with its history, its event and the notices to everyone concerned; the rules and what a decision does to the
//! count are in `qc::dispute`.

mod decide;
pub mod http;
mod sql;
mod view;

use qc::access::Permission as Act;
use qc::dispute::{DisputeState, NotAllowed};
use qc::id::{DisputeId, IssueId, PersonId, RequestId, VerificationId};
use qc::verification::VerdictKind;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};
use crate::verification;

pub(crate) use view::list_of_verification;

/// A dispute with what decides about it.
#[derive(Clone, Debug)]
pub struct Dispute {
    pub id: DisputeId,
    pub state: DisputeState,
    pub request_id: RequestId,
    pub issue_id: IssueId,
    pub verdict: VerdictKind,
    pub opened_by: PersonId,
    pub verifier_id: Option<PersonId>,
    pub revision: i64,
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(why_not(refusal.from))
    }
}

/// The state as a reason against an act.
fn why_not(state: DisputeState) -> &'static str {
    match state {
        DisputeState::Open => "This dispute is open.",
        DisputeState::Answered => "The verifier has answered this dispute already.",
        DisputeState::Upheld => "This dispute is decided: the verdict stands.",
        DisputeState::Granted => "This dispute is decided: it was granted.",
        DisputeState::Withdrawn => "This dispute was withdrawn.",
    }
}

async fn find_seen(app: &App, actor: &Actor, key: DisputeId) -> ApiResult<Option<Dispute>> {
    Ok(sql::find(&app.db, key, &actor.scope()).await?)
}

/// May read disputes: those who answer for the report, for the verdicts, and who decides between them.
pub struct SeeDisputes;

impl Permission for SeeDisputes {
    const ACT: Act = Act::SeeVerdicts;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct SeeDispute;

impl Permission for SeeDispute {
    const ACT: Act = Act::SeeVerdicts;
    type Key = DisputeId;
    type Target = Dispute;

    async fn find(app: &App, actor: &Actor, key: DisputeId) -> ApiResult<Option<Dispute>> {
        find_seen(app, actor, key).await
    }
}

/// The report's author may speak against a verdict on it.
pub struct DisputeVerdict;

impl Permission for DisputeVerdict {
    const ACT: Act = Act::DisputeVerdict;
    type Key = (VerificationId, IssueId);
    type Target = (Request, IssueId);

    async fn find(app: &App, actor: &Actor, (key, issue): Self::Key) -> ApiResult<Option<Self::Target>> {
        Ok(verification::find_seen(app, actor, key)
            .await?
            .map(|request| (request, issue)))
    }

    fn check(actor: &Actor, (request, _): &Self::Target) -> ApiResult<()> {
        if requests::is_operator(actor, request) {
            Ok(())
        } else {
            Err(ApiError::not_permitted(
                "Only the report's author may dispute a verdict.",
            ))
        }
    }
}

/// The operator takes their own dispute back.
pub struct WithdrawDispute;

impl Permission for WithdrawDispute {
    const ACT: Act = Act::DisputeVerdict;
    type Key = DisputeId;
    type Target = Dispute;

    async fn find(app: &App, actor: &Actor, key: DisputeId) -> ApiResult<Option<Dispute>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, dispute: &Dispute) -> ApiResult<()> {
        if dispute.opened_by == actor.person {
            Ok(())
        } else {
            Err(ApiError::not_permitted(
                "Only who opened a dispute may withdraw it.",
            ))
        }
    }
}

/// The verifier who gave the verdict answers for it.
pub struct AnswerDispute;

impl Permission for AnswerDispute {
    const ACT: Act = Act::AnswerDispute;
    type Key = DisputeId;
    type Target = Dispute;

    async fn find(app: &App, actor: &Actor, key: DisputeId) -> ApiResult<Option<Dispute>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, dispute: &Dispute) -> ApiResult<()> {
        if dispute.verifier_id == Some(actor.person) {
            Ok(())
        } else {
            Err(ApiError::not_permitted(
                "Only the verifier who gave the verdict may answer.",
            ))
        }
    }
}

/// Post of the show, or the studio, decides.
pub struct DecideDispute;

impl Permission for DecideDispute {
    const ACT: Act = Act::DecideDispute;
    type Key = DisputeId;
    type Target = Dispute;

    async fn find(app: &App, actor: &Actor, key: DisputeId) -> ApiResult<Option<Dispute>> {
        find_seen(app, actor, key).await
    }
}
