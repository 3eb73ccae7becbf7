//! Disputes as they go over the wire, with what the caller may do about each.

use api::disputes::DisputeView;
use api::page::Action;
use qc::access::{Permission, Scope, may};
use qc::dispute::DisputeStep;
use qc::error_code::ErrorCode;
use qc::id::VerificationId;
use sqlx::PgExecutor;

use super::sql::{self, Row, Wanted};
use super::why_not;
use crate::access::Actor;
use crate::error::ApiResult;
use crate::labels::Labels;
use crate::requests::rate_of;

/// No verification has more verdicts than that.
const MOST_DISPUTES: i64 = 10_000;

/// The disputes of one verification. Whoever asks has been found to read its verdicts.
pub(crate) async fn list_of_verification(
    db: impl PgExecutor<'_>,
    actor: &Actor,
    verification: VerificationId,
) -> ApiResult<Vec<DisputeView>> {
    let wanted = Wanted {
        verification: Some(verification),
        limit: MOST_DISPUTES,
        ..Wanted::default()
    };
    let rows = sql::list(db, &Scope::All, &wanted).await?;
    Ok(rows.into_iter().map(|row| view(actor, row)).collect())
}

pub(super) fn view(actor: &Actor, row: Row) -> DisputeView {
    let rate = rate_of(row.edit_rate_num, row.edit_rate_den);
    let labels = Labels::of(rate, row.drop_frame, row.start_frame);
    let label = |frame: i64| labels.at(u64::try_from(frame).unwrap_or(0));
    DisputeView {
        actions: actions(actor, &row),
        in_timecode: label(row.first_frame),
        out_timecode: label(row.last_frame),
        code_name: ErrorCode::find(&row.code).map_or(row.code, ErrorCode::label),
        id: row.id,
        state: row.state,
        request_id: row.request_id,
        request_number: row.request_number,
        title: row.title.0,
        verification_id: row.verification_id,
        issue_id: row.issue_id,
        issue_number: row.issue_number,
        severity: row.severity,
        description: row.description,
        verdict: row.verdict,
        verdict_reason: row.verdict_reason,
        replacement_id: row.replacement_id,
        reason: row.reason,
        opened_by: row.opened_by_ref.0,
        opened_at: row.opened_at,
        answer: row.answer,
        answered_by: row.answered_by.map(|person| person.0),
        answered_at: row.answered_at,
        decision: row.decision,
        decided_by: row.decided_by.map(|person| person.0),
        decided_at: row.decided_at,
        stands_again: row.stands_again,
        revision: row.revision,
    }
}

fn actions(actor: &Actor, row: &Row) -> Vec<Action> {
    let acts = [
        (
            "answer_dispute",
            DisputeStep::Answer,
            may(actor.role, Permission::AnswerDispute) && row.verifier_id == Some(actor.person),
        ),
        (
            "decide_dispute",
            DisputeStep::Uphold,
            may(actor.role, Permission::DecideDispute),
        ),
        (
            "withdraw_dispute",
            DisputeStep::Withdraw,
            row.opened_by == actor.person,
        ),
    ];
    acts.into_iter()
        .filter(|(_, _, is_theirs)| *is_theirs)
        .map(|(act, step, _)| {
            let refusal = row.state.after(step).err();
            Action {
                act: act.to_owned(),
                allowed: refusal.is_none(),
                why_not: refusal.map(|refusal| why_not(refusal.from).to_owned()),
            }
        })
        .collect()
}
