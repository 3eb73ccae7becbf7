//! Policies as data: what an accepted delivery opens, and how work finds people. The rules that no policy overrides, and the
//! defaults, are in `qc::request`.

pub mod http;
pub mod http_fix_notes;
pub mod replay;
mod sql;
mod sql_fix_notes;
mod staffing;

use qc::id::PolicyId;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

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
