//! Flagging what a redelivery did not bring, as the watch list proposes it.

use api::issues::IssueView;
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::WatchItemId;
use qc::issue::IssueOrigin;

use super::{DecideWatchItem, demand_in_qc, missing, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::idempotency::{IdempotencyKey, Turn};
use crate::{issues, requests};

/// Flag [102] Missing Asset for the files of an item's issue that were not delivered.
///
/// The flag is the caller's, and can be changed like any other until the report is submitted.
#[utoipa::path(
    post, path = "/api/v1/watch-items/{watch_item_id}/missing-asset", tag = "requests",
    params(("watch_item_id" = WatchItemId, Path)),
    responses((status = 201, body = IssueView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn flag_missing_asset(
    State(app): State<App>,
    May(actor, (request, item)): May<DecideWatchItem>,
    key: IdempotencyKey,
) -> ApiResult<(StatusCode, Json<IssueView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "flag_missing_asset", &item.id)
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    demand_in_qc(&request)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    let missing = missing::list(&mut *once.tx, request.id).await?;
    let files = item
        .issue_id
        .map(|id| missing::files_of(&missing, id))
        .unwrap_or_default();
    let (Some(of), false) = (item.issue_id, files.is_empty()) else {
        return Err(ApiError::not_allowed_now(
            "Every file of this issue was delivered.",
        ));
    };
    if item.missing_asset_id.is_some() {
        return Err(ApiError::not_allowed_now("It is flagged already."));
    }
    let issue = issues::get(&mut once.tx, of).await?;
    let form = missing::form(&request, &item, &issue, &files);
    let entry = issues::read_form(&mut once.tx, request.id, &form).await?;
    let id = issues::insert(
        &mut once.tx,
        &request,
        actor.person,
        &entry,
        IssueOrigin::Operator,
        None,
    )
    .await?;
    sql::set_missing_asset(&mut once.tx, &item, id).await?;
    let view = issues::views_in(&mut once.tx, &actor, Some(&request), &[id.uuid()])
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}
