//! The policy of fix notes: how long production has to answer, and when a redelivery is due by default. Without one there is no
//! deadline, and whoever asks for a redelivery says by when.

use api::policies::{FixNotePolicyView, SaveFixNotePolicy};
use axum::extract::State;
use axum::http::StatusCode;
use qc::deadline::{MOST_DAYS, zone};
use qc::id::PolicyId;

use super::http::refused;
use super::{ManagePolicies, ManagePolicy, finish_removal, record_saved, sql_fix_notes as sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::Json;

const MOST_REDELIVERY_DAYS: i32 = 366;

/// Deadlines of fix notes: the policy for all shows first, then by show.
#[utoipa::path(get, path = "/api/v1/policies/fix-notes", tag = "policies", responses((status = 200, body = Vec<FixNotePolicyView>)))]
pub async fn list_fix_note_policies(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<Vec<FixNotePolicyView>>> {
    Ok(Json(sql::list_fix_note_policies(&app.db, None).await?))
}

/// Set how long production has to answer, for one show or for all. It holds for answers asked for from now on.
#[utoipa::path(
    put, path = "/api/v1/policies/fix-notes", tag = "policies", request_body = SaveFixNotePolicy,
    responses((status = 200, body = FixNotePolicyView), (status = 422, body = Problem))
)]
pub async fn save_fix_note_policy(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    Json(form): Json<SaveFixNotePolicy>,
) -> ApiResult<Json<FixNotePolicyView>> {
    check(&form)?;
    let mut tx = app.db.begin().await?;
    let id = sql::save_fix_note_policy(&mut tx, &form).await.map_err(refused)?;
    let view = sql::list_fix_note_policies(&mut *tx, Some(id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    record_saved(&mut tx, &actor, id, &view).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Remove the policy: the more general one, or no deadline, holds again.
#[utoipa::path(
    delete, path = "/api/v1/policies/fix-notes/{policy_id}", tag = "policies", params(("policy_id" = PolicyId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_fix_note_policy(
    State(app): State<App>,
    May(actor, policy): May<ManagePolicy>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let was_there = sql::delete_fix_note_policy(&mut tx, policy).await?;
    finish_removal(tx, &actor, policy, was_there).await
}

fn check(form: &SaveFixNotePolicy) -> ApiResult<()> {
    let mut wrong = Vec::new();
    let most = i32::try_from(MOST_DAYS).unwrap_or(i32::MAX);
    if form.answer_days.is_some_and(|days| !(1..=most).contains(&days)) {
        let detail = format!("1 to {most} business days, or none.");
        wrong.push(FieldProblem::new("answer_days", "range", detail));
    }
    if form
        .redelivery_days
        .is_some_and(|days| !(1..=MOST_REDELIVERY_DAYS).contains(&days))
    {
        let detail = format!("1 to {MOST_REDELIVERY_DAYS} days, or none.");
        wrong.push(FieldProblem::new("redelivery_days", "range", detail));
    }
    if let Err(unknown) = zone(&form.zone) {
        wrong.push(FieldProblem::new("zone", "unknown", unknown.to_string()));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}
