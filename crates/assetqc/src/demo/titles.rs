//! The sample titles, one for each service, delivered by production through the upload door. Which service a delivery opens
//! is a policy, so the studio admin sets it before each; at the end the policies are as the studio's again.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use api::Page;
use api::deliveries::{DeliveryRow, DeliveryView, RenditionState};
use api::policies::{RequestPolicyView, SaveRequestPolicy};
use qc::asset::AssetKind;
use qc::delivery::DeliveryState;
use qc::id::{DeliveryId, ShowId, TitleId};
use qc::request::{DeliveryPhase, Priority, Service};
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use reqwest::Method;
use timecode::EditRate;

use super::house;
use super::masters::{self, Form, Sample};
use crate::client::Client;
use crate::parcel::Parcel;
use crate::say::say;

/// An episode, what is delivered of it, and the service that the picture opens.
struct Episode {
    number: i32,
    name: &'static str,
    service: Service,
    also: &'static [Form],
}

/// The Browser title comes first: it can be played at once.
const EPISODES: [Episode; 3] = [
    Episode {
        number: 1,
        name: "The Ferry",
        service: Service::Browser,
        also: &[],
    },
    Episode {
        number: 2,
        name: "The Pier",
        service: Service::Download,
        also: &[Form::Printmaster, Form::MusicAndEffects],
    },
    Episode {
        number: 3,
        name: "The Quiet Hills",
        service: Service::Cast,
        also: &[],
    },
];

const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Far longer than twenty seconds of film take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(900);

pub async fn deliver_all(ada: &Client, max: &Client, show: ShowId, samples: &Path) -> anyhow::Result<()> {
    let mut is_new = false;
    for episode in &EPISODES {
        let title = house::episode(ada, show, episode.number, episode.name).await?;
        let forms = [Form::Package].into_iter().chain(episode.also.iter().copied());
        for form in forms {
            let sample = Sample {
                episode: episode.number,
                title: episode.name,
                form,
            };
            let delivered = deliver_one(ada, max, show, title, sample, episode.service, samples).await;
            is_new |= delivered.with_context(|| format!("S01E{:02}", episode.number))?;
        }
    }
    if is_new {
        forget_policies(ada, show).await?;
    }
    Ok(())
}

/// Delivers the sample, or goes on with one that was cut; false when it is accepted already.
async fn deliver_one(
    ada: &Client,
    max: &Client,
    show: ShowId,
    title: TitleId,
    sample: Sample,
    service: Service,
    samples: &Path,
) -> anyhow::Result<bool> {
    let kind = asset_kind(sample.form);
    let there: Page<DeliveryRow> = max
        .get(&format!("/api/v1/deliveries?title_id={title}&limit=200"))
        .await?;
    let mut of_kind = there.items.iter().filter(|row| row.asset_kind == kind);
    let wanted = |state| !matches!(state, DeliveryState::Rejected | DeliveryState::Canceled);
    let found = of_kind.find(|row| wanted(row.state));
    if found.is_some_and(|row| row.state == DeliveryState::Accepted) {
        return Ok(false);
    }
    if sample.form == Form::Package {
        save_policy(ada, show, service).await?;
    }
    let delivery = match found {
        Some(row) if row.state == DeliveryState::Inspecting => row.id,
        _ => {
            let folder = masters::make(sample, samples).await?;
            let parcel = Parcel {
                folder,
                title_id: title,
                asset_kind: kind,
                language: None,
                answers_request_id: None,
                edit_rate: (sample.form != Form::Package).then_some(EditRate::FPS_24),
                drop_frame: false,
            };
            parcel.deliver(max, |_| {}).await?.row.id
        }
    };
    follow(max, delivery).await?;
    if sample.form == Form::Package {
        say(format_args!(
            "S01E{:02} {} is ready for {} QC",
            sample.episode,
            sample.title,
            service.as_str()
        ));
    }
    Ok(true)
}

fn asset_kind(form: Form) -> AssetKind {
    match form {
        Form::Package => AssetKind::PrimaryAv,
        Form::Printmaster => AssetKind::Printmaster,
        Form::MusicAndEffects => AssetKind::MusicAndEffects,
    }
}

/// Waits until the delivery is accepted and its streams are made, so that one title is playable before the next one
/// takes the machine.
async fn follow(max: &Client, delivery: DeliveryId) -> anyhow::Result<()> {
    let path = format!("/api/v1/deliveries/{delivery}");
    let watch = async {
        loop {
            let view: DeliveryView = max.get(&path).await?;
            if is_settled(&view)? {
                return Ok(());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, watch)
        .await
        .context("it takes too long")?
}

fn is_settled(view: &DeliveryView) -> anyhow::Result<bool> {
    if let Some(failure) = &view.failure {
        bail!("the inspection failed: {failure}");
    }
    match view.row.state {
        DeliveryState::Uploading | DeliveryState::Inspecting => Ok(false),
        DeliveryState::Rejected => {
            let why: Vec<&str> = view
                .findings
                .iter()
                .map(|finding| finding.message.as_str())
                .collect();
            bail!("it was rejected: {}", why.join("; "))
        }
        DeliveryState::Canceled => bail!("it was canceled"),
        DeliveryState::Accepted => {
            if let Some(failed) = view
                .renditions
                .iter()
                .find(|made| made.state == RenditionState::Failed)
            {
                bail!(
                    "a stream could not be made: {}",
                    failed.error.as_deref().unwrap_or("no reason is known")
                );
            }
            let is_made = |state| {
                !matches!(
                    state,
                    RenditionState::Queued | RenditionState::Running | RenditionState::Failed
                )
            };
            Ok(view.renditions.iter().all(|made| is_made(made.state)))
        }
    }
}

async fn save_policy(ada: &Client, show: ShowId, service: Service) -> anyhow::Result<()> {
    let full = |kind| TaskPlan {
        kind,
        depth: TaskDepth::Full,
    };
    let form = SaveRequestPolicy {
        show_id: Some(show),
        asset_kind: AssetKind::PrimaryAv,
        delivery_phase: DeliveryPhase::First,
        service,
        tasks: vec![
            full(TaskKind::Sdr),
            full(TaskKind::FiveOne),
            full(TaskKind::Stereo),
        ],
        priority: Priority::Standard,
    };
    ada.send::<RequestPolicyView>(Method::PUT, "/api/v1/policies/requests", &form)
        .await
        .map(drop)
}

/// Whatever is delivered from now on opens what the studio has set for all shows.
async fn forget_policies(ada: &Client, show: ShowId) -> anyhow::Result<()> {
    let policies: Vec<RequestPolicyView> = ada.get("/api/v1/policies/requests").await?;
    let is_ours = |policy: &&RequestPolicyView| {
        policy.show_id == Some(show)
            && policy.asset_kind == AssetKind::PrimaryAv
            && policy.delivery_phase == DeliveryPhase::First
    };
    for policy in policies.iter().filter(is_ours) {
        ada.tell(
            Method::DELETE,
            &format!("/api/v1/policies/requests/{}", policy.id),
        )
        .await?;
    }
    Ok(())
}
