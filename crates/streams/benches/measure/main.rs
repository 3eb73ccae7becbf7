//! Masters with defects planted at random places (and clean ones), measured as in production; what was found is held
//! against what was planted. Prints recall, precision and the error of In and Out for each kind, and the distance of
//! loudness and true peak to ffmpeg's `ebur128` on the same tracks. `MASTERS`, `SEED` and `FIRST` change the draw.

#[path = "../ours.rs"]
mod ours;
mod peer;
mod planting;
mod score;

use std::path::Path;
use std::time::Instant;

use masters::{Master, write_master};
use measure::{Measurements, Mix, PictureFigures, StatedMetadata, Thresholds, judge};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use streams::measure::{Detail, Measurer, dolby_vision};
use streams::{JailLimits, Jailer, ToolPaths, Tools};
use timecode::{Frame, FrameCount, FrameRange};

use score::Score;

/// Pictures are measured in chunks of this many frames, as jobs would.
const CHUNK_FRAMES: u64 = 100;

type AnyError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let number = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (count, seed, first) = (number("MASTERS", 48), number("SEED", 1), number("FIRST", 0));
    let jailer = Jailer::open(false).await;
    let tools = Tools::find(&jailer, &ToolPaths::default()).await?;
    let mut score = Score::default();
    let begun = Instant::now();
    for place in first..first + count {
        let mut draw = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1000) + place);
        let (spec, planted) = planting::plan(place, &mut draw)?;
        let folder = tempfile::tempdir()?;
        let master = write_master(&spec, folder.path())?;
        let measurer = measurer(&jailer, &tools, &master, folder.path())?;
        let found = measure_all(&measurer).await?;
        let mut planted = planted;
        for (track, sound) in found.sound.iter().enumerate() {
            let peer = peer::loudness(&master.composition, track)?;
            planted.extend(peer.iter().flat_map(|peer| Score::truths(sound, peer)));
            score.compare(sound, peer.as_ref());
        }
        score.take(place, &planted, &found);
        eprintln!("master {place}: {:.0} s", begun.elapsed().as_secs_f64());
    }
    eprintln!(
        "{count} masters, seed {seed}, {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    match score.print() {
        true => Ok(()),
        false => Err("beyond a limit".into()),
    }
}

fn measurer(jailer: &Jailer, tools: &Tools, master: &Master, folder: &Path) -> Result<Measurer, AnyError> {
    Ok(Measurer {
        jailer: jailer.clone(),
        tools: tools.clone(),
        inputs: ours::inputs(master, folder)?,
        facts: ours::facts(&master.spec),
        limits: JailLimits::default().within(std::time::Duration::from_secs(600)),
    })
}

async fn measure_all(measurer: &Measurer) -> Result<Measurements, AnyError> {
    let thresholds = Thresholds::default();
    let frames = measurer.facts.duration_frames.0;
    let mut chunks = Vec::new();
    for first in (0..frames).step_by(CHUNK_FRAMES as usize) {
        let length = FrameCount(CHUNK_FRAMES.min(frames - first));
        let range = FrameRange::starting_at(Frame(first), length).ok_or("an empty chunk")?;
        chunks.push(measurer.picture(range, Detail::Reduced).await?);
    }
    let mut sound = Vec::new();
    for track in 0..measurer.facts.sound.len() {
        sound.push(measurer.sound(track, Mix::Printmaster, &thresholds.sound).await?);
    }
    let picture = PictureFigures::join(chunks)?;
    let stated = StatedMetadata {
        dolby_vision: dolby_vision(&measurer.facts),
        ..StatedMetadata::default()
    };
    let rate = measurer.facts.edit_rate;
    Ok(judge(rate, picture, sound, &stated, &thresholds))
}
