//! Policies as data: what an accepted delivery opens, and how work finds people. The rules that no policy overrides, and the
//! defaults, are in `qc::request`.

pub mod http;
pub mod http_fix_notes;
pub mod replay;
mod sql;
mod sql_fix_notes;
mod staffing;

use axum::http::StatusCode;
use qc::id::PolicyId;
use serde::Serialize;
use serde_json::json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::history::{self, Act};

pub struct ManagePolicies;

impl Permission for ManagePolicies {
    const ACT: qc::access::Permission = qc::access::Permission::ManagePolicies;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The same, of one policy of either kind. Whether it is there is said by the deletion itself.
pub struct ManagePolicy;

impl Permission for ManagePolicy {
    const ACT: qc::access::Permission = qc::access::Permission::ManagePolicies;
    type Key = PolicyId;
    type Target = PolicyId;

    async fn find(_: &App, _: &Actor, policy: PolicyId) -> ApiResult<Option<PolicyId>> {
        Ok(Some(policy))
    }
}

/// The history of a policy of any kind that was set.
pub(crate) async fn record_saved(
    tx: &mut Tx,
    actor: &Actor,
    policy: PolicyId,
    view: &impl Serialize,
) -> Result<(), sqlx::Error> {
    let act = Act::new(actor.person, "policy.saved", policy).changed(json!({}), json!(view));
    history::record(tx, act).await
}

/// Ends the removal of a policy of any kind, with its history; 404 when there was none.
pub(crate) async fn finish_removal(
    mut tx: Tx,
    actor: &Actor,
    policy: PolicyId,
    was_there: bool,
) -> ApiResult<StatusCode> {
    if !was_there {
        return Err(ApiError::NotFound);
    }
    history::record(&mut tx, Act::new(actor.person, "policy.deleted", policy)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
