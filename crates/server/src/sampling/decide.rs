//! The lot of a report at its submission: the policy, the operator's record, the draw; written with its figures.

use qc::person::Role;
use qc::sampling::{Lot, Record};
use qc::severity::Severity;
use serde_json::json;

use super::sql;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::history;
use crate::requests::Request;

/// Whether nobody verifies this report. Without a policy every report is verified, and nothing is written.
pub(crate) async fn decide(tx: &mut Tx, request: &Request, open: &[Severity]) -> ApiResult<Option<Lot>> {
    let Some(policy) = sql::find_policy(tx, request.show_id, request.service).await? else {
        return Ok(None);
    };
    let operator = request.operator_id.ok_or_else(ApiError::lost_race)?;
    let record: Record = sql::get_record(tx, operator, request.service).await?;
    let has_blocker = open.contains(&Severity::Blocker) || request.stopped_note.is_some();
    let lot = policy.decide(request.id, record, has_blocker);
    sql::insert(tx, request.id, &lot).await?;
    let after = json!({
        "policy_id": policy.id, "is_verified": lot.is_verified, "ground": lot.ground, "reports": record.reports,
        "confirmed": record.tally.confirmed, "replaced": record.tally.replaced, "deleted": record.tally.deleted,
        "added": record.tally.added, "accuracy": record.accuracy(), "accuracy_low": record.accuracy_low(),
        "share": lot.share, "draw": lot.draw,
    });
    // A noun of its own: the figures are read by those who see the operator's metrics.
    let act = history::Act::new(None, "sampling.decided", request.id)
        .of_title(request.title_id)
        .of_request(request.id)
        .changed(json!({}), after);
    history::record(tx, act).await?;
    Ok(Some(lot))
}

pub(crate) fn spares(lot: Option<Lot>) -> bool {
    lot.is_some_and(|lot| !lot.is_verified)
}

/// Whose record the caller may read beside a report: one's own, one's facility's, the studio all.
pub(super) fn sees_record(role: Role) -> bool {
    matches!(role, Role::StudioAdmin | Role::VendorManager | Role::Operator)
}
