//! Why a file cannot be read at all ([`ReadError`]), and what is wrong with one that can ([`Fault`]).
//! Every one of them carries the byte offset.

use std::io;

/// The file is not an MXF file that this crate can read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("byte {offset}: {what}")]
    Malformed { offset: u64, what: &'static str },
    #[error("byte {offset}: {what} is not supported")]
    Unsupported { offset: u64, what: &'static str },
    #[error("byte {offset}: more than {limit} {what}")]
    Limit {
        offset: u64,
        what: &'static str,
        limit: u64,
    },
    #[error("byte {offset} could not be read")]
    Io { offset: u64, source: io::Error },
}

impl ReadError {
    /// Where in the file.
    #[must_use]
    pub fn offset(&self) -> u64 {
        match self {
            ReadError::Malformed { offset, .. }
            | ReadError::Unsupported { offset, .. }
            | ReadError::Limit { offset, .. }
            | ReadError::Io { offset, .. } => *offset,
        }
    }
}

/// Something wrong with a file that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub offset: u64,
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// A KLV says that it is longer than the file: the file was cut.
    #[error("a KLV of {length_bytes} bytes has only {present_bytes} bytes left in the file")]
    Truncated { length_bytes: u64, present_bytes: u64 },
    /// Bytes between KLVs that are no key. What follows was not read.
    #[error("there is no KLV here")]
    NotAKlv,
    #[error("there is no footer partition")]
    FooterMissing,
    #[error("there is no random index pack at the end")]
    RandomIndexPackMissing,
    /// The header says where the footer is, and it is not there.
    #[error("the header places the footer partition at byte {declared}")]
    FooterElsewhere { declared: u64 },
    #[error("the header partition is open or incomplete")]
    HeaderOpen,
    #[error("a partition pack says that it lies at byte {declared}")]
    PartitionElsewhere { declared: u64 },
    /// A KLV with a known key whose content is no such structure.
    #[error("{what}")]
    Malformed { what: &'static str },
    /// A property whose length does not fit its type. It was read as absent.
    #[error("the property with local tag {tag:#06x} has a wrong length or form")]
    MalformedProperty { tag: u16 },
    #[error("two metadata sets have the same instance id")]
    SameInstance,
    #[error("there is no index table")]
    IndexMissing,
    /// The index table points past the essence that is there.
    #[error("the index table reaches {indexed_bytes} bytes of essence, the body holds {present_bytes}")]
    IndexBeyondBody { indexed_bytes: u64, present_bytes: u64 },
    /// The descriptor counts more edit units than the body holds.
    #[error("{declared} edit units are declared, {present} are there")]
    DurationBeyondBody { declared: u64, present: u64 },
    /// The index table counts other than the descriptor.
    #[error("the index table counts {indexed} edit units, the descriptor {declared}")]
    IndexDurationDiffers { indexed: u64, declared: u64 },
}

impl FaultKind {
    /// Whether the file is shorter than it was meant to be.
    #[must_use]
    pub fn means_truncated(&self) -> bool {
        matches!(
            self,
            FaultKind::Truncated { .. }
                | FaultKind::FooterMissing
                | FaultKind::IndexBeyondBody { .. }
                | FaultKind::DurationBeyondBody { .. }
        )
    }
}
