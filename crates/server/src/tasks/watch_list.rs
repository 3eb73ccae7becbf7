//! Builds the watch list of a new request. A fix check watches every clip that the redelivery changed, with handles, the
//! issues that were to be fixed, the waived ones, and five points of the rest; a spot check its five points. What changed is
//! found by comparing compositions; which issues belong here is decided in `qc::fix_check`.

use imf::changes::{PictureChanges, watch_list};
use qc::asset::AssetKind;
use qc::fix_check::WatchKind;
use qc::id::{IssueId, RequestId, TitleId};
use qc::request::retiering::clip_s;
use qc::task::{merged, spot_points};
use timecode::{Frame, FrameCount, FrameRange};

use super::sql::{self, Facts};
use crate::db::Tx;
use crate::error::ApiResult;
use crate::issues;
use crate::requests::{Composition, rate_of};

pub(super) struct NewItem {
    pub kind: WatchKind,
    pub range: FrameRange,
    pub issue_id: Option<IssueId>,
}

/// Writes the watch list. `is_fix_check` tells a redelivery from a spot check.
pub(crate) async fn plan_watch_list(tx: &mut Tx, request: RequestId, is_fix_check: bool) -> ApiResult<()> {
    let facts = sql::list_facts(tx, request).await?;
    let Some(first) = facts.first() else { return Ok(()) };
    let of_range = |kind| {
        move |range| NewItem {
            kind,
            range,
            issue_id: None,
        }
    };
    let mut items = Vec::new();
    if is_fix_check {
        let changed = merged(facts.iter().flat_map(changed_ranges).collect());
        items.extend(changed.into_iter().map(of_range(WatchKind::ChangedRange)));
        let picture = picture_changes(first);
        note_longest_new_clip(tx, request, first, picture.as_ref()).await?;
        items.extend(carried(tx, &facts).await?);
    }
    let rate = rate_of(first.edit_rate_num, first.edit_rate_den);
    items.extend(
        spot_points(duration_of(first), rate)
            .into_iter()
            .map(of_range(WatchKind::SpotPoint)),
    );
    for (ordinal, item) in (0..).zip(&items) {
        sql::insert_item(tx, request, ordinal, item).await?;
    }
    Ok(())
}

/// The issues of earlier rounds that belong here, where they stand on the new timeline.
async fn carried(tx: &mut Tx, facts: &[Facts]) -> ApiResult<Vec<NewItem>> {
    let mut items = Vec::new();
    for delivery in facts.iter().map(|facts| facts.delivery_id) {
        let placed = issues::place_on(tx, delivery).await?;
        items.extend(placed.into_iter().filter_map(|placed| {
            Some(NewItem {
                kind: WatchKind::of_issue(placed.issue.state)?,
                range: placed.range,
                issue_id: Some(placed.issue.id),
            })
        }));
    }
    Ok(items)
}

/// So that a redelivery with much that is new may be made a Full QC.
async fn note_longest_new_clip(
    tx: &mut Tx,
    request: RequestId,
    facts: &Facts,
    changes: Option<&PictureChanges>,
) -> ApiResult<()> {
    let clips = changes.into_iter().flat_map(|changes| &changes.changed);
    let Some(longest) = clips.map(|clip| clip.len()).max() else {
        return Ok(());
    };
    let rate = rate_of(facts.edit_rate_num, facts.edit_rate_den);
    Ok(sql::set_longest_new_clip(tx, request, clip_s(longest, rate)).await?)
}

/// The issues of the original beside a version in another language, after everything else and at the places where their
/// content is in the version.
pub(crate) async fn add_original_issues(
    tx: &mut Tx,
    request: RequestId,
    title: TitleId,
    kind: AssetKind,
) -> ApiResult<()> {
    let facts = sql::list_facts(tx, request).await?;
    let Some(version) = facts.first() else {
        return Ok(());
    };
    let original = sql::find_original_composition(tx, title, kind).await?;
    let changes = read(&original)
        .zip(read(&version.composition))
        .map(|(old, new)| PictureChanges::between(old.stretches(), new.stretches()));
    let mut ordinal = sql::next_ordinal(tx, request).await?;
    for issue in sql::list_of_original(tx, title, kind).await? {
        let Some(kind) = WatchKind::of_original(issue.state) else {
            continue;
        };
        let item = NewItem {
            kind,
            range: issues::place(issue.range, changes.as_ref(), duration_of(version)).0,
            issue_id: Some(issue.id),
        };
        sql::insert_item(tx, request, ordinal, &item).await?;
        ordinal += 1;
    }
    Ok(())
}

fn duration_of(facts: &Facts) -> FrameCount {
    FrameCount(u64::try_from(facts.duration_frames).unwrap_or(0))
}

fn read(composition: &Option<serde_json::Value>) -> Option<Composition> {
    Composition::read(composition.as_ref()?).ok()
}

/// What became of the picture's frames. None where there is nothing to compare (WAV sets).
fn picture_changes(facts: &Facts) -> Option<PictureChanges> {
    let (earlier, new) = (read(&facts.earlier)?, read(&facts.composition)?);
    Some(PictureChanges::between(earlier.stretches(), new.stretches()))
}

/// Picture and sound that changed, and the cuts that nobody has seen, with handles. Where nothing can be compared,
/// everything may have changed.
fn changed_ranges(facts: &Facts) -> Vec<FrameRange> {
    let (Some(earlier), Some(new)) = (read(&facts.earlier), read(&facts.composition)) else {
        let last = duration_of(facts).last_frame();
        return last
            .and_then(|last| FrameRange::new(Frame(0), last).ok())
            .into_iter()
            .collect();
    };
    let mut changes = picture_changes(facts).unwrap_or_default();
    for track in &new.sound {
        let id = track.track.virtual_track_id;
        let old = earlier.sound.iter().find(|old| old.track.virtual_track_id == id);
        let old_stretches = old.map(|old| old.track.stretches.as_slice()).unwrap_or_default();
        let sound = PictureChanges::between(old_stretches, &track.track.stretches);
        let in_frames = |range: &FrameRange| {
            let scale = |at: Frame| {
                track
                    .track
                    .edit_rate
                    .scale_floor(at.0, new.edit_rate)
                    .ok()
                    .map(Frame)
            };
            FrameRange::new(scale(range.first())?, scale(range.last())?).ok()
        };
        changes.changed.extend(sound.changed.iter().filter_map(in_frames));
    }
    watch_list(&changes, new.duration_frames, new.edit_rate)
}
