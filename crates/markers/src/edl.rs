//! CMX 3600. Two habits of carrying markers in it: `* LOC:` comments of Avid, and the lines of DaVinci Resolve,
//! `note |C:ResolveColorRed |M:name |D:12` under an event of one frame.
//!
//! An EDL names no rate, only the counting (`FCM`). Ours says its rate in a comment before the first event, and a file
//! whose labels have more frames than the master's second has is refused.

use std::fmt::Write as _;

use timecode::Frame;

use crate::error::{Fault, Place, ReadError, RowError};
use crate::head;
use crate::reader::{self, Row, Rows, line};
use crate::{Marker, Timeline, colour};

const RATE: &str = "* RATE:";

pub(crate) fn write_loc(title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    let mut list = opening(title, timeline);
    for (index, marker) in markers.iter().enumerate() {
        let (first, after) = (
            timeline.label(marker.range.first()),
            timeline.label_after(marker.range),
        );
        event(&mut list, index, "AX", [&first, &after]);
        let colour = colour::colour(marker.severity).to_uppercase();
        let text = head::line(marker, Some(timeline.label(marker.range.last())));
        let _ = writeln!(list, "* LOC: {first} {colour:<7} {text}");
    }
    list
}

pub(crate) fn write_resolve(title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    let mut list = opening(title, timeline);
    for (index, marker) in markers.iter().enumerate() {
        let first = marker.range.first();
        let after = timeline.label(Frame(first.0.saturating_add(1)));
        event(&mut list, index, "001", [&timeline.label(first), &after]);
        // The bar parts the fields.
        let plain = |text: &str| head::one_line(text).replace('|', "/");
        let (note, name) = (plain(&marker.description), plain(&head::name(marker)));
        let (colour, length) = (colour::colour(marker.severity), marker.range.len().0);
        let _ = writeln!(list, "{note} |C:ResolveColor{colour} |M:{name} |D:{length}\n");
    }
    list
}

fn opening(title: &str, timeline: &Timeline) -> String {
    let counting = if timeline.rate().drop_frame() {
        "DROP FRAME"
    } else {
        "NON-DROP FRAME"
    };
    let title = head::one_line(title);
    format!(
        "TITLE: {title}\nFCM: {counting}\n{RATE} {}\n\n",
        timeline.edit_rate()
    )
}

fn event(list: &mut String, index: usize, reel: &str, [first, after]: [&timecode::Timecode; 2]) {
    let number = index + 1;
    let _ = writeln!(
        list,
        "{number:03}  {reel:<8} V     C        {first} {after} {first} {after}"
    );
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let mut rows = Rows::default();
    // Where the event above begins on the timeline.
    let mut event = None;
    for (index, written) in text.lines().enumerate() {
        let (place, written) = (Place::Line(line(index)), written.trim());
        if let Some(counting) = written.strip_prefix("FCM:") {
            demand_counting(counting.trim(), timeline, place)?;
        } else if let Some(rate) = written.strip_prefix(RATE) {
            timeline.demand_rate_text(rate, place)?;
        } else if let Some(located) = located(written) {
            rows.push(place, read_loc(located, timeline, place))?;
        } else if let Some((note, fields)) = written.split_once("|C:") {
            let begins = event.ok_or(RowError::Missing {
                expected: "an event with four timecodes on the line before",
            });
            let marker = begins
                .map_err(Fault::Row)
                .and_then(|label| read_resolve(note, fields, label, timeline, place));
            rows.push(place, marker)?;
        } else if let Some(record_in) = record_in(written) {
            event = Some(record_in);
        }
    }
    Ok(rows.rows())
}

fn demand_counting(said: &str, timeline: &Timeline, place: Place) -> Result<(), ReadError> {
    match said.to_ascii_uppercase().as_str() {
        "DROP FRAME" => timeline.demand_counting(true, place),
        // 25 fps and film have no drop frame: other words than these two say nothing.
        "NON-DROP FRAME" | "NON DROP FRAME" => timeline.demand_counting(false, place),
        _ => Ok(()),
    }
}

/// What stands after `* LOC:`, with or without the space.
fn located(written: &str) -> Option<&str> {
    let comment = written.strip_prefix('*')?.trim_start();
    comment.strip_prefix("LOC:").map(str::trim)
}

/// `01:00:10:00 RED     text`
fn read_loc(located: &str, timeline: &Timeline, place: Place) -> Result<Marker, Fault> {
    let (label, rest) = located.split_once(char::is_whitespace).unwrap_or((located, ""));
    let first = timeline.frame(label, place)?;
    let (_colour, text) = rest
        .trim_start()
        .split_once(char::is_whitespace)
        .unwrap_or_default();
    let said = head::read_both(text, "");
    let last = match said.out {
        Some(out) => timeline.frame(out, place)?,
        None => first,
    };
    reader::marker(timeline.range(first, last)?, &said)
}

/// `ResolveColorRed |M:name |D:12`
fn read_resolve(
    note: &str,
    fields: &str,
    label: &str,
    timeline: &Timeline,
    place: Place,
) -> Result<Marker, Fault> {
    let first = timeline.frame(label, place)?;
    let (mut name, mut length) = ("", 1);
    for field in fields.split('|') {
        if let Some(text) = field.strip_prefix("M:") {
            name = text;
        } else if let Some(text) = field.strip_prefix("D:") {
            let text = text.trim();
            length = text.parse().map_err(|_| RowError::NotFrames {
                text: text.to_owned(),
            })?;
        }
    }
    let range = timeline.range_of_length(first, length)?;
    reader::marker(range, &head::read_both(name, note))
}

/// An event's line has a number and ends with four labels; the third is where it begins.
fn record_in(written: &str) -> Option<&str> {
    let mut words = written.split_whitespace();
    words.next()?.parse::<u32>().ok()?;
    let mut from_right = words.rev();
    let is_label = |word: &&str| word.split([':', ';', '.']).count() == 4;
    let _out = from_right.next().filter(is_label)?;
    from_right.next().filter(is_label)
}
