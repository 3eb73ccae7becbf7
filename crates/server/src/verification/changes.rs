//! What the verifier changed, and why, as the operator, their manager and the studio read it: each verdict with the fields
//! that it changed, written out as people read them.

use std::collections::HashMap;

use api::issues::{IssueView, VerdictView};
use api::page::Action;
use api::verification::{FieldChange, VerdictChange, VerdictCounts, VerifierChanges};
use qc::dispute::{check_dispute, counts_against, disputable_until};
use qc::id::IssueId;
use qc::verification::{ChangedField, VerdictKind, VerificationState};
use uuid::Uuid;

use super::{Verification, sql};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};
use crate::{disputes, issues};

pub(super) async fn changes(app: &App, actor: &Actor, request: &Request) -> ApiResult<VerifierChanges> {
    let verification = Verification::of(request)
        .filter(|verification| verification.state == VerificationState::Submitted)
        .ok_or(ApiError::NotFound)?;
    let submitted_at = verification.submitted_at.ok_or(ApiError::NotFound)?;
    let verdicts = sql::list_verdicts(&app.db, verification.id).await?;
    let mut issues = issues_of(app, actor, request, &verdicts).await?;
    let mut disputes: HashMap<IssueId, _> = disputes::list_of_verification(&app.db, actor, verification.id)
        .await?
        .into_iter()
        .map(|dispute| (dispute.issue_id, dispute))
        .collect();
    let mut changes = Vec::new();
    for verdict in verdicts {
        let Some(issue) = issues.remove(&verdict.issue_id) else {
            continue;
        };
        let replacement = verdict.replacement_id.and_then(|id| issues.remove(&id));
        let dispute = disputes.remove(&verdict.issue_id);
        let before = dispute.as_ref().map(|dispute| dispute.state);
        let refusal = check_dispute(verdict.kind, Some(submitted_at), before, request.now).err();
        let is_theirs = requests::is_operator(actor, request) && counts_against(verdict.kind);
        changes.push(VerdictChange {
            fields: fields(&verdict, &issue, replacement.as_ref()),
            kind: verdict.kind,
            reason: verdict.reason,
            issue,
            replacement,
            dispute,
            actions: Vec::from_iter(is_theirs.then(|| Action {
                act: "dispute_verdict".to_owned(),
                allowed: refusal.is_none(),
                why_not: refusal.map(|refusal| ApiError::from(refusal).problem().detail),
            })),
        });
    }
    changes.sort_by_key(|change| (!counts_against(change.kind), change.issue.first_frame));
    Ok(VerifierChanges {
        verification_id: verification.id,
        request_id: request.id,
        request_number: request.number,
        title: request.title.0.clone(),
        verifier: request.verifier.clone().map(|person| person.0),
        submitted_at,
        disputable_until: disputable_until(submitted_at),
        counts: sql::count_verdicts(&app.db, verification.id).await?,
        changes,
    })
}

async fn issues_of(
    app: &App,
    actor: &Actor,
    request: &Request,
    verdicts: &[VerdictView],
) -> ApiResult<HashMap<IssueId, IssueView>> {
    let ids: Vec<Uuid> = verdicts
        .iter()
        .flat_map(|verdict| [Some(verdict.issue_id), verdict.replacement_id])
        .flatten()
        .map(IssueId::uuid)
        .collect();
    let views = issues::views_of(app, actor, Some(request), &ids).await?;
    Ok(views.into_iter().map(|view| (view.id, view)).collect())
}

fn fields(verdict: &VerdictView, issue: &IssueView, replacement: Option<&IssueView>) -> Vec<FieldChange> {
    match (verdict.kind, replacement) {
        (VerdictKind::SeverityLowered, _) => {
            let severity = |severity: Option<qc::severity::Severity>| {
                severity.map(|severity| severity.to_string()).unwrap_or_default()
            };
            vec![FieldChange {
                field: ChangedField::Severity,
                before: severity(verdict.severity_before),
                after: severity(verdict.severity_after),
            }]
        }
        (VerdictKind::Replaced, Some(after)) => ChangedField::ALL
            .iter()
            .map(|field| FieldChange {
                field: *field,
                before: written(issue, *field),
                after: written(after, *field),
            })
            .filter(|change| change.before != change.after)
            .collect(),
        _ => Vec::new(),
    }
}

/// A field of an issue as people read it.
fn written(issue: &IssueView, field: ChangedField) -> String {
    match field {
        ChangedField::Code => issue.code_name.clone(),
        ChangedField::Severity => issue.severity.to_string(),
        ChangedField::In => issue.in_timecode.clone(),
        ChangedField::Out => issue.out_timecode.clone(),
        ChangedField::Description => issue.description.clone(),
        ChangedField::Tasks => {
            let labels: Vec<&str> = issue.tasks.iter().map(|task| task.label()).collect();
            labels.join(", ")
        }
        ChangedField::Files => issue.files.join(", "),
        ChangedField::Loudness => issue.loudness.map_or(String::new(), |loudness| {
            format!(
                "{} LKFS dialogue, {} LKFS programme",
                loudness.dialogue_lkfs, loudness.programme_lkfs
            )
        }),
    }
}

/// "3 confirmed, 1 replaced, 1 deleted, 0 added"
pub(super) fn in_words(counts: &VerdictCounts) -> String {
    let VerdictCounts {
        confirmed,
        replaced,
        deleted,
        added,
    } = counts;
    format!("{confirmed} confirmed, {replaced} replaced, {deleted} deleted, {added} added.")
}
