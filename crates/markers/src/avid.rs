//! The marker list of Media Composer: a line per marker with its user, timecode, track, colour, comment and, since markers
//! have one, its length in frames; tabs between them.

use std::fmt::Write as _;

use crate::error::{Fault, Place, ReadError, RowError};
use crate::head;
use crate::reader::{self, Row, Rows, line};
use crate::{Marker, Timeline, colour};

const USER: &str = "QC";

pub(crate) fn write(timeline: &Timeline, markers: &[Marker]) -> String {
    let mut list = String::new();
    for marker in markers {
        let (label, length) = (timeline.label(marker.range.first()), marker.range.len().0);
        let colour = colour::colour(marker.severity).to_lowercase();
        let text = head::line(marker, None);
        let _ = write!(list, "{USER}\t{label}\tV1\t{colour}\t{text}\t{length}\r\n");
    }
    list
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let mut rows = Rows::default();
    for (index, written) in text.lines().enumerate() {
        if written.trim().is_empty() {
            continue;
        }
        let place = Place::Line(line(index));
        rows.push(place, read_line(written, timeline, place))?;
    }
    Ok(rows.rows())
}

fn read_line(written: &str, timeline: &Timeline, place: Place) -> Result<Marker, Fault> {
    let mut fields = written.split('\t');
    let (_user, label) = (fields.next(), fields.next());
    let (_track, _colour, text) = (fields.next(), fields.next(), fields.next());
    let (Some(label), Some(text)) = (label, text) else {
        let expected = "user, timecode, track, colour and comment with tabs between them";
        return Err(RowError::Missing { expected }.into());
    };
    let first = timeline.frame(label, place)?;
    let length = match fields.next().map(str::trim).filter(|length| !length.is_empty()) {
        Some(text) => text.parse().map_err(|_| RowError::NotFrames {
            text: text.to_owned(),
        })?,
        None => 1,
    };
    let range = timeline.range_of_length(first, length)?;
    reader::marker(range, &head::read_both(text, ""))
}
