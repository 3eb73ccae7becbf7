//! Turns the renditions that wait into chunks for all workers: one plan for all kinds, because each chunk of the picture is
//! decoded once for all of them. Sounds come first, then the picture from its beginning, so that it can soon be played.

use anyhow::Context;
use qc::id::DeliveryId;
use streams::plan::{StepKind, chunk_frames_of};
use streams::{PlanError, RenditionKind, SetPlan, plan_set, possible_kinds};

use super::super::sql::{self as deliveries, Delivery};
use super::captions;
use super::jobs::{EncodeChunk, MakeCaptions};
use super::sql_chunks::{self as chunks, NewChunk};
use super::wanted::has_extras;
use super::workshop::{Unfit, facts_of};
use super::{failure, sql};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::jobs::{self, Attempt};
use crate::requests;

/// Kinds that are not made, with the reason.
type Refused = Vec<(RenditionKind, PlanError)>;

pub(super) async fn run(app: &App, delivery: DeliveryId, attempt: &Attempt) -> anyhow::Result<()> {
    let delivery = deliveries::find(&app.db, delivery)
        .await?
        .context("the delivery is gone")?;
    let waiting = sql::list_queued(&app.db, delivery.id).await?;
    match plan(app, &delivery, &waiting).await {
        Ok((set, refused)) => hand_out(app, &delivery, &set, &refused, attempt).await,
        Err(error) if error.is::<Unfit>() => {
            let mut tx = app.db.begin().await?;
            attempt.finish(&mut tx).await?;
            failure::note_queued(&mut tx, &delivery, &format!("{error:#}")).await?;
            Ok(tx.commit().await?)
        }
        Err(error) => Err(error),
    }
}

async fn plan(
    app: &App,
    delivery: &Delivery,
    waiting: &[RenditionKind],
) -> anyhow::Result<(SetPlan, Refused)> {
    let abilities = app.media.look().await.tools()?.abilities;
    let (facts, source) = facts_of(app, delivery).await?;
    let (mut possible, mut refused) = (Vec::new(), Vec::new());
    for (kind, verdict) in possible_kinds(&facts, &source, abilities) {
        match verdict {
            _ if !waiting.contains(&kind) => {}
            Ok(()) => possible.push(kind),
            Err(why) => refused.push((kind, why)),
        }
    }
    let frames = chunk_frames_of(facts.edit_rate, app.settings.chunk_seconds);
    let set = plan_set(&possible, &facts, &source, abilities, frames)
        .map_err(|error| anyhow::Error::new(Unfit(error.into())))?;
    Ok((set, refused))
}

/// In one transaction: what is made by which plan, its chunks, and a job for each.
async fn hand_out(
    app: &App,
    delivery: &Delivery,
    set: &SetPlan,
    refused: &Refused,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    attempt.finish(&mut tx).await?;
    let frames_total = delivery.duration_frames.unwrap_or(0);
    let Some(making) = sql::begin(&mut tx, delivery.id, frames_total).await? else {
        return Ok(tx.commit().await?);
    };
    for plan in &set.renditions {
        sql::keep_plan(&mut tx, delivery.id, plan.kind, &serde_json::to_value(plan)?).await?;
    }
    for (kind, why) in refused {
        refuse(&mut tx, delivery, making, *kind, why).await?;
    }
    for (step, chunk) in (0..).zip(chunks_of(set, frames_total)?) {
        chunks::insert(&mut tx, delivery.id, making, step, &chunk).await?;
        let job = EncodeChunk {
            delivery: delivery.id,
            making,
            step,
        };
        jobs::enqueue(&mut tx, &job).await?;
    }
    if sql::is_running(&mut *tx, delivery.id, making, captions::KIND).await? {
        let job = MakeCaptions {
            delivery: delivery.id,
            making,
        };
        jobs::enqueue(&mut tx, &job).await?;
    }
    super::tell(&mut tx, delivery, "running").await?;
    requests::streams_ready(&mut tx, delivery.id)
        .await
        .map_err(|error: ApiError| anyhow::Error::new(error))?;
    Ok(tx.commit().await?)
}

/// The stream for reviewers must be there. Of the others, what the master cannot give is not waited for; what this machine
/// cannot make has failed, and says what to install.
async fn refuse(
    tx: &mut Tx,
    delivery: &Delivery,
    making: i32,
    kind: RenditionKind,
    why: &PlanError,
) -> anyhow::Result<()> {
    if has_extras(kind) || why.is_of_this_machine() {
        failure::note(tx, delivery, making, Some(kind), &why.to_string()).await
    } else {
        Ok(sql::set_not_possible(tx, delivery.id, kind.as_str(), &why.to_string()).await?)
    }
}

fn chunks_of(set: &SetPlan, frames_total: i64) -> anyhow::Result<Vec<NewChunk>> {
    let mut all = Vec::new();
    for plan in &set.renditions {
        let sounds = plan
            .steps
            .iter()
            .filter(|step| matches!(step.kind, StepKind::Sound(_)));
        for step in sounds {
            all.push(NewChunk {
                kind: Some(plan.kind),
                first_frame: 0,
                frame_count: frames_total,
                run: serde_json::to_value(step)?,
            });
        }
    }
    for step in &set.chunks {
        let StepKind::PictureChunk { first, count } = step.kind else {
            continue;
        };
        all.push(NewChunk {
            kind: None,
            first_frame: i64::try_from(first)?,
            frame_count: i64::try_from(count)?,
            run: serde_json::to_value(step)?,
        });
    }
    Ok(all)
}
