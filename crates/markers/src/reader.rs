//! What a file was found to hold, the collecting of its rows, and which format it has.

use timecode::FrameRange;

use crate::error::{Fault, Place, ReadError, RowError};
use crate::head::Said;
use crate::{Encoding, Format, LIMIT_MARKERS, Marker, cells, table};

#[derive(Clone, Debug, PartialEq)]
pub struct MarkerFile {
    pub format: Format,
    pub encoding: Encoding,
    /// In the order of the file.
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub place: Place,
    pub marker: Result<Marker, RowError>,
}

#[derive(Default)]
pub(crate) struct Rows(Vec<Row>);

impl Rows {
    /// Keeps a marker, or why it is none; what tells on the whole file ends the reading.
    pub(crate) fn push(&mut self, place: Place, marker: Result<Marker, Fault>) -> Result<(), ReadError> {
        if self.0.len() >= LIMIT_MARKERS {
            return Err(ReadError::TooMany);
        }
        let marker = match marker {
            Ok(marker) => Ok(marker),
            Err(Fault::Row(error)) => Err(error),
            Err(Fault::File(error)) => return Err(error),
        };
        self.0.push(Row { place, marker });
        Ok(())
    }

    /// The place of the next marker in files whose lines mean nothing.
    pub(crate) fn next_place(&self) -> Place {
        Place::Marker(line(self.0.len()))
    }

    pub(crate) fn rows(self) -> Vec<Row> {
        self.0
    }
}

/// From zero on; files are limited far below.
pub(crate) fn line(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

pub(crate) fn marker(range: FrameRange, said: &Said<'_>) -> Result<Marker, Fault> {
    let description = said.rest.replace("\r\n", "\n").trim().to_owned();
    if description.is_empty() {
        let expected = "a text that describes the marker";
        return Err(RowError::Missing { expected }.into());
    }
    Ok(Marker {
        range,
        code: said.code.to_owned(),
        severity: said.severity,
        description,
        issue: said.issue,
        tasks: Vec::new(),
        files: Vec::new(),
    })
}

/// By what stands at its beginning, whatever it is called.
pub(crate) fn format_of(text: &str) -> Option<Format> {
    let text = text.trim_start();
    let near: String = text.chars().take(4_000).collect();
    if text.starts_with('{') {
        return near.contains("OTIO_SCHEMA").then_some(Format::Otio);
    }
    if text.starts_with('<') {
        let holds = |name: &str| near.contains(name);
        return match () {
            () if holds("<fcpxml") => Some(Format::Fcpxml),
            () if holds("<xmeml") => Some(Format::PremiereXml),
            () => None,
        };
    }
    let upper = near.to_ascii_uppercase();
    if upper.starts_with("TITLE:") || upper.starts_with("FCM:") || upper.contains("\n* LOC:") {
        let is_resolve = text.contains("|C:") && text.contains("|M:");
        return Some(if is_resolve {
            Format::ResolveEdl
        } else {
            Format::Edl
        });
    }
    let first = text.lines().next().unwrap_or_default();
    let second = first.split('\t').nth(1).unwrap_or_default();
    if second.split([':', ';']).count() == 4 && second.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Format::Avid);
    }
    let header = cells::Rows::of(first).next()?.ok()?.1;
    table::format_of(&header)
}
