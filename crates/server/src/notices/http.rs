//! One's own notices: read, and marked as read.

use api::Page;
use api::notices::NoticeView;
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{NoticeId, PersonId};

use super::sql;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, PageQuery, Path, Query, page};

/// What the caller was told, the newest first.
#[utoipa::path(
    get, path = "/api/v1/notices", tag = "notices", params(PageQuery),
    responses((status = 200, body = Page<NoticeView>), (status = 422, body = Problem))
)]
pub async fn list_notices(
    State(app): State<App>,
    actor: Actor,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<NoticeView>>> {
    let notices = sql::list(&app.db, actor.person, paging.after()?, paging.limit()).await?;
    Ok(Json(page(notices, paging.limit(), |notice| {
        (notice.created_at, notice.id)
    })))
}

/// Mark one notice as read. Marking it again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/notices/{notice_id}/read", tag = "notices", params(("notice_id" = NoticeId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn read_notice(
    State(app): State<App>,
    actor: Actor,
    Path(notice): Path<NoticeId>,
) -> ApiResult<StatusCode> {
    if !sql::is_of(&app.db, notice, actor.person).await? {
        return Err(ApiError::NotFound);
    }
    mark_read(&app, actor.person, Some(notice)).await
}

/// Mark everything as read.
#[utoipa::path(post, path = "/api/v1/notices/read-all", tag = "notices", responses((status = 204)))]
pub async fn read_all_notices(State(app): State<App>, actor: Actor) -> ApiResult<StatusCode> {
    mark_read(&app, actor.person, None).await
}

/// Other pages of the same person hear of it.
async fn mark_read(app: &App, person: PersonId, notice: Option<NoticeId>) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let read = sql::mark_read(&mut tx, person, notice).await?;
    if let Some(last) = read.last() {
        events::record(&mut tx, Event::new(EventKind::Notice, *last).for_person(person)).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
