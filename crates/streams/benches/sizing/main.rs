//! What each kind of rendition, and measuring, costs: processor hours for an hour of programme, from masters that
//! `masters` writes. Nothing here has a limit: the figures say how many workers a studio needs.

#[path = "../ours.rs"]
mod ours;

use masters::{MasterSpec, write_master};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use streams::facts::{CompositionFacts, MasteringDisplay, PictureFacts, Primaries, Transfer};
use streams::measure::{Detail, Measurer};
use streams::{Inputs, JailLimits, Jailer, Producer, RenditionKind, ToolPaths, Tools, plan_set};
use timecode::{Frame, FrameCount, FrameRange};

type AnyError = Box<dyn std::error::Error>;

/// P3-D65 at 1,000 cd/m².
const DISPLAY: MasteringDisplay = MasteringDisplay {
    primaries: [(34_000, 16_000), (13_250, 34_500), (7_500, 3_000)],
    white_point: (15_635, 16_450),
    maximum_luminance: 10_000_000,
    minimum_luminance: 1,
};

fn number(name: &str, usual: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let jailer = Jailer::open(false).await;
    let tools = Tools::find(&jailer, &ToolPaths::default()).await?;
    let frames = number("FRAMES", 96);
    println!("CPU-hours for an hour of programme, from {frames} frames of each master");
    for (name, width, height) in [("HD", 1920, 1080), ("UHD", 3840, 2160)] {
        let folder = tempfile::tempdir()?;
        let spec = MasterSpec {
            frames: FrameCount(frames),
            width,
            height,
            ..MasterSpec::small("Sizing")?
        };
        let master = write_master(&spec, folder.path())?;
        let studio = Studio {
            jailer: &jailer,
            tools: &tools,
            inputs: ours::inputs(&master, folder.path())?,
            sdr: ours::facts(&spec),
        };
        let bits: u64 = studio.picture_bytes()? * 8;
        let megabits = bits as f64 / studio.hours() / 3_600.0 / 1e6;
        println!("{name}, {width} x {height}, picture of {megabits:.0} Mb/s");
        studio.measure().await?;
        let sdr = [RenditionKind::Browser, RenditionKind::CastSdr];
        for kind in sdr {
            studio.make(&[kind], &studio.sdr, "").await?;
        }
        studio.make(&sdr, &studio.sdr, "").await?;
        let hdr = studio.hdr();
        let kinds = [
            RenditionKind::Browser,
            RenditionKind::BrowserHdr,
            RenditionKind::CastHdr,
            RenditionKind::CastSdr,
        ];
        for kind in kinds {
            studio.make(&[kind], &hdr, " of PQ").await?;
        }
        studio.make(&kinds, &hdr, " of PQ").await?;
    }
    Ok(())
}

struct Studio<'a> {
    jailer: &'a Jailer,
    tools: &'a Tools,
    inputs: Inputs,
    sdr: CompositionFacts,
}

impl Studio<'_> {
    /// The same pixels, said to be PQ: what is done with them is what costs.
    fn hdr(&self) -> CompositionFacts {
        let picture = self.sdr.picture.clone().map(|picture| PictureFacts {
            primaries: Primaries::P3D65,
            transfer: Transfer::Pq,
            mastering: Some(DISPLAY),
            ..picture
        });
        CompositionFacts {
            picture,
            ..self.sdr.clone()
        }
    }

    fn hours(&self) -> f64 {
        let rate = self.sdr.edit_rate;
        let seconds = self.sdr.duration_frames.0 as f64 * f64::from(rate.den()) / f64::from(rate.num());
        seconds / 3_600.0
    }

    fn picture_bytes(&self) -> std::io::Result<u64> {
        let mxf = self
            .inputs
            .files
            .iter()
            .filter(|(path, _)| path.extension().is_some_and(|end| end == "mxf"));
        let sizes = mxf.map(|(path, _)| Ok(path.metadata()?.len()));
        // Sound is far smaller.
        sizes
            .collect::<std::io::Result<Vec<u64>>>()
            .map(|sizes| sizes.into_iter().max().unwrap_or(0))
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
        self.say(&format!("{}{of}", names.join(" + ")), before)
    }

    async fn measure(&self) -> Result<(), AnyError> {
        let before = cpu_seconds()?;
        let measurer = Measurer {
            jailer: self.jailer.clone(),
            tools: self.tools.clone(),
            inputs: self.inputs.clone(),
            facts: self.sdr.clone(),
            limits: limits(),
        };
        let last = Frame(self.sdr.duration_frames.0.saturating_sub(1));
        let all = FrameRange::new(Frame(0), last)?;
        measurer.picture(all, Detail::Reduced).await?;
        self.say("measuring the picture", before)
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
