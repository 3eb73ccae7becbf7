//! One's due times as a file, and under an address for calendar programs. The address is shown once; making it anew or
//! taking it back shuts the one before at once.

use api::calendar::{CalendarAddress, CalendarView};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;

use super::{feed, sql};
use crate::access::{self, Actor};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Path};
use crate::requests;

/// More than anyone reads in a calendar; what has been open longest goes in.
const MOST_REQUESTS: i64 = 1000;

/// Whether there is an address for one's calendar.
#[utoipa::path(get, path = "/api/v1/calendar", tag = "calendar", responses((status = 200, body = CalendarView)))]
pub async fn get_calendar(State(app): State<App>, actor: Actor) -> ApiResult<Json<CalendarView>> {
    Ok(Json(sql::find(&app.db, actor.person).await?.unwrap_or(
        CalendarView {
            created_at: None,
            last_read_at: None,
        },
    )))
}

/// Make the address of one's calendar, in place of the one before. It is shown only now.
#[utoipa::path(put, path = "/api/v1/calendar", tag = "calendar", responses((status = 200, body = CalendarAddress)))]
pub async fn renew_calendar_address(
    State(app): State<App>,
    actor: Actor,
) -> ApiResult<Json<CalendarAddress>> {
    let secret = access::new_secret()?;
    let created_at = sql::replace(&app.db, actor.person, &secret.hash).await?;
    let path = format!("/api/v1/calendar/feeds/{}", secret.secret);
    Ok(Json(CalendarAddress {
        url: app.settings.page(&path),
        created_at,
    }))
}

/// Take the address of one's calendar back. Whoever knows it reads nothing any more.
#[utoipa::path(delete, path = "/api/v1/calendar", tag = "calendar", responses((status = 204)))]
pub async fn revoke_calendar_address(State(app): State<App>, actor: Actor) -> ApiResult<StatusCode> {
    sql::delete(&app.db, actor.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's due times as a file for a calendar program.
#[utoipa::path(
    get, path = "/api/v1/calendar/due-times.ics", tag = "calendar",
    responses((status = 200, content_type = "text/calendar", body = String))
)]
pub async fn export_calendar(State(app): State<App>, actor: Actor) -> ApiResult<impl IntoResponse> {
    let name = HeaderValue::from_static("attachment; filename=\"asset-qc-due-times.ics\"");
    Ok((
        [(header::CONTENT_DISPOSITION, name)],
        calendar(&app, &actor).await?,
    ))
}

/// The calendar of the person whose secret address this is: for calendar programs, which do not sign in.
#[utoipa::path(
    get, path = "/api/v1/calendar/feeds/{secret}", tag = "calendar", params(("secret" = String, Path)),
    responses((status = 200, content_type = "text/calendar", body = String), (status = 404, body = Problem))
)]
pub async fn read_calendar_feed(
    State(app): State<App>,
    Path(secret): Path<String>,
) -> ApiResult<impl IntoResponse> {
    let person = sql::find_person(&app.db, &access::hash(&secret))
        .await?
        .ok_or(ApiError::NotFound)?;
    let actor = access::find_reader(&app, person)
        .await?
        .ok_or(ApiError::NotFound)?;
    sql::touch(&app.db, person).await?;
    calendar(&app, &actor).await
}

async fn calendar(app: &App, actor: &Actor) -> ApiResult<impl IntoResponse + use<>> {
    let due = requests::list_due(&app.db, actor, MOST_REQUESTS).await?;
    let moved = sql::count_moves(&app.db, &due).await?;
    let text = feed::write(&app.settings, actor.role, &due, |request| {
        moved.get(&request.id).copied().unwrap_or(0)
    });
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text))
}
