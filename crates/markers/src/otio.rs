//! OpenTimelineIO: JSON objects that say their schema. Markers of the timeline stand on its stack, in the stack's time, which
//! begins with zero; what a marker has no field for stands in its metadata, under a name of ours.

use serde_json::{Map, Value, json};
use timecode::Frame;

use crate::error::{Fault, Place, ReadError, RowError};
use crate::reader::{self, Row, Rows};
use crate::{Marker, Timeline, colour, head};

const METADATA: &str = "assetqc";

pub(crate) fn write(title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    let rate = f64::from(timeline.edit_rate().num()) / f64::from(timeline.edit_rate().den());
    let time = |frames: u64| json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": frames });
    let range = |start: u64, length: u64| json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(length) });
    let marker = |marker: &Marker| {
        json!({
            "OTIO_SCHEMA": "Marker.2",
            "name": head::name(marker),
            "comment": marker.description,
            "color": colour::colour(marker.severity).to_uppercase(),
            "marked_range": range(marker.range.first().0, marker.range.len().0),
            "metadata": { METADATA: { "tasks": marker.tasks, "files": marker.files } },
        })
    };
    let end = markers
        .iter()
        .map(|marker| marker.range.last().0 + 1)
        .max()
        .unwrap_or(1);
    let gap = json!({ "OTIO_SCHEMA": "Gap.1", "name": "", "source_range": range(0, end), "effects": [], "markers": [], "metadata": {} });
    let track = json!({ "OTIO_SCHEMA": "Track.1", "name": "V1", "kind": "Video", "children": [gap], "source_range": null, "effects": [], "markers": [], "metadata": {} });
    let stack = json!({
        "OTIO_SCHEMA": "Stack.1", "name": "tracks", "children": [track], "source_range": null, "effects": [],
        "markers": markers.iter().map(marker).collect::<Vec<_>>(), "metadata": {},
    });
    let document = json!({
        "OTIO_SCHEMA": "Timeline.1", "name": title, "global_start_time": time(timeline.first().0),
        "metadata": { METADATA: { "drop_frame": timeline.rate().drop_frame() } }, "tracks": stack,
    });
    format!("{document:#}\n")
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let document: Value = serde_json::from_str(text).map_err(|error| ReadError::Malformed {
        place: Place::Line(u32::try_from(error.line()).unwrap_or(u32::MAX)),
        expected: format!("JSON ({error})"),
    })?;
    if let Some(start) = document.get("global_start_time").filter(|start| !start.is_null()) {
        demand_rate(start, timeline, Place::Line(1))?;
    }
    if let Some(is_drop_frame) = document["metadata"][METADATA]["drop_frame"].as_bool() {
        timeline.demand_counting(is_drop_frame, Place::Line(1))?;
    }
    let mut rows = Rows::default();
    let stack = document.get("tracks").unwrap_or(&document);
    read_markers(stack, timeline, true, &mut rows)?;
    for track in children(stack) {
        // A track begins where its stack does.
        read_markers(track, timeline, true, &mut rows)?;
        for clip in children(track) {
            read_markers(clip, timeline, false, &mut rows)?;
        }
    }
    Ok(rows.rows())
}

fn children(parent: &Value) -> impl Iterator<Item = &Value> {
    parent["children"].as_array().into_iter().flatten()
}

fn read_markers(
    holder: &Value,
    timeline: &Timeline,
    is_timeline: bool,
    rows: &mut Rows,
) -> Result<(), ReadError> {
    for marker in holder["markers"].as_array().into_iter().flatten() {
        let place = rows.next_place();
        let marker = match is_timeline {
            true => read_marker(marker, timeline, place),
            false => Err(RowError::OnClip.into()),
        };
        rows.push(place, marker)?;
    }
    Ok(())
}

fn read_marker(marker: &Value, timeline: &Timeline, place: Place) -> Result<Marker, Fault> {
    let marked = &marker["marked_range"];
    let first = frames(&marked["start_time"], timeline, place)?;
    let length = match &marked["duration"] {
        Value::Null => 1,
        duration => frames(duration, timeline, place)?,
    };
    let range = timeline.range_of_length(Frame(first), length)?;
    let text = |name: &str| marker[name].as_str().unwrap_or_default();
    let mut read = reader::marker(range, &head::read_both(text("name"), text("comment")))?;
    if let Some(ours) = marker["metadata"][METADATA].as_object() {
        (read.tasks, read.files) = (words(ours, "tasks"), words(ours, "files"));
    }
    Ok(read)
}

fn words(ours: &Map<String, Value>, name: &str) -> Vec<String> {
    let words = ours.get(name).and_then(Value::as_array).into_iter().flatten();
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

/// A `RationalTime` at the timeline's rate, on a whole frame.
fn frames(time: &Value, timeline: &Timeline, place: Place) -> Result<u64, Fault> {
    demand_rate(time, timeline, place)?;
    let expected = "a RationalTime with rate and value";
    let value = time["value"].as_f64().ok_or(RowError::Missing { expected })?;
    if value.fract() != 0.0 {
        return Err(RowError::BetweenFrames.into());
    }
    // Exact as far as whole numbers are in a double.
    if (0.0..=9e15).contains(&value) {
        Ok(value as u64)
    } else {
        Err(RowError::TooFar.into())
    }
}

fn demand_rate(time: &Value, timeline: &Timeline, place: Place) -> Result<(), ReadError> {
    let rate = time["rate"].as_f64().ok_or_else(|| ReadError::Malformed {
        place,
        expected: "a RationalTime with rate and value".to_owned(),
    })?;
    timeline.demand_decimal(rate, place)
}
