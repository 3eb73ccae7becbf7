//! Reading requests: lists, the request page, one's work. What changes them is in `http_assign` and in the nouns around.

use api::Page;
use api::requests::{RequestRow, RequestView, WorkView};
use axum::extract::{RawQuery, State};
use qc::id::RequestId;

use super::list::{self, RequestQuery};
use super::{Lister, SeeRequest, assign, view};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::{breaks, verification};

/// Requests that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/requests", tag = "requests", params(RequestQuery),
    responses((status = 200, body = Page<RequestRow>), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_requests(
    State(app): State<App>,
    Lister(actor): Lister,
    RawQuery(query): RawQuery,
) -> ApiResult<Json<Page<RequestRow>>> {
    let query = RequestQuery::parse(query.as_deref().unwrap_or_default())?;
    Ok(Json(list::list(&app, &actor, &query).await?))
}

/// The request page.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}", tag = "requests", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem))
)]
pub async fn get_request(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
) -> ApiResult<Revised<RequestView>> {
    let view = view(&app, &actor, request.id).await?;
    Ok(Revised(view.revision, view))
}

/// What the caller works on now.
#[utoipa::path(
    get, path = "/api/v1/work", tag = "requests",
    responses((status = 200, body = WorkView), (status = 401, body = Problem))
)]
pub async fn get_work(State(app): State<App>, Lister(actor): Lister) -> ApiResult<Json<WorkView>> {
    Ok(Json(work(&app, &actor, None).await?))
}

/// Serve the next task to a caller who has none.
///
/// Tasks and verifications whose policy is push come this way only, one at a time.
#[utoipa::path(
    post, path = "/api/v1/work/next", tag = "requests",
    responses((status = 200, body = WorkView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn serve_next(State(app): State<App>, Lister(actor): Lister) -> ApiResult<Json<WorkView>> {
    let served = match actor.role {
        qc::person::Role::Operator => assign::serve_next(&app, &actor).await?,
        qc::person::Role::Verifier => verification::serve_next(&app, &actor).await?,
        _ => {
            return Err(ApiError::not_permitted(
                "Work is served to operators and verifiers.",
            ));
        }
    };
    Ok(Json(work(&app, &actor, served.err()).await?))
}

async fn work(app: &App, actor: &Actor, why_nothing: Option<&str>) -> ApiResult<WorkView> {
    let found = list::list_held(app, actor).await?;
    let ids: Vec<_> = found.iter().map(|(id, _)| *id).collect();
    let mut held = super::seen_rows(app, actor, &ids).await?;
    let served = found.iter().find(|(_, is_served)| *is_served);
    let served = served
        .and_then(|(id, _)| held.iter().position(|row| row.id.uuid() == *id))
        .map(|at| held.remove(at));
    let why_nothing = why_nothing.filter(|_| served.is_none()).map(str::to_owned);
    Ok(WorkView {
        served,
        held,
        why_nothing,
        on_break: breaks::find_now(&app.db, actor.person).await?,
    })
}
