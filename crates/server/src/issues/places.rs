//! Where issues stand on the timeline of a later delivery. When a redelivery opens a fix check, every issue of its asset gets a
//! place there, found by comparing the composition in which its place was known last with the new one; the places stay, so
//! that the next round goes on from there. Sound masters have no picture to compare: their issues stay where they were.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use api::issues::IssuePlace;
use imf::changes::PictureChanges;
use imf::place::Fate;
use qc::fix_check::CarriedIssue;
use qc::id::DeliveryId;
use qc::redelivery::PlaceFate;
use serde::{Deserialize, Serialize};
use timecode::{FrameCount, FrameRange};

use super::sql;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::labels::Labels;
use crate::requests::{Composition, rate_of};

/// A place as the database holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlaceRow {
    delivery_id: DeliveryId,
    delivery_number: i32,
    first_frame: u64,
    last_frame: u64,
    fate: PlaceFate,
    edit_rate_num: Option<i32>,
    edit_rate_den: Option<i32>,
    drop_frame: bool,
    start_frame: i64,
}

impl PlaceRow {
    pub(super) fn view(self) -> IssuePlace {
        let rate = rate_of(self.edit_rate_num, self.edit_rate_den);
        let labels = Labels::of(rate, self.drop_frame, self.start_frame);
        IssuePlace {
            in_timecode: labels.at(self.first_frame),
            out_timecode: labels.at(self.last_frame),
            delivery_id: self.delivery_id,
            delivery_number: self.delivery_number,
            first_frame: self.first_frame,
            last_frame: self.last_frame,
            fate: self.fate,
        }
    }
}

/// An issue on the timeline of a new delivery.
pub(crate) struct Placed {
    pub issue: CarriedIssue,
    pub range: FrameRange,
}

/// Gives every earlier issue of the delivery's asset its place there, in the order of the programme.
pub(crate) async fn place_on(tx: &mut Tx, delivery: DeliveryId) -> ApiResult<Vec<Placed>> {
    let new = sql::get_timeline(tx, delivery).await?;
    let mut compared: HashMap<DeliveryId, Option<PictureChanges>> = HashMap::new();
    let mut placed = Vec::new();
    for row in sql::list_last_places(tx, delivery).await? {
        if let Entry::Vacant(vacant) = compared.entry(row.delivery_id) {
            let old = sql::get_timeline(tx, row.delivery_id).await?;
            vacant.insert(changes(&old, &new));
        }
        let picture = compared.get(&row.delivery_id).and_then(Option::as_ref);
        let (range, fate) = place(row.range, picture, new.duration);
        sql::insert_place(tx, row.issue.id, delivery, range, fate).await?;
        placed.push(Placed {
            issue: row.issue,
            range,
        });
    }
    placed.sort_by_key(|placed| placed.range);
    Ok(placed)
}

/// What of the picture changed between two deliveries, where there is one, and how long the later is.
pub(crate) async fn changes_between(
    tx: &mut Tx,
    old: DeliveryId,
    new: DeliveryId,
) -> ApiResult<(Option<PictureChanges>, FrameCount)> {
    let old = sql::get_timeline(tx, old).await?;
    let new = sql::get_timeline(tx, new).await?;
    Ok((changes(&old, &new), new.duration))
}

/// A delivery's picture and length, as far as places depend on them.
pub(super) struct Timeline {
    pub composition: Option<serde_json::Value>,
    pub duration: FrameCount,
}

fn changes(old: &Timeline, new: &Timeline) -> Option<PictureChanges> {
    let read = |timeline: &Timeline| Composition::read(timeline.composition.as_ref()?).ok();
    let (old, new) = (read(old)?, read(new)?);
    Some(PictureChanges::between(old.stretches(), new.stretches()))
}

/// Where a range stands on a timeline of this length; at its old place, as far as there is one, without a picture to compare.
pub(crate) fn place(
    range: FrameRange,
    picture: Option<&PictureChanges>,
    duration: FrameCount,
) -> (FrameRange, PlaceFate) {
    if let Some(found) = picture.and_then(|picture| picture.place(range, duration)) {
        return (found.range, fate(found.fate));
    }
    let end = duration.last_frame().unwrap_or(range.last());
    let within = FrameRange::new(range.first().min(end), range.last().min(end));
    (within.unwrap_or(range), PlaceFate::NotCompared)
}

fn fate(fate: Fate) -> PlaceFate {
    match fate {
        Fate::Unmoved => PlaceFate::Unmoved,
        Fate::Moved => PlaceFate::Moved,
        Fate::Split => PlaceFate::Split,
        Fate::PartlyReplaced => PlaceFate::PartlyReplaced,
        Fate::Replaced => PlaceFate::Replaced,
        Fate::Cut => PlaceFate::Cut,
    }
}
