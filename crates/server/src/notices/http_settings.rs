//! One's own settings: of which kinds of events one is told, and by which way.

use api::notices::{NoticeChoice, NoticeSettings, NoticeSettingsChange};
use axum::extract::State;
use chrono_tz::Tz;
use qc::person::Role;

use super::settings;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{IfMatch, Json, Revised};

/// Of which kinds of events the caller is told, and by which way.
#[utoipa::path(
    get, path = "/api/v1/notices/settings", tag = "notices", responses((status = 200, body = NoticeSettings))
)]
pub async fn get_notice_settings(State(app): State<App>, actor: Actor) -> ApiResult<Revised<NoticeSettings>> {
    let settings = settings::get(&app.db, actor.person, app.settings.mail.is_some()).await?;
    Ok(Revised(settings.revision, settings))
}

/// Change one's settings. The change holds for what waits to be mailed already.
#[utoipa::path(
    patch, path = "/api/v1/notices/settings", tag = "notices", request_body = NoticeSettingsChange,
    responses((status = 200, body = NoticeSettings), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn change_notice_settings(
    State(app): State<App>,
    actor: Actor,
    revision: IfMatch,
    Json(change): Json<NoticeSettingsChange>,
) -> ApiResult<Revised<NoticeSettings>> {
    check(actor.role, &change)?;
    let mut tx = app.db.begin().await?;
    if !settings::change(&mut tx, actor.person, revision.0, &change).await? {
        return Err(ApiError::Stale);
    }
    let changed = settings::get(&mut *tx, actor.person, app.settings.mail.is_some()).await?;
    let event = Event::new(EventKind::Notice, actor.person).for_person(actor.person);
    events::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, changed))
}

fn check(role: Role, change: &NoticeSettingsChange) -> ApiResult<()> {
    let mut wrong: Vec<FieldProblem> = change
        .kinds
        .iter()
        .filter_map(|choice| check_choice(role, choice))
        .collect();
    if change.digest_hour.is_some_and(|hour| hour > 23) {
        let detail = "The hour of the daily mail is a whole hour from 0 to 23.";
        wrong.push(FieldProblem::new("digest_hour", "range", detail));
    }
    if let Some(zone) = &change.time_zone
        && zone.parse::<Tz>().is_err()
    {
        let detail = "This is no time zone of the IANA database; write it as in Europe/Berlin.";
        wrong.push(FieldProblem::new("time_zone", "unknown", detail));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn check_choice(role: Role, choice: &NoticeChoice) -> Option<FieldProblem> {
    let mutes = choice.is_shown == Some(false);
    let detail = "This is work of your own: it is always shown in the product. You may still choose when it is mailed.";
    (mutes && !choice.kind.may_be_muted_by(role)).then(|| FieldProblem::new("kinds", "own_work", detail))
}
