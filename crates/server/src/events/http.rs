//! The stream of live events to a browser or another client.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event as SseEvent, KeepAlive};
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::Cursor;
use super::sight::{Sight, sight};
use super::sql::{self, Happened};
use crate::access::{self, Actor};
use crate::app::App;
use crate::error::ApiResult;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon a session that was ended hears no more.
const LOOK_AT_SESSION_EVERY: Duration = Duration::from_secs(5);

/// Follow what changes. Server-sent events; `Last-Event-ID` resumes with nothing missed.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "events",
    params(("Last-Event-ID" = Option<String>, Header, description = "Resume behind this event")),
    responses((status = 200, description = "An endless stream of events", body = api::notices::EventView, content_type = "text/event-stream"))
)]
pub async fn follow_events(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
) -> ApiResult<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>> {
    let asked = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .and_then(|id| id.parse().ok());
    let from = match asked {
        Some(cursor) => cursor,
        None => sql::head(&app.db).await?,
    };
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Sse::new(stream(app, actor, from)).keep_alive(keep_alive))
}

fn stream(app: App, actor: Actor, from: Cursor) -> impl Stream<Item = Result<SseEvent, Infallible>> {
    async_stream::stream! {
        let mut listener = app.events.listen();
        let mut cursor = from;
        let mut look_at_session = tokio::time::interval(LOOK_AT_SESSION_EVERY);
        // Tells the client from where to resume, also when nothing happens for a while.
        yield Ok(SseEvent::default().id(cursor.to_string()).event("hello").data("{}"));
        'replay: loop {
            // What happened before the listener was set up, or while it was too slow, stands in the database.
            loop {
                let Ok(missed) = sql::list_after(&app.db, cursor).await else { return };
                if missed.is_empty() { break }
                for happened in missed {
                    cursor = happened.cursor;
                    if let Some(event) = told(&actor, &happened) { yield Ok(event) }
                }
            }
            loop {
                tokio::select! {
                    heard = listener.recv() => match heard {
                        Ok(happened) => {
                            let happened: Arc<Happened> = happened;
                            if happened.cursor <= cursor { continue }
                            cursor = happened.cursor;
                            if let Some(event) = told(&actor, &happened) { yield Ok(event) }
                        }
                        Err(RecvError::Lagged(_)) => continue 'replay,
                        Err(RecvError::Closed) => return,
                    },
                    _ = look_at_session.tick() => {
                        if !access::is_alive(&app, &actor).await { return }
                    }
                    () = app.stopping.cancelled() => return,
                }
            }
        }
    }
}

fn told(actor: &Actor, happened: &Happened) -> Option<SseEvent> {
    let mut view = happened.view.clone();
    match sight(actor, &view.kind, &happened.concerned) {
        Sight::Whole => {}
        Sight::Stirred => view.payload = serde_json::json!({}),
        Sight::Nothing => return None,
    }
    let event = SseEvent::default()
        .id(happened.cursor.to_string())
        .event("changed");
    event.json_data(&view).ok()
}
