//! What a studio admin does to a job. Canceling takes the lease, so that a worker that is at it drops it within seconds; the
//! row stays until its noun was told, by the server that was asked or, should that die, by any worker.

use qc::id::{DeliveryId, JobId, PersonId};
use qc::job::{Capability, JobState, JobStep, NotNow, Urgency};
use serde_json::json;

use super::registry::Registry;
use super::sql_queue::{self, Row};
use super::tell;
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::history::{self, Act};
use crate::people;

/// A parked job waits again, with all its tries before it.
pub(super) async fn retry(app: &App, actor: &Actor, job: &Row) -> ApiResult<()> {
    demand(JobStep::Retry, job.state)?;
    let mut tx = app.db.begin().await?;
    let Some(payload) = sql_queue::retry(&mut tx, job.id).await? else {
        return Err(ApiError::lost_race());
    };
    if let Some(entry) = app.registry.find(&job.kind) {
        (entry.retried)(&mut tx, payload).await?;
    }
    let act = act(actor.person, "job.retried", job).state(job.state.as_str(), "waiting");
    history::record(&mut tx, act).await?;
    tell(&mut tx, job.id).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn prioritise(app: &App, actor: &Actor, job: &Row, urgency: Urgency) -> ApiResult<()> {
    demand(JobStep::Prioritise, job.state)?;
    let mut tx = app.db.begin().await?;
    let Some(urgency) = sql_queue::prioritise(&mut tx, job.id, urgency).await? else {
        return Err(ApiError::lost_race());
    };
    if urgency != job.urgency {
        let act = act(actor.person, "job.prioritised", job);
        let (before, after) = (json!({ "urgency": job.urgency }), json!({ "urgency": urgency }));
        history::record(&mut tx, act.changed(before, after)).await?;
        tell(&mut tx, job.id).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn cancel(app: &App, actor: &Actor, job: &Row) -> ApiResult<()> {
    let reason = canceled_by(app, actor).await?;
    let mut tx = app.db.begin().await?;
    cancel_one(&mut tx, actor, job, &reason).await?;
    tx.commit().await?;
    Ok(tell_noun(app, &app.registry, job.id).await?)
}

/// Cancels what works, or waits to work, on a delivery with this capability; says how many jobs that were.
pub(crate) async fn cancel_of(
    app: &App,
    actor: &Actor,
    delivery: DeliveryId,
    capability: Capability,
) -> ApiResult<usize> {
    let reason = canceled_by(app, actor).await?;
    let kinds = app.registry.kinds_needing(capability);
    let mut tx = app.db.begin().await?;
    let jobs = sql_queue::list_under_way(&mut tx, delivery, &kinds).await?;
    for job in &jobs {
        cancel_one(&mut tx, actor, job, &reason).await?;
    }
    tx.commit().await?;
    for job in &jobs {
        tell_noun(app, &app.registry, job.id).await?;
    }
    Ok(jobs.len())
}

async fn cancel_one(tx: &mut Tx, actor: &Actor, job: &Row, reason: &str) -> ApiResult<()> {
    if !sql_queue::cancel(tx, job, reason).await? {
        return Err(ApiError::lost_race());
    }
    let act = act(actor.person, "job.canceled", job).state(job.state.as_str(), "canceled");
    history::record(tx, act).await?;
    Ok(tell(tx, job.id).await?)
}

async fn canceled_by(app: &App, actor: &Actor) -> ApiResult<String> {
    let person = people::find(&app.db, actor.person)
        .await?
        .ok_or(ApiError::NotSignedIn)?;
    Ok(format!("canceled by {} {}", person.first_name, person.last_name))
}

/// Tells the noun that its job was canceled, and takes the row away. Of a parked job the noun knows already.
async fn tell_noun(app: &App, registry: &Registry, job: JobId) -> anyhow::Result<()> {
    let Some(canceled) = sql_queue::find_canceled(&app.db, job).await? else {
        return Ok(());
    };
    if let Some(entry) = registry.find(&canceled.kind)
        && !canceled.was_parked
    {
        (entry.canceled)(app.clone(), canceled.payload, canceled.reason).await?;
    }
    Ok(sql_queue::delete_canceled(&app.db, job).await?)
}

/// Whatever a server that died left untold.
pub(super) async fn finish_canceled(app: &App, registry: &Registry) -> anyhow::Result<()> {
    for (job, kind) in sql_queue::list_left_canceled(&app.db).await? {
        if registry.find(&kind).is_some() {
            tell_noun(app, registry, job).await?;
        }
    }
    Ok(())
}

pub(super) fn demand(step: JobStep, state: JobState) -> ApiResult<()> {
    step.check(state)
        .map_err(|refusal| ApiError::not_allowed_now(sentence(refusal)))
}

pub(super) fn sentence(refusal: NotNow) -> String {
    match refusal {
        NotNow::NotParked(_) => "Only a job that was given up is tried again by hand.",
        NotNow::Running => "It is being done already.",
    }
    .to_owned()
}

fn act(actor: PersonId, name: &'static str, job: &Row) -> Act {
    let act = Act::new(actor, name, job.id).because(&job.kind);
    match &job.delivery {
        Some(delivery) => act.of_title(delivery.title.id),
        None => act,
    }
}
