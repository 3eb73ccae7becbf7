//! What verdicts do to issues. A replacement deletes the issue and creates the corrected one, linked; a lowered severity is
//! changed in place; giving a verdict again first takes back the earlier one, which undoes its effect before anybody else
//! has seen it.

use api::issues::{IssueForm, VerdictView};
use api::verification::NewVerdict;
use qc::id::{IssueId, MachineFindingId, PersonId, VerificationId};
use qc::issue::{IssueOrigin, IssueState, IssueStep};
use qc::request::RequestState;
use qc::severity::Severity;
use qc::verification::{VerdictKind, VerdictRefused, check_lowered, check_reason};
use serde_json::json;

use super::sql;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::issues::{self, Issue};
use crate::requests::Request;
use crate::{events, history};

impl From<VerdictRefused> for ApiError {
    fn from(refusal: VerdictRefused) -> ApiError {
        match refusal {
            VerdictRefused::SeverityNotLowered { .. } => {
                ApiError::invalid("severity", "not_lowered", refusal.to_string())
            }
            VerdictRefused::ReasonMissing => ApiError::invalid("reason", "missing", refusal.to_string()),
        }
    }
}

/// Gives a verdict. The caller holds the request's row.
pub(super) async fn give(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    verification: VerificationId,
    new: &NewVerdict,
) -> ApiResult<()> {
    let (kind, reason) = kind_of(new);
    check_reason(kind, reason)?;
    if let Some(issue) = issue_of(new) {
        demand_in_report(tx, request, issue).await?;
        withdraw(tx, request, verifier, verification, issue).await?;
    }
    let effect = carry_out(tx, request, verifier, new).await?;
    let row = sql::NewVerdict {
        verification_id: verification,
        issue_id: effect.issue,
        kind,
        reason,
        severities: effect.severities,
        replacement_id: effect.replacement,
        machine_finding_id: finding_of(new),
    };
    sql::insert_verdict(tx, &row).await?;
    let after = json!({ "verdict": kind, "issue_id": effect.issue, "replacement_id": effect.replacement });
    record(
        tx,
        request,
        verifier,
        "verdict.given",
        effect.issue,
        after,
        reason,
    )
    .await
}

struct Effect {
    issue: IssueId,
    severities: Option<(Severity, Severity)>,
    replacement: Option<IssueId>,
}

async fn carry_out(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    new: &NewVerdict,
) -> ApiResult<Effect> {
    let plain = |issue| Effect {
        issue,
        severities: None,
        replacement: None,
    };
    match new {
        NewVerdict::Confirmed { issue_id } => {
            // Only what is open can be right as it stands.
            issues::get(tx, *issue_id).await?.state.after(IssueStep::Delete)?;
            Ok(plain(*issue_id))
        }
        NewVerdict::SeverityLowered {
            issue_id,
            severity,
            reason,
        } => {
            let issue = issues::get(tx, *issue_id).await?;
            issue.state.after(IssueStep::Delete)?;
            check_lowered(issue.severity, *severity)?;
            let severities = Some((issue.severity, *severity));
            let to = (issue.state, Some(*severity));
            issues::set(tx, request, verifier, issue, to, "issue.severity_lowered", reason).await?;
            Ok(Effect {
                severities,
                ..plain(*issue_id)
            })
        }
        NewVerdict::Replaced {
            issue_id,
            replacement,
            reason,
        } => {
            let step = IssueStep::Replace;
            issues::step(tx, request, verifier, *issue_id, step, "issue.replaced", reason).await?;
            let replacement = add(tx, request, verifier, replacement, Some(*issue_id)).await?;
            Ok(Effect {
                replacement: Some(replacement),
                ..plain(*issue_id)
            })
        }
        NewVerdict::Deleted { issue_id, reason } => {
            let step = IssueStep::Delete;
            issues::step(tx, request, verifier, *issue_id, step, "issue.deleted", reason).await?;
            Ok(plain(*issue_id))
        }
        NewVerdict::Added { issue, .. } => Ok(plain(add(tx, request, verifier, issue, None).await?)),
    }
}

async fn add(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    form: &IssueForm,
    supersedes: Option<IssueId>,
) -> ApiResult<IssueId> {
    let entry = issues::read_form(tx, request.id, form).await?;
    issues::insert(tx, request, verifier, &entry, IssueOrigin::Verifier, supersedes).await
}

/// Takes a verdict back, with everything that it did. Nothing happens where there is none.
pub(super) async fn withdraw(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    verification: VerificationId,
    issue: IssueId,
) -> ApiResult<bool> {
    let verdicts = sql::list_verdicts(&mut **tx, verification).await?;
    let Some(verdict) = verdicts.into_iter().find(|verdict| verdict.issue_id == issue) else {
        return Ok(false);
    };
    undo(tx, request, verifier, &verdict).await?;
    Ok(true)
}

/// Takes every verdict back: the next verifier begins with the operator's report.
pub(super) async fn withdraw_all(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    verification: VerificationId,
) -> ApiResult<()> {
    for verdict in sql::list_verdicts(&mut **tx, verification).await? {
        undo(tx, request, verifier, &verdict).await?;
    }
    Ok(())
}

async fn undo(tx: &mut Tx, request: &Request, verifier: PersonId, verdict: &VerdictView) -> ApiResult<()> {
    sql::delete_verdict(tx, verdict.verification_id, verdict.issue_id).await?;
    let issue = issues::get(tx, verdict.issue_id).await?;
    match verdict.kind {
        VerdictKind::Confirmed => {}
        VerdictKind::SeverityLowered => {
            restore(tx, request, verifier, issue, verdict.severity_before).await?
        }
        VerdictKind::Deleted => restore(tx, request, verifier, issue, None).await?,
        VerdictKind::Replaced => {
            if let Some(replacement) = verdict.replacement_id {
                take_back(tx, request, verifier, replacement).await?;
            }
            restore(tx, request, verifier, issue, None).await?;
        }
        VerdictKind::Added => take_back(tx, request, verifier, verdict.issue_id).await?,
    }
    let after = json!({ "issue_id": verdict.issue_id });
    record(
        tx,
        request,
        verifier,
        "verdict.withdrawn",
        verdict.issue_id,
        after,
        "",
    )
    .await
}

/// The issue as the operator left it.
async fn restore(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    issue: Issue,
    severity: Option<Severity>,
) -> ApiResult<()> {
    issues::set(
        tx,
        request,
        verifier,
        issue,
        (IssueState::Open, severity),
        "issue.restored",
        "",
    )
    .await
}

/// What the verifier wrote themselves goes with their verdict.
async fn take_back(tx: &mut Tx, request: &Request, verifier: PersonId, issue: IssueId) -> ApiResult<()> {
    let issue = issues::get(tx, issue).await?;
    if issue.state == IssueState::Open {
        let to = (IssueState::Deleted, None);
        issues::set(tx, request, verifier, issue, to, "issue.deleted", "").await?;
    }
    Ok(())
}

/// A verdict is about what stands in this report; the verifier's own additions are theirs to withdraw.
async fn demand_in_report(tx: &mut Tx, request: &Request, issue: IssueId) -> ApiResult<()> {
    debug_assert_eq!(request.state, RequestState::InVerification);
    if sql::is_in_report(tx, request.id, issue).await? {
        return Ok(());
    }
    Err(ApiError::invalid(
        "issue_id",
        "not_of_report",
        "This issue is not in the operator's report.",
    ))
}

async fn record(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    act: &'static str,
    issue: IssueId,
    after: serde_json::Value,
    reason: &str,
) -> ApiResult<()> {
    let act = request
        .act_on(verifier, act, issue)
        .changed(json!({}), after)
        .because(reason);
    history::record(tx, act).await?;
    Ok(events::record(tx, request.event()).await?)
}

fn kind_of(new: &NewVerdict) -> (VerdictKind, &str) {
    match new {
        NewVerdict::Confirmed { .. } => (VerdictKind::Confirmed, ""),
        NewVerdict::SeverityLowered { reason, .. } => (VerdictKind::SeverityLowered, reason),
        NewVerdict::Replaced { reason, .. } => (VerdictKind::Replaced, reason),
        NewVerdict::Deleted { reason, .. } => (VerdictKind::Deleted, reason),
        NewVerdict::Added { reason, .. } => (VerdictKind::Added, reason),
    }
}

/// The finding of the machine that an added issue was made of.
pub(super) fn finding_of(new: &NewVerdict) -> Option<MachineFindingId> {
    match new {
        NewVerdict::Added {
            machine_finding_id, ..
        } => *machine_finding_id,
        _ => None,
    }
}

fn issue_of(new: &NewVerdict) -> Option<IssueId> {
    match new {
        NewVerdict::Confirmed { issue_id }
        | NewVerdict::SeverityLowered { issue_id, .. }
        | NewVerdict::Replaced { issue_id, .. }
        | NewVerdict::Deleted { issue_id, .. } => Some(*issue_id),
        NewVerdict::Added { .. } => None,
    }
}
