//! Tables: one of our own with everything, the edit index of DaVinci Resolve, and one for mastering tools. They are read by
//! the names of their columns, so that any table with an In and a text will do.
//!
//! `Out` belongs to the range, `Record Out` does not: each as its tool means it.

use timecode::Frame;

use crate::cells::{self, cell};
use crate::error::{Fault, Place, ReadError, RowError};
use crate::head::{self, Said};
use crate::reader::{self, Row, Rows};
use crate::{Format, Marker, Timeline, colour};

const MARK: &str = "\u{feff}";
const FILES: &str = "; ";

pub(crate) fn write_all(timeline: &Timeline, markers: &[Marker]) -> String {
    let head = [
        "Issue",
        "Code",
        "Severity",
        "Tasks",
        "Files",
        "In",
        "Out",
        "In frame",
        "Out frame",
        "Description",
        "Rate",
    ];
    let rate = timeline.rate().to_string();
    table(',', &head, markers, |marker| {
        let [first, last] = ends(timeline, marker);
        vec![
            number(marker),
            marker.code.clone(),
            severity(marker),
            marker.tasks.join(" "),
            marker.files.join(FILES),
            first,
            last,
            marker.range.first().0.to_string(),
            marker.range.last().0.to_string(),
            marker.description.clone(),
            rate.clone(),
        ]
    })
}

pub(crate) fn write_edit_index(timeline: &Timeline, markers: &[Marker]) -> String {
    let head = [
        "#",
        "Reel",
        "V",
        "C",
        "Dur",
        "Record In",
        "Record Out",
        "Name",
        "Notes",
        "Color",
    ];
    let mut count = 0;
    table(',', &head, markers, |marker| {
        count += 1;
        let length = timeline.rate().label(Frame(marker.range.len().0));
        vec![
            count.to_string(),
            String::new(),
            "V1".to_owned(),
            "M".to_owned(),
            length.to_string(),
            ends(timeline, marker)[0].clone(),
            timeline.label_after(marker.range).to_string(),
            head::name(marker),
            marker.description.clone(),
            colour::colour(marker.severity).to_owned(),
        ]
    })
}

pub(crate) fn write_mastering(timeline: &Timeline, markers: &[Marker]) -> String {
    let head = ["In", "Out", "In frame", "Out frame", "Frames", "Name", "Comment"];
    table(';', &head, markers, |marker| {
        let [first, last] = ends(timeline, marker);
        vec![
            first,
            last,
            marker.range.first().0.to_string(),
            marker.range.last().0.to_string(),
            marker.range.len().0.to_string(),
            head::name(marker),
            head::one_line(&marker.description),
        ]
    })
}

fn table(
    separator: char,
    head: &[&str],
    markers: &[Marker],
    mut cells: impl FnMut(&Marker) -> Vec<String>,
) -> String {
    let mut text = MARK.to_owned();
    let mut push = |row: Vec<String>| {
        let row: Vec<String> = row.iter().map(|content| cell(content)).collect();
        text.push_str(&row.join(&separator.to_string()));
        text.push_str("\r\n");
    };
    push(head.iter().map(|name| (*name).to_owned()).collect());
    for marker in markers {
        push(cells(marker));
    }
    text
}

fn ends(timeline: &Timeline, marker: &Marker) -> [String; 2] {
    [marker.range.first(), marker.range.last()].map(|frame| timeline.label(frame).to_string())
}

fn severity(marker: &Marker) -> String {
    marker
        .severity
        .map(head::severity_name)
        .unwrap_or_default()
        .to_owned()
}

fn number(marker: &Marker) -> String {
    marker.issue.map(|number| number.to_string()).unwrap_or_default()
}

/// What a column holds, whatever it is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    In,
    Out,
    OutAfter,
    InFrame,
    OutFrame,
    Length,
    Code,
    Name,
    Severity,
    Description,
    Tasks,
    Files,
    Issue,
    Rate,
}

fn column(name: &str) -> Option<Column> {
    Some(match name.trim().to_lowercase().as_str() {
        "in" | "tc in" | "in tc" | "timecode in" | "in timecode" | "timecode" | "tc" | "start"
        | "record in" => Column::In,
        "out" | "tc out" | "out tc" | "timecode out" | "out timecode" => Column::Out,
        "record out" => Column::OutAfter,
        "in frame" => Column::InFrame,
        "out frame" => Column::OutFrame,
        "dur" | "duration" | "length" | "frames" => Column::Length,
        "code" | "error code" => Column::Code,
        "name" | "marker name" => Column::Name,
        "severity" => Column::Severity,
        "description" | "comment" | "comments" | "note" | "notes" => Column::Description,
        "tasks" => Column::Tasks,
        "files" => Column::Files,
        "issue" => Column::Issue,
        "rate" | "fps" | "frame rate" => Column::Rate,
        _ => return None,
    })
}

pub(crate) fn format_of(header: &[String]) -> Option<Format> {
    let columns: Vec<Column> = header.iter().filter_map(|name| column(name)).collect();
    let has = |wanted: Column| columns.contains(&wanted);
    if !(has(Column::In) || has(Column::InFrame)) || !(has(Column::Description) || has(Column::Name)) {
        return None;
    }
    Some(match () {
        () if has(Column::OutAfter) => Format::ResolveCsv,
        () if has(Column::InFrame) && has(Column::Name) => Format::MasteringCsv,
        () => Format::Csv,
    })
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let mut table = cells::Rows::of(text);
    let header = table
        .next()
        .transpose()?
        .map(|(_, header)| header)
        .unwrap_or_default();
    let columns: Vec<Option<Column>> = header.iter().map(|name| column(name)).collect();
    let mut rows = Rows::default();
    for row in table {
        let (place, cells) = row?;
        if cells.iter().all(|content| content.trim().is_empty()) {
            continue;
        }
        let line = Line {
            columns: &columns,
            cells: &cells,
            place,
        };
        if let Some(rate) = line.get(Column::Rate) {
            timeline.demand_rate_text(rate, place)?;
        }
        rows.push(place, line.marker(timeline))?;
    }
    Ok(rows.rows())
}

struct Line<'a> {
    columns: &'a [Option<Column>],
    cells: &'a [String],
    place: Place,
}

impl<'a> Line<'a> {
    /// The first filled cell of this kind.
    fn get(&self, wanted: Column) -> Option<&'a str> {
        let mut cells = self.columns.iter().zip(self.cells);
        cells.find_map(|(column, content)| {
            let content = content.trim();
            (*column == Some(wanted) && !content.is_empty()).then_some(content)
        })
    }

    fn marker(&self, timeline: &Timeline) -> Result<Marker, Fault> {
        let first = match self.get(Column::In) {
            Some(label) => timeline.frame(label, self.place)?,
            None => self
                .frames(Column::InFrame)?
                .map(Frame)
                .ok_or(RowError::Missing { expected: "an In" })?,
        };
        let mut marker = reader::marker(self.range(first, timeline)?, &self.said())?;
        let words = |column, separator| {
            let words = self.get(column).unwrap_or_default().split(separator);
            words
                .map(|word: &str| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        };
        marker.tasks = words(Column::Tasks, " ");
        marker.files = words(Column::Files, FILES.trim());
        Ok(marker)
    }

    fn range(&self, first: Frame, timeline: &Timeline) -> Result<timecode::FrameRange, Fault> {
        if let Some(out) = self.get(Column::Out) {
            return Ok(timeline.range(first, timeline.frame(out, self.place)?)?);
        }
        if let Some(after) = self.get(Column::OutAfter) {
            return Ok(timeline.range_until(first, timeline.frame(after, self.place)?)?);
        }
        if let Some(last) = self.frames(Column::OutFrame)? {
            return Ok(timeline.range(first, Frame(last))?);
        }
        let length = match self.get(Column::Length) {
            Some(text) if text.contains([':', ';']) => {
                let length = timeline.rate().parse(text).ok();
                let length = length.and_then(|label| timeline.rate().frame_of(label).ok());
                length
                    .ok_or_else(|| RowError::NotFrames {
                        text: text.to_owned(),
                    })?
                    .0
            }
            _ => self.frames(Column::Length)?.unwrap_or(1),
        };
        Ok(timeline.range_of_length(first, length)?)
    }

    fn frames(&self, column: Column) -> Result<Option<u64>, RowError> {
        let Some(text) = self.get(column) else {
            return Ok(None);
        };
        let frames = text.parse().map_err(|_| RowError::NotFrames {
            text: text.to_owned(),
        });
        frames.map(Some)
    }

    fn said(&self) -> Said<'a> {
        let described = self.get(Column::Description).unwrap_or_default();
        let mut said = match self.get(Column::Code) {
            Some(code) => Said {
                code,
                rest: described,
                ..Said::default()
            },
            None => head::read_both(self.get(Column::Name).unwrap_or_default(), described),
        };
        said.severity = self
            .get(Column::Severity)
            .and_then(head::severity_of)
            .or(said.severity);
        let issue = self
            .get(Column::Issue)
            .and_then(|number| number.trim_start_matches('#').parse().ok());
        said.issue = issue.or(said.issue);
        said
    }
}
