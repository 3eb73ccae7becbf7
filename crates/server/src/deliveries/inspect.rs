//! Inspects a delivery: our own program reads it in a jail and says as JSON what it found. That the program dies or says
//! nothing is our failure, not the package's: it is tried again, and nothing is published meanwhile.

use std::time::Duration;

use anyhow::{Context, bail};
use conform::{DeliveryKind, Report, WavKind};
use qc::asset::AssetKind;
use qc::delivery::DeliveryState;
use qc::id::DeliveryId;
use streams::jail::Exit;
use streams::{Jail, JailLimits};

use super::inputs::{Inputs, PACKAGE};
use super::{decide, sql};
use crate::app::App;
use crate::jobs::Attempt;

const REPORT_LIMIT_BYTES: usize = 64 << 20;
const LEAST_TIME_S: u64 = 30;
/// Slower than any disk that masters lie on.
const BYTES_PER_S: u64 = 20_000_000;

pub(super) async fn run(app: &App, delivery: DeliveryId, attempt: &Attempt) -> anyhow::Result<()> {
    let delivery = sql::find(&app.db, delivery)
        .await?
        .context("the delivery is gone")?;
    if delivery.state != DeliveryState::Inspecting {
        return Ok(());
    }
    let inputs = Inputs::to_inspect(app, &delivery).await?;
    let report = inspect(app, kind_of(delivery.asset_kind), &inputs).await?;
    decide::decide(app, delivery.id, report, attempt).await
}

fn kind_of(kind: AssetKind) -> DeliveryKind {
    match kind {
        AssetKind::PrimaryAv | AssetKind::Iab => DeliveryKind::Imf,
        AssetKind::Printmaster | AssetKind::Atmos => DeliveryKind::WavSet(WavKind::Printmaster),
        AssetKind::MusicAndEffects => DeliveryKind::WavSet(WavKind::MusicAndEffects),
    }
}

async fn inspect(app: &App, kind: DeliveryKind, inputs: &Inputs) -> anyhow::Result<Report> {
    let found = app.media.look().await;
    let time = Duration::from_secs(LEAST_TIME_S + inputs.size_bytes / BYTES_PER_S);
    let limits = JailLimits {
        cpu_s: 2 * time.as_secs(),
        ..JailLimits::default().within(time)
    };
    let mut jail = Jail::new(&found.jailer).limits(limits);
    for (file, place) in inputs.files() {
        jail = jail.read(file, &place)?;
    }
    let mut args = vec![
        "validate".to_owned(),
        format!("in/{PACKAGE}"),
        "--complete".to_owned(),
        "--format".to_owned(),
        "json".to_owned(),
    ];
    args.extend(["--kind".to_owned(), name_of(kind).to_owned()]);
    for earlier in &inputs.earlier {
        args.extend(["--against".to_owned(), format!("in/{earlier}")]);
    }
    let (outcome, report) = jail
        .run_capture(app.media.inspector()?, &args, REPORT_LIMIT_BYTES)
        .await?;
    match (outcome.exit, serde_json::from_slice(&report)) {
        // 1 says that the package is rejected.
        (Exit::Code(0 | 1), Ok(report)) => Ok(report),
        (exit, Err(error)) if outcome.stderr.trim().is_empty() => {
            bail!("the inspection ended with {exit}: {error}")
        }
        (exit, _) => bail!("the inspection ended with {exit}: {}", outcome.stderr.trim()),
    }
}

/// As `assetqc validate --kind` reads it.
fn name_of(kind: DeliveryKind) -> &'static str {
    match kind {
        DeliveryKind::Imf => "imf",
        DeliveryKind::WavSet(WavKind::Printmaster) => "printmaster",
        DeliveryKind::WavSet(WavKind::MusicAndEffects) => "music-and-effects",
    }
}
