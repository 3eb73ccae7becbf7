//! Sampling policies, and whom one would have verified at which rate.

use api::sampling::{OperatorShare, SamplingPolicyView, SamplingPreview, SaveSamplingPolicy};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::PolicyId;
use qc::sampling::{SHARES, SamplingPolicy};

use super::sql;
use super::view::record_view;
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::Json;
use crate::policies::http::refused;
use crate::policies::{ManagePolicies, ManagePolicy, finish_removal, record_saved};

/// Which reports are verified: the policies for all shows first, then by show. Without one all are.
#[utoipa::path(get, path = "/api/v1/policies/sampling", tag = "policies", responses((status = 200, body = Vec<SamplingPolicyView>)))]
pub async fn list_sampling_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<SamplingPolicyView>>> {
    Ok(Json(sql::list_policies(&app.db, None).await?))
}

/// Set which reports of a service are verified, for one show or for all. It holds for reports submitted from now on.
#[utoipa::path(
    put, path = "/api/v1/policies/sampling", tag = "policies", request_body = SaveSamplingPolicy,
    responses((status = 200, body = SamplingPolicyView), (status = 422, body = Problem))
)]
pub async fn save_sampling_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    Json(form): Json<SaveSamplingPolicy>,
) -> ApiResult<Json<SamplingPolicyView>> {
    check(&form)?;
    let mut tx = app.db.begin().await?;
    let id = sql::save_policy(&mut tx, &form).await.map_err(refused)?;
    let view = sql::list_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    record_saved(&mut tx, &actor, id, &view).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Remove a sampling policy: the more general one holds again, or every report is verified.
#[utoipa::path(
    delete, path = "/api/v1/policies/sampling/{policy_id}", tag = "policies", params(("policy_id" = PolicyId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_sampling_policy(
    State(app): State<App>,
    May(actor, policy): May<ManagePolicy>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let was_there = sql::delete_policy(&mut tx, policy).await?;
    finish_removal(tx, &actor, policy, was_there).await
}

/// Whose reports a policy would have verified at which rate, by the records as they are now. Nothing is set.
#[utoipa::path(
    post, path = "/api/v1/policies/sampling/preview", tag = "policies", request_body = SaveSamplingPolicy,
    responses((status = 200, body = SamplingPreview), (status = 422, body = Problem))
)]
pub async fn preview_sampling_policy(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
    Json(form): Json<SaveSamplingPolicy>,
) -> ApiResult<Json<SamplingPreview>> {
    check(&form)?;
    let policy = SamplingPolicy {
        id: PolicyId::new(),
        minimum_percent: form.minimum_percent,
        full_until: form.full_until,
    };
    let records = sql::list_records(&app.db, form.show_id, form.service).await?;
    let operators = records
        .into_iter()
        .map(|(operator, record)| OperatorShare {
            operator,
            record: record_view(record),
            share_percent: policy.share_percent(record),
        })
        .collect();
    Ok(Json(SamplingPreview {
        operators,
        bands: SHARES.to_vec(),
    }))
}

fn check(form: &SaveSamplingPolicy) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if !(1..=100).contains(&form.minimum_percent) {
        wrong.push(FieldProblem::new(
            "minimum_percent",
            "range",
            "Give 1 to 100 per cent.",
        ));
    }
    if !(1..=1000).contains(&form.full_until) {
        wrong.push(FieldProblem::new(
            "full_until",
            "range",
            "Give 1 to 1000 reports.",
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}
