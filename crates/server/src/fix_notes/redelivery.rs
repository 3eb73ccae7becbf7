//! The redelivery that a request waits for: asked for with a due time, promised with an estimate, told of when it is late.

use api::fix_notes::{AskRedelivery, EstimateRedelivery, EstimateView};
use qc::id::RequestId;
use qc::notice::NoticeKind;
use qc::redelivery::{DueRefused, check_ahead, due_at, needs_note};
use qc::request::RequestState;
use serde_json::json;

use super::{limited, link, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::history;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Request};

/// It is awaited, and its time has passed.
pub(crate) fn is_overdue(request: &Request) -> bool {
    request.state == RequestState::AwaitingRedelivery
        && request.redelivery_due_at.is_some_and(|due| due < request.now)
}

/// Post asks production for it; without a due time the policy's days count.
pub(super) async fn ask(
    app: &App,
    actor: &Actor,
    mut request: Request,
    body: &AskRedelivery,
) -> ApiResult<()> {
    let note = limited("note", &body.note)?;
    let mut tx = app.db.begin().await?;
    let days = policy_days(&mut tx, &request).await?;
    let due = due_at(body.due_at, days, request.now).map_err(refused("due_at"))?;
    let before = json!({ "due_at": request.redelivery_due_at });
    request.redelivery_due_at = Some(due);
    request.redelivery_note = Some(note.to_owned()).filter(|note| !note.is_empty());
    let act = request
        .act(actor.person, "request.redelivery_asked")
        .changed(before, json!({ "due_at": due }));
    requests::save(&mut tx, &mut request, act.because(note)).await?;
    let subject = format!("A redelivery is asked for: {}", request.name());
    let text = format!("Due {}. {note}", due.format("%d %b %Y %H:%M UTC"));
    let notice = Notice::new(NoticeKind::RedeliveryAsked, subject, link(&request))
        .of_title(request.title_id)
        .saying(text.trim());
    notices::send(&mut tx, People::Production(request.show_id), notice).await?;
    Ok(tx.commit().await?)
}

/// The due time that the policy gives a redelivery from now on, if it gives one.
pub(crate) async fn due_by_policy(
    tx: &mut Tx,
    request: &Request,
) -> ApiResult<Option<chrono::DateTime<chrono::Utc>>> {
    let days = policy_days(tx, request).await?;
    Ok(days.and_then(|days| due_at(None, Some(days), request.now).ok()))
}

async fn policy_days(tx: &mut Tx, request: &Request) -> ApiResult<Option<u32>> {
    let policy = sql::find_policy(&mut **tx, request.show_id).await?;
    Ok(policy
        .and_then(|policy| policy.redelivery_days)
        .and_then(|days| u32::try_from(days).ok()))
}

/// Production says when it expects to deliver, and why then. Earlier estimates stay.
pub(super) async fn estimate(
    app: &App,
    actor: &Actor,
    mut request: Request,
    body: &EstimateRedelivery,
) -> ApiResult<()> {
    let note = limited("note", &body.note)?;
    check_ahead(body.estimated_at, request.now).map_err(refused("estimated_at"))?;
    if needs_note(body.reason) && note.is_empty() {
        return Err(ApiError::invalid(
            "note",
            "missing",
            "Say why it is expected then.",
        ));
    }
    let mut tx = app.db.begin().await?;
    let earlier = sql::list_estimates(&mut *tx, request.id).await?;
    sql::insert_estimate(&mut tx, request.id, actor.person, body, note).await?;
    let before = json!({ "estimated_at": earlier.first().map(|estimate| estimate.estimated_at) });
    let after = json!({ "estimated_at": body.estimated_at, "estimate_reason": body.reason });
    let act = request
        .act(actor.person, "request.redelivery_estimated")
        .changed(before, after)
        .because(note);
    requests::save(&mut tx, &mut request, act).await?;
    let subject = format!(
        "Redelivery expected {}: {}",
        body.estimated_at.format("%d %b %Y %H:%M UTC"),
        request.name()
    );
    let notice = Notice::new(NoticeKind::RedeliveryEstimated, subject, link(&request))
        .of_title(request.title_id)
        .saying(note);
    notices::send(&mut tx, People::Post(request.show_id), notice).await?;
    Ok(tx.commit().await?)
}

/// Post and production are told once that a redelivery is late.
pub(super) async fn remind(app: &App, id: RequestId) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, id).await?;
    let Some(due) = request.redelivery_due_at.filter(|_| is_overdue(&request)) else {
        return Ok(());
    };
    if !sql::insert_reminder(&mut tx, id, due).await? {
        return Ok(());
    }
    let act = request
        .act(None, "request.redelivery_overdue")
        .changed(json!({}), json!({ "due_at": due }));
    history::record(&mut tx, act).await?;
    let subject = format!("The redelivery is overdue: {}", request.name());
    let notice =
        Notice::new(NoticeKind::RedeliveryOverdue, subject, link(&request)).of_title(request.title_id);
    requests::tell_all_of_show(&mut tx, &request, notice).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn find_estimate(
    db: impl sqlx::PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<EstimateView>, sqlx::Error> {
    Ok(sql::list_estimates(db, request).await?.into_iter().next())
}

fn refused(field: &'static str) -> impl Fn(DueRefused) -> ApiError {
    move |refusal| {
        let code = match refusal {
            DueRefused::Missing => "missing",
            DueRefused::Past => "past",
            DueRefused::TooFar => "too_far",
        };
        ApiError::invalid(field, code, requests::sentence(&refusal.to_string()))
    }
}
