//! Policies, as a studio administrator sets them. Without a row the defaults of `qc::request` hold.

use api::policies::{AssignmentPolicyView, RequestPolicyView, SaveAssignmentPolicy, SaveRequestPolicy};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::PolicyId;
use serde_json::json;

use super::{ManagePolicies, ManagePolicy, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::Json;
use crate::history::{self, Act};

const MOST_LEASE_S: i64 = 30 * 24 * 3600;

/// What deliveries open: the policies for all shows first, then by show.
#[utoipa::path(get, path = "/api/v1/policies/requests", tag = "policies", responses((status = 200, body = Vec<RequestPolicyView>)))]
pub async fn list_request_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<RequestPolicyView>>> {
    Ok(Json(sql::list_request_policies(&app.db, None).await?))
}

/// Set what a kind of delivery opens, for one show or for all. It holds for deliveries accepted from now on.
#[utoipa::path(
    put, path = "/api/v1/policies/requests", tag = "policies", request_body = SaveRequestPolicy,
    responses((status = 200, body = RequestPolicyView), (status = 422, body = Problem))
)]
pub async fn save_request_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    Json(form): Json<SaveRequestPolicy>,
) -> ApiResult<Json<RequestPolicyView>> {
    check_tasks(&form)?;
    let mut tx = app.db.begin().await?;
    let id = sql::save_request_policy(&mut tx, &form).await.map_err(refused)?;
    let view = sql::list_request_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    history::record(
        &mut tx,
        Act::new(actor.person, "policy.saved", id).changed(json!({}), json!(view)),
    )
    .await?;
    tx.commit().await?;
    Ok(Json(view))
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
    if !sql::delete_request_policy(&mut tx, policy).await? {
        return Err(ApiError::NotFound);
    }
    history::record(&mut tx, Act::new(actor.person, "policy.deleted", policy)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How work finds people: the policies for all shows first, then by show.
#[utoipa::path(get, path = "/api/v1/policies/assignment", tag = "policies", responses((status = 200, body = Vec<AssignmentPolicyView>)))]
pub async fn list_assignment_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<AssignmentPolicyView>>> {
    Ok(Json(sql::list_assignment_policies(&app.db, None).await?))
}

/// Set how work of a service and phase finds people, for one show or for all. What is held stays held.
#[utoipa::path(
    put, path = "/api/v1/policies/assignment", tag = "policies", request_body = SaveAssignmentPolicy,
    responses((status = 200, body = AssignmentPolicyView), (status = 422, body = Problem))
)]
pub async fn save_assignment_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    Json(form): Json<SaveAssignmentPolicy>,
) -> ApiResult<Json<AssignmentPolicyView>> {
    if !(60..=MOST_LEASE_S).contains(&form.lease_s) {
        return Err(ApiError::invalid(
            "lease_s",
            "range",
            "Give one minute to 30 days, in seconds.",
        ));
    }
    let mut tx = app.db.begin().await?;
    let id = sql::save_assignment_policy(&mut tx, &form)
        .await
        .map_err(refused)?;
    let view = sql::list_assignment_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    history::record(
        &mut tx,
        Act::new(actor.person, "policy.saved", id).changed(json!({}), json!(view)),
    )
    .await?;
    tx.commit().await?;
    Ok(Json(view))
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
    if !sql::delete_assignment_policy(&mut tx, policy).await? {
        return Err(ApiError::NotFound);
    }
    history::record(&mut tx, Act::new(actor.person, "policy.deleted", policy)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
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

fn refused(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("request_policy_show_id_fkey" | "assignment_policy_show_id_fkey") => {
            ApiError::invalid("show_id", "unknown", "There is no such show.")
        }
        _ => error.into(),
    }
}
