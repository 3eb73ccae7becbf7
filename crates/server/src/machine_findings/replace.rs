//! Writes what was found when a delivery was measured or judged. What was found before keeps its row, and with it what
//! people decided; which findings are the same is said in `qc::machine_finding`.

use measure::{Finding, SoundPlace};
use qc::id::{DeliveryId, MachineFindingId};
use qc::machine_finding::{FindingPlace, carry_over};
use timecode::{Frame, FrameRange};

use super::sql::{self, Found, Known};
use crate::db::Tx;

pub(crate) async fn replace(
    tx: &mut Tx,
    delivery: DeliveryId,
    thresholds_version: i32,
    findings: &[Finding],
) -> Result<(), sqlx::Error> {
    let known = sql::lock_known(tx, delivery).await?;
    // A row that this program cannot read any more is never the same as a finding.
    let (ids, before): (Vec<_>, Vec<_>) = known
        .into_iter()
        .filter_map(|known| Some((known.id, place(known)?)))
        .unzip();
    let now: Vec<FindingPlace> = findings.iter().map(FindingPlace::from).collect();
    let carried = carry_over(&before, &now);
    let found: Vec<Found<'_>> = findings
        .iter()
        .zip(carried)
        .map(|(finding, same)| {
            let kept = same.and_then(|place| ids.get(place)).copied();
            Found::of(kept.unwrap_or_else(|| MachineFindingId::new().uuid()), finding)
        })
        .collect();
    sql::replace(tx, delivery, thresholds_version, &found).await
}

fn place(known: Known) -> Option<FindingPlace> {
    let frame = |frame: i64| u64::try_from(frame).ok().map(Frame);
    Some(FindingPlace {
        kind: serde_json::from_value(known.kind.into()).ok()?,
        range: FrameRange::new(frame(known.first_frame)?, frame(known.last_frame)?).ok()?,
        sound: match known.track {
            None => None,
            Some(track) => Some(SoundPlace {
                track: usize::try_from(track).ok()?,
                channels: known.channels,
            }),
        },
    })
}
