//! Measures a delivery: the picture in chunks of a minute, each sound track from end to end, then judges all of it. The
//! figures of a chunk are stored as soon as they are there, so that a worker that dies costs its chunk.

use anyhow::Context;
use data_encoding::HEXLOWER;
use measure::{Mix, PictureFigures, SoundFigures, StatedMetadata, judge};
use qc::asset::AssetKind;
use qc::id::DeliveryId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use streams::JailLimits;
use streams::facts::CompositionFacts;
use streams::jail::Exit;
use streams::measure::{Detail, MeasureError, Measurer};
use timecode::{EditRate, Frame, FrameCount, FrameRange};

use super::figures::{pack, unpack};
use super::{Figures, in_force, publish, sql};
use crate::app::App;
use crate::blobs::BlobError;
use crate::deliveries::{self, Delivery};
use crate::jobs::Attempt;

const CHUNK_S: u64 = 60;
/// Of one chunk, or one sound track.
const STEP_LIMIT: Duration = Duration::from_secs(6 * 3600);
/// Packed figures of a chunk, or of a sound track of some hours.
const LIMIT_PART_BYTES: u64 = 1 << 30;

/// What is wrong with the essence will be wrong again: not tried a second time.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
struct Unfit(anyhow::Error);

pub(super) async fn run(app: &App, delivery: DeliveryId, attempt: &Attempt) -> anyhow::Result<()> {
    let delivery = deliveries::find(&app.db, delivery)
        .await?
        .context("the delivery is gone")?;
    let frames_total = delivery.duration_frames.unwrap_or(0);
    let Some(try_number) = sql::begin(&app.db, delivery.id, frames_total).await? else {
        return Ok(());
    };
    match measure(app, &delivery, try_number).await {
        Ok(figures) => publish::publish(app, delivery.id, figures, Some(attempt)).await,
        Err(error) if error.is::<Unfit>() => {
            let mut tx = app.db.begin().await?;
            attempt.finish(&mut tx).await?;
            publish::fail(&mut tx, delivery.id, &format!("{error:#}")).await?;
            Ok(tx.commit().await?)
        }
        Err(error) => Err(error),
    }
}

async fn measure(app: &App, delivery: &Delivery, try_number: i32) -> anyhow::Result<Figures> {
    let found = app.media.look().await;
    let essence = deliveries::open_essence(app, delivery).await?.map_err(Unfit)?;
    let work = Work {
        app,
        delivery: delivery.id,
        try_number,
        began: Instant::now(),
        measurer: Measurer {
            jailer: found.jailer.clone(),
            tools: found.tools()?.clone(),
            inputs: essence.inputs(),
            facts: essence.facts.clone(),
            limits: JailLimits::default().within(STEP_LIMIT),
        },
    };
    let thresholds = in_force(&app.db).await?;
    let edit_rate = essence.facts.edit_rate;
    let duration = essence.facts.duration_frames;
    let picture = match &essence.facts.picture {
        Some(_) => work.picture(edit_rate, duration).await?,
        None => None,
    };
    let mut sound = Vec::new();
    for track in 0..essence.facts.sound.len() {
        sound.push(
            work.sound(track, mix_of(delivery.asset_kind), &thresholds.sound)
                .await?,
        );
    }
    let facts = essence.facts.clone();
    let judged = tokio::task::spawn_blocking(move || {
        let stated = stated_metadata(&facts);
        let measurements = judge(edit_rate, picture, sound, &stated, &thresholds);
        Figures { measurements, stated }
    });
    Ok(judged.await?)
}

/// What the master states of its own light; zero is nothing.
fn stated_metadata(facts: &CompositionFacts) -> StatedMetadata {
    let level = facts.picture.as_ref().and_then(|picture| picture.light_level);
    let known = |nits: u16| (nits > 0).then_some(u32::from(nits));
    StatedMetadata {
        max_cll: level.and_then(|level| known(level.maximum_content)),
        max_fall: level.and_then(|level| known(level.maximum_frame_average)),
        dolby_vision: streams::measure::dolby_vision(facts),
    }
}

fn mix_of(kind: AssetKind) -> Mix {
    match kind {
        AssetKind::PrimaryAv | AssetKind::Printmaster => Mix::Printmaster,
        AssetKind::MusicAndEffects => Mix::MusicAndEffects,
        AssetKind::Atmos | AssetKind::Iab => Mix::Immersive,
    }
}

struct Work<'a> {
    app: &'a App,
    delivery: DeliveryId,
    try_number: i32,
    began: Instant,
    measurer: Measurer,
}

impl Work<'_> {
    async fn picture(&self, rate: EditRate, duration: FrameCount) -> anyhow::Result<Option<PictureFigures>> {
        let mut chunks = Vec::new();
        for range in chunks_of(rate, duration) {
            let name = format!("picture-{}-{}.json.gz", range.first().0, range.last().0);
            let make = async { self.measurer.picture(range, Detail::Reduced).await };
            chunks.push(self.part(&name, make).await?);
            self.note(range.last().0 + 1).await?;
        }
        Ok(PictureFigures::join(chunks)?)
    }

    async fn sound(
        &self,
        track: usize,
        mix: Mix,
        thresholds: &measure::SoundThresholds,
    ) -> anyhow::Result<SoundFigures> {
        // Sound is measured by the thresholds: those of another try are not mixed with these.
        let judged_by = Sha256::digest(serde_json::to_vec(thresholds)?);
        let name = format!("sound-{track}-{}.json.gz", HEXLOWER.encode(&judged_by));
        let make = async { self.measurer.sound(track, mix, thresholds).await };
        self.part(&name, make).await
    }

    /// The figures of a part: as an earlier try left them, else made and left for the next.
    async fn part<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        make: impl Future<Output = Result<T, MeasureError>>,
    ) -> anyhow::Result<T> {
        let key = publish::parts_key(self.delivery)?.join(name)?;
        match self.app.blobs.find_size(&key).await? {
            Some(_) => {
                let stored = self.app.blobs.read_whole(&key, LIMIT_PART_BYTES).await;
                unpack(&stored.map_err(|error: BlobError| anyhow::Error::new(error))?)
            }
            None => {
                let made = make.await.map_err(unfit)?;
                self.app.blobs.put(&key, pack(&made)?).await?;
                Ok(made)
            }
        }
    }

    async fn note(&self, frames_done: u64) -> anyhow::Result<()> {
        let fps = frames_done as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        let frames = i64::try_from(frames_done)?;
        let is_ours =
            sql::note_progress(&self.app.db, self.delivery, self.try_number, frames, fps as f32).await?;
        anyhow::ensure!(is_ours, "this delivery is measured by another attempt");
        let mut tx = self.app.db.begin().await?;
        publish::tell(&mut tx, self.delivery).await?;
        Ok(tx.commit().await?)
    }
}

fn chunks_of(rate: EditRate, duration: FrameCount) -> Vec<FrameRange> {
    let length = FrameCount(qc::task::frames_in(CHUNK_S, rate).max(1));
    let last = duration.last_frame();
    let starts = (0..duration.0).step_by(usize::try_from(length.0).unwrap_or(usize::MAX));
    starts
        .filter_map(|first| {
            let chunk = FrameRange::starting_at(Frame(first), length)?;
            let whole = FrameRange::new(Frame(0), last?).ok()?;
            chunk.intersect(whole)
        })
        .collect()
}

/// Faults of the essence, as against those of this machine.
fn unfit(error: MeasureError) -> anyhow::Error {
    match error {
        MeasureError::Jail(_) => error.into(),
        MeasureError::Failed { ref exit, .. } if !matches!(exit, Exit::Code(_)) => error.into(),
        _ => Unfit(error.into()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_frame_once() {
        let rate = EditRate::new(24, 1).unwrap();
        let chunks = chunks_of(rate, FrameCount(3000));
        let ends: Vec<_> = chunks
            .iter()
            .map(|chunk| (chunk.first().0, chunk.last().0))
            .collect();
        assert_eq!(ends, [(0, 1439), (1440, 2879), (2880, 2999)]);
        assert!(chunks_of(rate, FrameCount(0)).is_empty());
    }
}
