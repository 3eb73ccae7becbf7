//! `assetqc deliver`: brings a folder to the server, goes on where an earlier try was cut, and says what the inspection
//! found.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use api::Page;
use api::deliveries::{DeliveryView, FindingSeverity, FindingView, RenditionState};
use api::requests::RequestRow;
use api::titles::TitleRow;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use qc::asset::AssetKind;
use qc::delivery::DeliveryState;
use qc::id::{RequestId, TitleId};
use timecode::EditRate;

use crate::access::Access;
use crate::client::Client;
use crate::parcel::{Parcel, list_files};
use crate::sample_master::parse_rate;
use crate::say::say;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Ends with 0 when it was delivered (with --wait: accepted), 1 when the inspection rejected it.
#[derive(Args)]
pub struct Deliver {
    /// The folder of the package, or of the WAV files
    folder: PathBuf,
    #[command(flatten)]
    access: Access,
    /// The title, as "Harbour Lights S01E01"
    #[arg(long, required_unless_present = "title_id", conflicts_with = "title_id")]
    title: Option<String>,
    #[arg(long)]
    title_id: Option<TitleId>,
    #[arg(long, value_enum, default_value = "primary-av")]
    kind: Kind,
    /// The language of a version of the picture, where it is not the title's own: de, es-419
    #[arg(long)]
    language: Option<String>,
    /// The request that waits for this redelivery: its number or id
    #[arg(long)]
    answers: Option<String>,
    /// Edit rate of the picture that WAV files belong to, as 24 or 24000/1001
    #[arg(long, value_parser = parse_rate)]
    rate: Option<EditRate>,
    /// Count timecode in drop frame where the composition does not say
    #[arg(long)]
    drop_frame: bool,
    /// Wait until it is rejected, or accepted and its streams are made
    #[arg(long)]
    wait: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    PrimaryAv,
    Printmaster,
    MusicAndEffects,
    Atmos,
    Iab,
}

impl Kind {
    fn asset_kind(self) -> AssetKind {
        match self {
            Kind::PrimaryAv => AssetKind::PrimaryAv,
            Kind::Printmaster => AssetKind::Printmaster,
            Kind::MusicAndEffects => AssetKind::MusicAndEffects,
            Kind::Atmos => AssetKind::Atmos,
            Kind::Iab => AssetKind::Iab,
        }
    }
}

impl Deliver {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let size_bytes = list_files(&self.folder)?.iter().map(|file| file.size_bytes).sum();
        let client = self.access.client().await?;
        let parcel = Parcel {
            folder: self.folder.clone(),
            title_id: self.find_title(&client).await?,
            asset_kind: self.kind.asset_kind(),
            language: self.language.clone(),
            answers_request_id: self.find_answered(&client).await?,
            edit_rate: self.rate,
            drop_frame: self.drop_frame,
        };
        let style =
            ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}");
        let bar =
            ProgressBar::new(size_bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let delivery = parcel.deliver(&client, |bytes| bar.inc(bytes)).await?;
        bar.finish_and_clear();
        let page = self.access.page(&format!("/deliveries/{}", delivery.row.id));
        say(format_args!(
            "Delivered {} as version {}: {page}",
            delivery.row.title.label, delivery.row.number
        ));
        if !self.wait {
            return Ok(ExitCode::SUCCESS);
        }
        report(&client, wait_for_verdict(&client, delivery).await?).await
    }

    async fn find_title(&self, client: &Client) -> anyhow::Result<TitleId> {
        let Some(wanted) = self.title.as_deref().map(plain) else {
            return self.title_id.context("name the title");
        };
        let mut found: Vec<TitleRow> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page: Page<TitleRow> = client.get(&format!("/api/v1/titles?limit=200{cursor}")).await?;
            found.extend(
                page.items
                    .into_iter()
                    .filter(|row| is_named(&plain(&row.title.label), &wanted)),
            );
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        match found.as_slice() {
            [one] => Ok(one.title.id),
            [] => bail!(
                "there is no title {:?} among your shows",
                self.title.as_deref().unwrap_or_default()
            ),
            many => {
                let labels: Vec<&str> = many.iter().map(|row| row.title.label.as_str()).collect();
                bail!("which one is meant?\n  {}", labels.join("\n  "))
            }
        }
    }

    async fn find_answered(&self, client: &Client) -> anyhow::Result<Option<RequestId>> {
        let Some(wanted) = &self.answers else {
            return Ok(None);
        };
        if let Ok(id) = wanted.parse() {
            return Ok(Some(id));
        }
        let number: i64 = wanted
            .parse()
            .with_context(|| format!("{wanted} is neither number nor id of a request"))?;
        let page: Page<RequestRow> = client
            .get(&format!("/api/v1/requests?view=all&q={number}&limit=200"))
            .await?;
        let found = page.items.iter().find(|row| row.number == number);
        Ok(Some(
            found
                .with_context(|| format!("there is no request {number} that you see"))?
                .id,
        ))
    }
}

/// "Harbour Lights · S01E01 · The Pier" and "harbour lights s01e01 the pier" are the same.
fn plain(label: &str) -> String {
    let words = label
        .split(|letter: char| letter.is_whitespace() || letter == '·')
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The whole name, or the beginning of it up to the end of a word.
fn is_named(label: &str, wanted: &str) -> bool {
    label
        .strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Until it is rejected, accepted with all streams decided, or stuck.
async fn wait_for_verdict(client: &Client, mut delivery: DeliveryView) -> anyhow::Result<DeliveryView> {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    while !is_settled(&delivery) {
        bar.set_message(standing(&delivery));
        tokio::time::sleep(LOOK_EVERY).await;
        delivery = client
            .get(&format!("/api/v1/deliveries/{}", delivery.row.id))
            .await?;
    }
    bar.finish_and_clear();
    Ok(delivery)
}

fn is_settled(delivery: &DeliveryView) -> bool {
    let is_decided = |state| !matches!(state, RenditionState::Queued | RenditionState::Running);
    match delivery.row.state {
        DeliveryState::Rejected | DeliveryState::Canceled => true,
        DeliveryState::Accepted => delivery
            .renditions
            .iter()
            .all(|rendition| is_decided(rendition.state)),
        DeliveryState::Uploading | DeliveryState::Inspecting => delivery.failure.is_some(),
    }
}

fn standing(delivery: &DeliveryView) -> String {
    match delivery.row.state {
        DeliveryState::Accepted => {
            let streams = delivery
                .renditions
                .iter()
                .find(|rendition| rendition.frames_done > 0);
            let (done, total) = streams.map_or((0, 0), |stream| (stream.frames_done, stream.frames_total));
            format!("accepted; making streams ({done} of {total} frames)")
        }
        state => state.to_string(),
    }
}

async fn report(client: &Client, delivery: DeliveryView) -> anyhow::Result<ExitCode> {
    delivery.findings.iter().for_each(|finding| say(lines(finding)));
    if let Some(failure) = &delivery.failure {
        bail!("{failure}");
    }
    match delivery.row.state {
        DeliveryState::Accepted => {
            let failed = delivery
                .renditions
                .iter()
                .find(|rendition| rendition.state == RenditionState::Failed);
            if let Some(error) = failed.and_then(|rendition| rendition.error.as_deref()) {
                bail!("accepted, but no streams could be made: {error}");
            }
            say("Accepted");
            for id in &delivery.request_ids {
                // Production may see the delivery and not (yet) what it opened.
                if let Ok(request) = client
                    .get::<api::requests::RequestView>(&format!("/api/v1/requests/{id}"))
                    .await
                {
                    say(format_args!(
                        "Request {} is {}",
                        request.row.number, request.row.state
                    ));
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        state => {
            say(format_args!("The delivery is {state}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn lines(finding: &FindingView) -> String {
    let severity = match finding.severity {
        FindingSeverity::Reject => "reject",
        FindingSeverity::Warn => "warn",
        FindingSeverity::Note => "note",
    };
    let file = finding.file.as_deref().unwrap_or("the delivery");
    let place = finding
        .place
        .as_deref()
        .map(|place| format!(", {place}"))
        .unwrap_or_default();
    let standard = finding
        .standard
        .as_deref()
        .map(|name| format!(" ({name})"))
        .unwrap_or_default();
    format!(
        "{severity}: {file}{place}: {}\n  rule {}{standard}\n  {}",
        finding.message, finding.rule, finding.remedy
    )
}
