//! OpenTimelineIO: JSON objects that say their schema. Markers of the timeline stand on its stack, in the stack's time, which
//! begins with zero; what a marker has no field for stands in its metadata, under a name of ours.

use serde_json::{Map, Value, json};
use timecode::Frame;

use crate::error::{Fault, Place, ReadError, RowError};
use crate::reader::{self, Row, Rows};
use crate::{Marker, Programme, colour, head};

const METADATA: &str = "assetqc";

pub(crate) fn write(title: &str, programme: &Programme, markers: &[Marker]) -> String {
    let rate = f64::from(programme.edit_rate().num()) / f64::from(programme.edit_rate().den());
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
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1", "name": title, "global_start_time": time(programme.first().0),
        "metadata": { METADATA: { "drop_frame": programme.rate().drop_frame() } }, "tracks": stack,
    });
    format!("{timeline:#}\n")
}

pub(crate) fn read(text: &str, programme: &Programme) -> Result<Vec<Row>, ReadError> {
    let timeline: Value = serde_json::from_str(text).map_err(|error| ReadError::Malformed {
        place: Place::Line(u32::try_from(error.line()).unwrap_or(u32::MAX)),
        expected: format!("JSON ({error})"),
    })?;
    if let Some(start) = timeline.get("global_start_time").filter(|start| !start.is_null()) {
        demand_rate(start, programme, Place::Line(1))?;
    }
    if let Some(is_drop_frame) = timeline["metadata"][METADATA]["drop_frame"].as_bool() {
        programme.demand_counting(is_drop_frame, Place::Line(1))?;
    }
    let mut rows = Rows::default();
    let stack = timeline.get("tracks").unwrap_or(&timeline);
    read_markers(stack, programme, true, &mut rows)?;
    for track in children(stack) {
        // A track begins where its stack does.
        read_markers(track, programme, true, &mut rows)?;
        for clip in children(track) {
            read_markers(clip, programme, false, &mut rows)?;
        }
    }
    Ok(rows.rows())
}

fn children(parent: &Value) -> impl Iterator<Item = &Value> {
    parent["children"].as_array().into_iter().flatten()
}

fn read_markers(
    holder: &Value,
    programme: &Programme,
    is_timeline: bool,
    rows: &mut Rows,
) -> Result<(), ReadError> {
    for marker in holder["markers"].as_array().into_iter().flatten() {
        let place = rows.next_place();
        let marker = match is_timeline {
            true => read_marker(marker, programme, place),
            false => Err(RowError::OnClip.into()),
        };
        rows.push(place, marker)?;
    }
    Ok(())
}

fn read_marker(marker: &Value, programme: &Programme, place: Place) -> Result<Marker, Fault> {
    let marked = &marker["marked_range"];
    let first = frames(&marked["start_time"], programme, place)?;
    let length = match &marked["duration"] {
        Value::Null => 1,
        duration => frames(duration, programme, place)?,
    };
    let range = programme.range_of_length(Frame(first), length)?;
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

/// A `RationalTime` at the programme's rate, on a whole frame.
fn frames(time: &Value, programme: &Programme, place: Place) -> Result<u64, Fault> {
    demand_rate(time, programme, place)?;
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

fn demand_rate(time: &Value, programme: &Programme, place: Place) -> Result<(), ReadError> {
    let rate = time["rate"].as_f64().ok_or_else(|| ReadError::Malformed {
        place,
        expected: "a RationalTime with rate and value".to_owned(),
    })?;
    programme.demand_decimal(rate, place)
}
