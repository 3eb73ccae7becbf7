//! One marker: a range with what is said of it.

use data_encoding::HEXLOWER;
use qc::severity::Severity;
use sha2::{Digest, Sha256};
use timecode::FrameRange;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// From the timeline's first frame on.
    pub range: FrameRange,
    /// An error code by label, name, number or id, or how the tool calls its marker; empty where it says nothing.
    pub code: String,
    /// None where the file does not say.
    pub severity: Option<Severity>,
    pub description: String,
    /// The number of the issue that it was written from.
    pub issue: Option<u32>,
    /// Words of tasks and paths of files, in the formats that carry them.
    pub tasks: Vec<String>,
    pub files: Vec<String>,
}

impl Marker {
    /// The same for the same marker, from whichever file: what keeps an import from adding it twice.
    pub fn key(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{}-{}", self.range.first().0, self.range.last().0));
        let severity = self.severity.map_or("", Severity::as_str);
        for part in [&self.code, severity, &self.description] {
            hash.update([0]);
            hash.update(part);
        }
        HEXLOWER.encode(&hash.finalize())
    }
}
