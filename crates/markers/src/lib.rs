//! Markers of review tools: the issues of a report written so that editing, grading and mastering tools show them on their
//! timelines, and their marker files read again. A file per format; `docs/domain/markers.md` says what each can carry.
//!
//! Frames count from the first frame of the timeline; the label of that frame is the caller's ([`Timeline`]). Codes are
//! text here: which of ours they mean is decided by whoever imports.

mod avid;
mod cells;
mod colour;
mod edl;
mod error;
mod fcpxml;
mod head;
mod marker;
mod otio;
mod reader;
mod table;
mod text;
mod timeline;
mod xmeml;
mod xml;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use cells::{Rows as CellRows, cell};
pub use error::{Place, ReadError, RowError, SaidRate};
pub use marker::Marker;
pub use reader::{MarkerFile, Row};
pub use text::Encoding;
pub use timeline::Timeline;

/// No report comes near; a larger file is something else.
pub const LIMIT_BYTES: usize = 8 << 20;
pub const LIMIT_MARKERS: usize = 2_000;

/// A format that markers are written in. Reading finds out by itself which one a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MarkerFormat)]
pub enum Format {
    /// A table with everything.
    Csv,
    /// CMX 3600 with `LOC` comments.
    Edl,
    /// The marker list of Media Composer.
    Avid,
    /// The marker EDL of DaVinci Resolve.
    ResolveEdl,
    /// The edit index of DaVinci Resolve.
    ResolveCsv,
    /// XML of Final Cut Pro 7, which Premiere reads.
    PremiereXml,
    /// XML of Final Cut Pro.
    Fcpxml,
    Otio,
    /// Timecode and frame numbers side by side, parted by semicolons: for Transkoder, Clipster and other mastering tools.
    MasteringCsv,
}

impl Format {
    pub const ALL: [Format; 9] = [
        Format::Csv,
        Format::Edl,
        Format::Avid,
        Format::ResolveEdl,
        Format::ResolveCsv,
        Format::PremiereXml,
        Format::Fcpxml,
        Format::Otio,
        Format::MasteringCsv,
    ];

    /// What a file of this format is called after its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv | Format::ResolveCsv | Format::MasteringCsv => "csv",
            Format::Edl | Format::ResolveEdl => "edl",
            Format::Avid => "txt",
            Format::PremiereXml => "xml",
            Format::Fcpxml => "fcpxml",
            Format::Otio => "otio",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv | Format::ResolveCsv | Format::MasteringCsv => "text/csv; charset=utf-8",
            Format::Edl | Format::Avid | Format::ResolveEdl => "text/plain; charset=utf-8",
            Format::PremiereXml | Format::Fcpxml => "application/xml",
            Format::Otio => "application/json",
        }
    }
}

/// The markers as a file of this format. `title` is what the tool shows as the name of the list.
pub fn write(format: Format, title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    match format {
        Format::Csv => table::write_all(timeline, markers),
        Format::ResolveCsv => table::write_edit_index(timeline, markers),
        Format::MasteringCsv => table::write_mastering(timeline, markers),
        Format::Edl => edl::write_loc(title, timeline, markers),
        Format::ResolveEdl => edl::write_resolve(title, timeline, markers),
        Format::Avid => avid::write(timeline, markers),
        Format::PremiereXml => xmeml::write(title, timeline, markers),
        Format::Fcpxml => fcpxml::write(title, timeline, markers),
        Format::Otio => otio::write(title, timeline, markers),
    }
}

/// The markers of a file, whatever its format and encoding, on the timeline of this timeline.
///
/// A marker that cannot be placed is a row with its reason. A file whose rate is not the timeline's is refused whole: its
/// labels name other frames.
pub fn read(bytes: &[u8], timeline: &Timeline) -> Result<MarkerFile, ReadError> {
    if bytes.len() > LIMIT_BYTES {
        return Err(ReadError::TooLarge);
    }
    let (text, encoding) = text::decode(bytes)?;
    let format = reader::format_of(&text).ok_or(ReadError::UnknownFormat)?;
    let rows = match format {
        Format::Csv | Format::ResolveCsv | Format::MasteringCsv => table::read(&text, timeline),
        Format::Edl | Format::ResolveEdl => edl::read(&text, timeline),
        Format::Avid => avid::read(&text, timeline),
        Format::PremiereXml => xmeml::read(&text, timeline),
        Format::Fcpxml => fcpxml::read(&text, timeline),
        Format::Otio => otio::read(&text, timeline),
    }?;
    Ok(MarkerFile {
        format,
        encoding,
        rows,
    })
}
