//! Why metadata cannot be used: what, where, and what was expected instead.

/// `place` is a line of the document, or the frame whose document it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    #[error("it is no well-formed XML: {why}")]
    NotXml { why: String },
    #[error("it is longer than {limit_bytes} bytes")]
    TooLong { limit_bytes: usize },
    #[error("its root element is {found}, not {expected}")]
    Root { found: String, expected: &'static str },
    #[error("its version is {found}; 2.0.5 (CM v2.9), 4.0.2 and 5.x can be read")]
    Version { found: String },
    #[error("line {line}: {element} has no {missing}")]
    Missing {
        line: u32,
        element: String,
        missing: &'static str,
    },
    #[error("line {line}: {element} is {found:?}, not {expected}")]
    Value {
        line: u32,
        element: String,
        found: String,
        expected: &'static str,
    },
    #[error("line {line}: the trim of level {level} is for target display {target}, which is not described")]
    Target { line: u32, level: u8, target: u8 },
    #[error("line {line}: the shot begins at frame {found}; the one before ended at {expected}")]
    NotContiguous { line: u32, expected: u64, found: u64 },
    #[error("line {line}: an edit stands at frame {offset} of a shot of {duration}")]
    EditOutside { line: u32, offset: u64, duration: u64 },
    #[error("there are no shots")]
    Empty,
    #[error("there are more than {limit} shots and edits of single frames")]
    TooMany { limit: usize },
    #[error("the document of frame {frame}: {source}")]
    Frame { frame: u64, source: Box<MetadataError> },
    #[error("there is no document of the whole programme beside those of the frames")]
    GlobalMissing,
    #[error("the document of the whole programme: {source}")]
    Global { source: Box<MetadataError> },
    #[error("the composition plays frame {frame} of a track file with metadata for {frames}")]
    FrameMissing { frame: u64, frames: u64 },
    #[error("the track files of the composition have metadata of different versions or displays")]
    Mixed,
    #[error("the stored form is broken: {why}")]
    Packed { why: String },
}
