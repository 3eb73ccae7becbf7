//! Accepts or rejects a delivery by what inspection found. Accepted: requests are opened and the making of streams begins.
//! Rejected: who delivered is told. Not inspected because of us: that is said, and nothing else happens.

use anyhow::Context;
use conform::{Fault, Finding, Level, PackageKind, Place, Report, Verdict};
use qc::asset::AssetKind;
use qc::delivery::{DeliveryState, DeliveryStep};
use qc::id::DeliveryId;
use qc::notice::NoticeKind;
use qc::request::Service;
use serde_json::{Value, json};

use super::facts::Kept;
use super::renditions::{Shown, has_extras, wanted};
use super::sql::{self, Delivery, Learned, NewFinding};
use super::{RenderDelivery, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs::{self, Attempt};
use crate::notices::{self, Notice, People};
use crate::{measurements, requests};

pub(super) async fn decide(
    app: &App,
    delivery: DeliveryId,
    report: Report,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    let delivery = sql::lock(&mut tx, delivery)
        .await?
        .context("the delivery is gone")?;
    attempt.finish(&mut tx).await?;
    if delivery.state != DeliveryState::Inspecting {
        return Ok(tx.commit().await?);
    }
    let inspected = report.packages.first();
    let kept = inspected.and_then(Kept::of);
    let mut findings: Vec<NewFinding> = report.findings.iter().map(found).collect();
    if report.verdict != Verdict::Rejected {
        findings.extend(missing(&delivery, kept.as_ref()));
    }
    if let Some(count) = inspected
        .map(|inspected| inspected.findings_left_out)
        .filter(|count| *count > 0)
    {
        findings.push(left_out(count));
    }
    sql::insert_findings(&mut tx, delivery.id, &findings).await?;
    let is_rejected = report.verdict == Verdict::Rejected || findings.iter().any(NewFinding::rejects);
    match kept.filter(|_| !is_rejected) {
        Some(kept) => accept(&mut tx, &delivery, &kept).await?,
        None => reject(&mut tx, &delivery, &findings).await?,
    }
    Ok(tx.commit().await?)
}

async fn accept(tx: &mut Tx, delivery: &Delivery, kept: &Kept) -> anyhow::Result<()> {
    sql::learn(tx, delivery.id, &learned(delivery, kept)?).await?;
    advance(tx, delivery, DeliveryStep::Accept, json!({})).await?;
    let request_ids = requests::open_for(tx, delivery.id).await.map_err(failed)?;
    let services = requests::list_services(tx, &request_ids).await?;
    sql::insert_renditions(tx, delivery.id, &kinds_for(&services, kept.shown())).await?;
    jobs::enqueue(
        tx,
        &RenderDelivery {
            delivery: delivery.id,
        },
    )
    .await?;
    measurements::open(tx, delivery.id).await?;
    tracing::info!(delivery = %delivery.id, requests = request_ids.len(), "accepted");
    let subject = format!(
        "Delivery {} of {} is accepted",
        delivery.number,
        name(tx, delivery).await?
    );
    tell(tx, delivery, NoticeKind::DeliveryAccepted, subject, "").await
}

/// Rows of streams, and of what is drawn from them.
fn kinds_for(services: &[Service], shown: Shown) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for kind in wanted(services, shown) {
        kinds.push(kind.as_str());
        if has_extras(kind) && kind.has_picture() {
            kinds.push("thumbnails");
        }
        if has_extras(kind) {
            kinds.push("peaks");
        }
    }
    kinds
}

async fn reject(tx: &mut Tx, delivery: &Delivery, findings: &[NewFinding]) -> anyhow::Result<()> {
    let first: Vec<&str> = findings
        .iter()
        .filter(|found| found.rejects())
        .map(|found| found.message.as_str())
        .collect();
    advance(
        tx,
        delivery,
        DeliveryStep::Reject,
        json!({ "reject_count": first.len() }),
    )
    .await?;
    let subject = format!(
        "Delivery {} of {} is rejected",
        delivery.number,
        name(tx, delivery).await?
    );
    let body = first.iter().take(3).copied().collect::<Vec<_>>().join("\n");
    tell(tx, delivery, NoticeKind::DeliveryRejected, subject, &body).await
}

async fn advance(
    tx: &mut Tx,
    delivery: &Delivery,
    step: DeliveryStep,
    mut facts: Value,
) -> anyhow::Result<()> {
    let to = delivery.state.after(step)?;
    anyhow::ensure!(
        sql::advance(tx, delivery, to).await?,
        "the delivery changed under our hands"
    );
    facts["state"] = to.as_str().into();
    let act = Act::new(
        None,
        if to == DeliveryState::Accepted {
            "delivery.accepted"
        } else {
            "delivery.rejected"
        },
        delivery.id,
    );
    let before = json!({ "state": delivery.state.as_str() });
    history::record(tx, act.of_title(delivery.title_id).changed(before, facts)).await?;
    let event = Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id);
    Ok(events::record(tx, event.with(json!({ "state": to.as_str() }))).await?)
}

async fn tell(
    tx: &mut Tx,
    delivery: &Delivery,
    kind: NoticeKind,
    subject: String,
    body: &str,
) -> anyhow::Result<()> {
    let notice = Notice::new(kind, subject, format!("/deliveries/{}", delivery.id))
        .of_title(delivery.title_id)
        .saying(body);
    Ok(notices::send(tx, People::Person(delivery.created_by), notice).await?)
}

/// "Harbour Lights · S01E02 · The Pier (printmaster)"
async fn name(tx: &mut Tx, delivery: &Delivery) -> anyhow::Result<String> {
    let row = sql::find_row(&mut **tx, delivery.id)
        .await?
        .context("the delivery is gone")?;
    Ok(match delivery.asset_kind {
        AssetKind::PrimaryAv => row.title.label,
        kind => format!("{} ({})", row.title.label, kind.as_str().replace('_', " ")),
    })
}

fn learned(delivery: &Delivery, kept: &Kept) -> anyhow::Result<Learned> {
    let rate = match kept {
        Kept::Composition(composition) => composition.edit_rate,
        Kept::Waves { .. } => view::edit_rate(delivery).context("a WAV set without an edit rate")?,
    };
    let package_kind = match kept {
        Kept::Waves { .. } => qc::delivery::PackageKind::WavSet,
        Kept::Composition(composition) => match composition.package_kind {
            PackageKind::Original => qc::delivery::PackageKind::Original,
            PackageKind::Supplemental => qc::delivery::PackageKind::Supplemental,
        },
    };
    let drop_frame = kept.drop_frame().unwrap_or(delivery.drop_frame);
    Ok(Learned {
        composition: serde_json::to_value(kept)?,
        package_kind,
        edit_rate: rate,
        // Drop frame counting exists at some rates only.
        drop_frame: drop_frame && timecode::TimecodeRate::new(rate, true).is_ok(),
        start_frame: i64::try_from(kept.start_frame(rate))?,
        ffom_frame: kept.ffom_frame().map(i64::try_from).transpose()?,
        duration_frames: i64::try_from(kept.duration_frames(rate))?,
    })
}

fn found(finding: &Finding) -> NewFinding {
    let place = finding.at.to_string();
    let rule = Fault::RULES.iter().find(|rule| rule.id == finding.rule);
    NewFinding {
        rule: finding.rule.clone(),
        severity: match finding.level {
            Level::Error => "reject",
            Level::Warning => "warn",
            Level::Info => "note",
        },
        file: Some(finding.file.clone()).filter(|file| !file.is_empty()),
        place: (finding.at != Place::Whole).then_some(place),
        standard: Some(finding.clause.clone()),
        message: finding.message.clone(),
        remedy: finding.fix.clone(),
        facts: json!({ "is_overridable": rule.is_some_and(|rule| rule.is_overridable()) }),
    }
}

/// What the package alone cannot know: whether it holds what it was announced as.
fn missing(delivery: &Delivery, kept: Option<&Kept>) -> Option<NewFinding> {
    let (rule, message, remedy) = match (delivery.asset_kind, kept) {
        (_, None) => (
            "delivery.nothing-to-review",
            "nothing in this delivery can be reviewed",
            "Deliver a complete package.",
        ),
        (AssetKind::PrimaryAv, Some(kept)) if !kept.has_picture() => (
            "delivery.picture-missing",
            "this was announced as the picture of the title, and holds none",
            "Deliver a package with a picture, or announce it as what it is.",
        ),
        _ => return None,
    };
    Some(own_finding(rule, "reject", message.to_owned(), remedy))
}

fn left_out(count: usize) -> NewFinding {
    let message = format!("{count} more findings are not listed");
    own_finding(
        "delivery.findings-left-out",
        "note",
        message,
        "Mend those that are listed first.",
    )
}

fn own_finding(rule: &str, severity: &'static str, message: String, remedy: &str) -> NewFinding {
    NewFinding {
        rule: rule.to_owned(),
        severity,
        file: None,
        place: None,
        standard: None,
        message,
        remedy: remedy.to_owned(),
        facts: json!({}),
    }
}

/// Says why a delivery could not be inspected; it stays as it is.
pub(super) async fn fail(app: &App, delivery: DeliveryId, reason: &str) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    let Some(delivery) = sql::lock(&mut tx, delivery).await? else {
        return Ok(());
    };
    if !matches!(
        delivery.state,
        DeliveryState::Uploading | DeliveryState::Inspecting
    ) {
        return Ok(());
    }
    sql::set_failure(&mut tx, delivery.id, reason).await?;
    let act = Act::new(None, "delivery.failed", delivery.id)
        .of_title(delivery.title_id)
        .because(reason);
    history::record(&mut tx, act).await?;
    events::record(
        &mut tx,
        Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id),
    )
    .await?;
    let subject = format!(
        "Delivery {} of {} could not be inspected",
        delivery.number,
        name(&mut tx, &delivery).await?
    );
    let notice = Notice::new(
        NoticeKind::DeliveryRejected,
        subject,
        format!("/deliveries/{}", delivery.id),
    )
    .of_title(delivery.title_id)
    .saying(reason);
    notices::send(&mut tx, People::StudioAdmins, notice).await?;
    Ok(tx.commit().await?)
}

fn failed(error: ApiError) -> anyhow::Error {
    anyhow::Error::new(error)
}
