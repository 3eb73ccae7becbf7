//! What each kind of rendition, and measuring, costs: processor hours for an hour of programme, from masters that
//! `masters` writes. Nothing here has a limit: the figures say how many workers a studio needs.

#[path = "../ours.rs"]
mod ours;

use std::path::{Path, PathBuf};

use masters::{MasterSpec, write_master};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use streams::facts::{
    ColourModel, ColourRange, CompositionFacts, MasteringDisplay, PictureCoding, PictureFacts, Primaries,
    Transfer,
};
use streams::measure::{Detail, Measurer};
use streams::{Inputs, JailLimits, JailStatus, Jailer, Producer, RenditionKind, ToolPaths, Tools, plan_set};
use timecode::{EditRate, Frame, FrameCount, FrameRange};

type AnyError = Box<dyn std::error::Error>;

/// P3-D65 at 1,000 cd/m².
const DISPLAY: MasteringDisplay = MasteringDisplay {
    primaries: [(34_000, 16_000), (13_250, 34_500), (7_500, 3_000)],
    white_point: (15_635, 16_450),
    maximum_luminance: 10_000_000,
    minimum_luminance: 1,
};

const HDR_KINDS: [RenditionKind; 4] = [
    RenditionKind::Browser,
    RenditionKind::BrowserHdr,
    RenditionKind::CastHdr,
    RenditionKind::CastSdr,
];

fn number(name: &str, usual: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    // The jail's first process takes the account of its children with it; our own masters need no jail.
    let jailer = Jailer::with_status(JailStatus::Unjailed);
    let tools = Tools::find(&jailer, &ToolPaths::default()).await?;
    let frames = number("FRAMES", 96);
    println!("CPU-hours for an hour of programme, from {frames} frames of each master");
    let folder = tempfile::tempdir()?;
    let spec = MasterSpec {
        frames: FrameCount(frames),
        width: 1920,
        height: 1080,
        ..MasterSpec::small("Sizing")?
    };
    let master = write_master(&spec, folder.path())?;
    let studio = Studio {
        jailer: &jailer,
        tools: &tools,
        inputs: ours::inputs(&master, folder.path())?,
        facts: ours::facts(&spec),
    };
    studio.measure("HD").await?;
    let kinds = [RenditionKind::Browser, RenditionKind::CastSdr];
    studio.make_each_and_all(&kinds, &studio.facts, "HD").await?;
    studio
        .make_each_and_all(&HDR_KINDS, &studio.as_pq(), "HD, PQ")
        .await?;

    // Our own writer makes no UHD.
    let Some(package) = std::env::var_os("UHD_PACKAGE").map(PathBuf::from) else {
        println!("no UHD: UHD_PACKAGE names none");
        return Ok(());
    };
    let studio = Studio {
        inputs: ours::inputs_of(&package, &composition_in(&package)?)?,
        facts: uhd(number("UHD_FRAMES", 48)),
        ..studio
    };
    studio.measure("UHD").await?;
    studio
        .make_each_and_all(&HDR_KINDS, &studio.facts, "UHD, PQ")
        .await
}

fn composition_in(package: &Path) -> Result<PathBuf, AnyError> {
    let paths = std::fs::read_dir(package)?.map(|entry| entry.map(|entry| entry.path()));
    let is_composition = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.starts_with("CPL"))
    };
    let paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
    let found = paths.into_iter().find(is_composition);
    found.ok_or_else(|| format!("{}: no CPL*.xml", package.display()).into())
}

/// What the package is taken for: RGB in PQ, no sound.
fn uhd(frames: u64) -> CompositionFacts {
    CompositionFacts {
        edit_rate: EditRate::FPS_23_976,
        duration_frames: FrameCount(frames),
        picture: Some(PictureFacts {
            width: 3840,
            height: 2160,
            display_aspect: Some((16, 9)),
            coding: PictureCoding::Jpeg2000,
            model: ColourModel::Rgb,
            range: ColourRange::Full,
            primaries: Primaries::P3D65,
            transfer: Transfer::Pq,
            mastering_peak_nits: None,
            mastering: Some(DISPLAY),
            light_level: None,
            dolby_vision: None,
        }),
        sound: Vec::new(),
    }
}

struct Studio<'a> {
    jailer: &'a Jailer,
    tools: &'a Tools,
    inputs: Inputs,
    facts: CompositionFacts,
}

impl Studio<'_> {
    /// The same pixels, said to be PQ: what is done with them is what costs.
    fn as_pq(&self) -> CompositionFacts {
        let picture = self.facts.picture.clone().map(|picture| PictureFacts {
            primaries: Primaries::P3D65,
            transfer: Transfer::Pq,
            mastering: Some(DISPLAY),
            ..picture
        });
        CompositionFacts {
            picture,
            ..self.facts.clone()
        }
    }

    fn hours(&self) -> f64 {
        let rate = self.facts.edit_rate;
        let seconds = self.facts.duration_frames.0 as f64 * f64::from(rate.den()) / f64::from(rate.num());
        seconds / 3_600.0
    }

    async fn make_each_and_all(
        &self,
        kinds: &[RenditionKind],
        facts: &CompositionFacts,
        of: &str,
    ) -> Result<(), AnyError> {
        for kind in kinds {
            self.make(&[*kind], facts, of).await?;
        }
        self.make(kinds, facts, of).await
    }

    async fn make(
        &self,
        kinds: &[RenditionKind],
        facts: &CompositionFacts,
        of: &str,
    ) -> Result<(), AnyError> {
        let output = tempfile::tempdir()?;
        let before = cpu_seconds()?;
        let set = plan_set(
            kinds,
            facts,
            &self.inputs.source,
            self.tools.abilities,
            facts.duration_frames.0,
        )?;
        let producer = Producer {
            jailer: self.jailer.clone(),
            tools: self.tools.clone(),
            inputs: self.inputs.clone(),
            output: output.path().to_owned(),
            limits: limits(),
        };
        producer.produce_set(&set, |_, _| {}).await?;
        let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        self.say(&format!("{of}: {}", names.join(" + ")), before)
    }

    async fn measure(&self, of: &str) -> Result<(), AnyError> {
        let before = cpu_seconds()?;
        let measurer = Measurer {
            jailer: self.jailer.clone(),
            tools: self.tools.clone(),
            inputs: self.inputs.clone(),
            facts: self.facts.clone(),
            limits: limits(),
        };
        let last = Frame(self.facts.duration_frames.0.saturating_sub(1));
        let all = FrameRange::new(Frame(0), last)?;
        measurer.picture(all, Detail::Reduced).await?;
        self.say(&format!("{of}: measuring the picture"), before)
    }

    fn say(&self, what: &str, before: f64) -> Result<(), AnyError> {
        let hours = (cpu_seconds()? - before) / 3_600.0 / self.hours();
        println!("  {what:<60} {hours:6.1}");
        Ok(())
    }
}

fn limits() -> JailLimits {
    JailLimits::default().within(std::time::Duration::from_secs(3_600))
}

/// Of this process and of all that it has waited for.
fn cpu_seconds() -> Result<f64, AnyError> {
    let mut seconds = 0.0;
    for who in [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN] {
        let usage = getrusage(who)?;
        seconds +=
            (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6;
    }
    Ok(seconds)
}
