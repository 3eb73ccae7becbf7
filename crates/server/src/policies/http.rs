//! Policies, as a studio administrator sets them. Without a row the defaults of `qc::request` hold.

use api::policies::{AssignmentPolicyView, RequestPolicyView, SaveAssignmentPolicy, SaveRequestPolicy};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::PolicyId;
use qc::request::Phase;

use super::staffing::House;
use super::{ManagePolicies, ManagePolicy, finish_removal, record_saved, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::{IfMatch, Json, Revised};

const MOST_LEASE_S: i64 = 30 * 24 * 3600;

/// What deliveries open: the policies for all shows first, then by show.
#[utoipa::path(get, path = "/api/v1/policies/requests", tag = "policies", responses((status = 200, body = Vec<RequestPolicyView>)))]
pub async fn list_request_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<RequestPolicyView>>> {
    let mut db = app.db.acquire().await?;
    let mut policies = sql::list_request_policies(&mut *db, None).await?;
    let house = House::read(&mut db).await?;
    for policy in &mut policies {
        policy.warnings = house.warnings_of_request_policy(policy);
    }
    Ok(Json(policies))
}

/// Set what a kind of delivery opens, for one show or for all. It holds for deliveries accepted from now on.
///
/// With `If-Match`, a policy that was changed since it was read is left as it is. The answer says what people are missing.
#[utoipa::path(
    put, path = "/api/v1/policies/requests", tag = "policies", request_body = SaveRequestPolicy,
    responses((status = 200, body = RequestPolicyView), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn save_request_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    over: Option<IfMatch>,
    Json(form): Json<SaveRequestPolicy>,
) -> ApiResult<Revised<RequestPolicyView>> {
    check_tasks(&form)?;
    let mut tx = app.db.begin().await?;
    let saved = sql::save_request_policy(&mut tx, &form, over.map(|over| over.0)).await;
    let id = saved.map_err(refused)?.ok_or(ApiError::Stale)?;
    let mut view = sql::list_request_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    record_saved(&mut tx, &actor, id, &view).await?;
    view.warnings = House::read(&mut tx).await?.warnings_of_request_policy(&view);
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// Remove a policy: the more general one, or the default, holds again.
#[utoipa::path(
    delete, path = "/api/v1/policies/requests/{policy_id}", tag = "policies", params(("policy_id" = PolicyId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_request_policy(
    State(app): State<App>,
    May(actor, policy): May<ManagePolicy>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let was_there = sql::delete_request_policy(&mut tx, policy).await?;
    finish_removal(tx, &actor, policy, was_there).await
}

/// How work finds people: the policies for all shows first, then by show.
#[utoipa::path(get, path = "/api/v1/policies/assignment", tag = "policies", responses((status = 200, body = Vec<AssignmentPolicyView>)))]
pub async fn list_assignment_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<AssignmentPolicyView>>> {
    let mut db = app.db.acquire().await?;
    let mut policies = sql::list_assignment_policies(&mut *db, None).await?;
    let house = House::read(&mut db).await?;
    for policy in &mut policies {
        policy.warnings = house.lack_of_assignment_policy(policy).warnings;
    }
    Ok(Json(policies))
}

/// Set how work of a service and phase finds people, for one show or for all. What is held stays held.
///
/// The answer says what people are missing. A policy under which nobody could do the work is saved only when it is confirmed.
#[utoipa::path(
    put, path = "/api/v1/policies/assignment", tag = "policies", request_body = SaveAssignmentPolicy,
    responses((status = 200, body = AssignmentPolicyView), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn save_assignment_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    over: Option<IfMatch>,
    Json(form): Json<SaveAssignmentPolicy>,
) -> ApiResult<Revised<AssignmentPolicyView>> {
    check_times(&form)?;
    let mut tx = app.db.begin().await?;
    let saved = sql::save_assignment_policy(&mut tx, &form, over.map(|over| over.0)).await;
    let id = saved.map_err(refused)?.ok_or(ApiError::Stale)?;
    let mut view = sql::list_assignment_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    let lack = House::read(&mut tx).await?.lack_of_assignment_policy(&view);
    if lack.is_total && !form.confirmed {
        let detail = lack.warnings.join(" ");
        return Err(ApiError::invalid("confirmed", "nobody_could", detail));
    }
    record_saved(&mut tx, &actor, id, &view).await?;
    tx.commit().await?;
    view.warnings = lack.warnings;
    Ok(Revised(view.revision, view))
}

/// Remove a policy: the more general one, or the default, holds again.
#[utoipa::path(
    delete, path = "/api/v1/policies/assignment/{policy_id}", tag = "policies", params(("policy_id" = PolicyId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_assignment_policy(
    State(app): State<App>,
    May(actor, policy): May<ManagePolicy>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let was_there = sql::delete_assignment_policy(&mut tx, policy).await?;
    finish_removal(tx, &actor, policy, was_there).await
}

fn check_times(form: &SaveAssignmentPolicy) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if !(60..=MOST_LEASE_S).contains(&form.lease_s) {
        let detail = "Give one minute to 30 days, in seconds.";
        wrong.push(FieldProblem::new("lease_s", "range", detail));
    }
    if !(1..=99).contains(&form.warn_percent) {
        let detail = "Give 1 to 99 per cent of the lease.";
        wrong.push(FieldProblem::new("warn_percent", "range", detail));
    }
    match (form.phase, form.reservation_s) {
        (_, None) => {}
        (Phase::Verification, Some(_)) => {
            let detail = "Only fix checks are kept for somebody: leave it out for verification.";
            wrong.push(FieldProblem::new("reservation_s", "not_of_phase", detail));
        }
        (Phase::Qc, Some(reservation_s)) if !(0..=MOST_LEASE_S).contains(&reservation_s) => {
            let detail = "Give up to 30 days, in seconds; 0 keeps nothing.";
            wrong.push(FieldProblem::new("reservation_s", "range", detail));
        }
        (Phase::Qc, Some(_)) => {}
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn check_tasks(form: &SaveRequestPolicy) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if form.tasks.is_empty() {
        wrong.push(FieldProblem::new("tasks", "none", "Choose at least one task."));
    }
    for (at, task) in form.tasks.iter().enumerate() {
        let field = format!("tasks[{at}]");
        if !task.kind.suits(form.asset_kind) {
            let detail = format!("{} is not a task of this kind of asset.", task.kind.label());
            wrong.push(FieldProblem::new(field, "not_of_asset", detail));
        } else if form
            .tasks
            .iter()
            .take(at)
            .any(|earlier| earlier.kind == task.kind)
        {
            wrong.push(FieldProblem::new(
                field,
                "twice",
                "This task is in the list already.",
            ));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

/// A policy of a show that is not there, of whatever kind.
pub(crate) fn refused(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some(
            "request_policy_show_id_fkey"
            | "assignment_policy_show_id_fkey"
            | "sampling_policy_show_id_fkey"
            | "fix_note_policy_show_id_fkey",
        ) => ApiError::invalid("show_id", "unknown", "There is no such show."),
        _ => error.into(),
    }
}
