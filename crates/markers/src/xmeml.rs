//! XML of Final Cut Pro 7 (xmeml), which Premiere reads and writes. Positions are frames of the sequence; `out` is the frame
//! after the last, or -1 for a marker without a length.

use std::fmt::Write as _;

use roxmltree::Node;
use timecode::{EditRate, Frame};

use crate::error::{Fault, Place, ReadError, RowError};
use crate::reader::{self, Row, Rows};
use crate::xml::{self, Places, child, child_text, escape};
use crate::{Marker, Timeline, head};

pub(crate) fn write(title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    let rate = timeline.rate();
    let ntsc = if rate.edit_rate().den() == 1001 {
        "TRUE"
    } else {
        "FALSE"
    };
    let rate_element = format!(
        "<rate><timebase>{}</timebase><ntsc>{ntsc}</ntsc></rate>",
        rate.nominal()
    );
    let counting = if rate.drop_frame() { "DF" } else { "NDF" };
    let end = markers
        .iter()
        .map(|marker| marker.range.last().0 + 1)
        .max()
        .unwrap_or(1);
    let (start, first) = (timeline.start(), timeline.first().0);
    let mut sequence = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"4\">\n <sequence>\n  <name>{}</name>\n  \
         <duration>{end}</duration>\n  {rate_element}\n  <timecode>{rate_element}<string>{start}</string><frame>{first}</frame>\
         <displayformat>{counting}</displayformat></timecode>\n  <media><video><track/></video></media>\n",
        escape(title)
    );
    for marker in markers {
        let (first, after) = (marker.range.first().0, marker.range.last().0 + 1);
        let _ = writeln!(
            sequence,
            "  <marker><name>{}</name><comment>{}</comment><in>{first}</in><out>{after}</out></marker>",
            escape(&head::name(marker)),
            escape(&marker.description)
        );
    }
    sequence.push_str(" </sequence>\n</xmeml>\n");
    sequence
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let document = xml::parse(text)?;
    let places = Places::of(text);
    let mut rows = Rows::default();
    for sequence in document
        .descendants()
        .filter(|node| node.has_tag_name("sequence"))
    {
        if let Some(rate) = child(&sequence, "rate") {
            demand_rate(&rate, timeline, places.place(&rate))?;
        }
        if let Some(counting) =
            child(&sequence, "timecode").and_then(|timecode| child(&timecode, "displayformat"))
        {
            timeline.demand_counting(counting.text() == Some("DF"), places.place(&counting))?;
        }
    }
    for marker in document.descendants().filter(|node| node.has_tag_name("marker")) {
        rows.push(places.place(&marker), read_marker(&marker, timeline))?;
    }
    Ok(rows.rows())
}

fn demand_rate(rate: &Node<'_, '_>, timeline: &Timeline, place: Place) -> Result<(), ReadError> {
    let timebase = child_text(rate, "timebase").and_then(|text| text.trim().parse::<u32>().ok());
    let is_ntsc = child_text(rate, "ntsc").is_some_and(|text| text.trim().eq_ignore_ascii_case("true"));
    let said = timebase
        .filter(|timebase| (1..=1_000).contains(timebase))
        .and_then(|timebase| {
            let (num, den) = if is_ntsc {
                (timebase * 1000, 1001)
            } else {
                (timebase, 1)
            };
            EditRate::new(num, den).ok()
        });
    let said = said.ok_or_else(|| ReadError::Malformed {
        place,
        expected: "a timebase in frames per second".to_owned(),
    })?;
    timeline.demand_rate(said, place)
}

fn read_marker(marker: &Node<'_, '_>, timeline: &Timeline) -> Result<Marker, Fault> {
    if !marker
        .parent()
        .is_some_and(|parent| parent.has_tag_name("sequence"))
    {
        return Err(RowError::OnClip.into());
    }
    let first = frames(marker, "in")?.ok_or(RowError::Missing {
        expected: "an in with a number of frames",
    })?;
    let after = frames(marker, "out")?.unwrap_or(first);
    let range = timeline.range_until(Frame(first), Frame(after))?;
    let (name, comment) = (child_text(marker, "name"), child_text(marker, "comment"));
    reader::marker(
        range,
        &head::read_both(name.unwrap_or_default(), comment.unwrap_or_default()),
    )
}

/// None for -1, which says that there is none.
fn frames(marker: &Node<'_, '_>, name: &str) -> Result<Option<u64>, RowError> {
    match child_text(marker, name).map(str::trim) {
        None | Some("-1") => Ok(None),
        // Kept within what can be counted on from.
        Some(text) => match text.parse::<u32>() {
            Ok(frames) => Ok(Some(u64::from(frames))),
            Err(_) => Err(RowError::NotFrames {
                text: text.to_owned(),
            }),
        },
    }
}
