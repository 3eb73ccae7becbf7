//! Figures as they are stored: JSON, packed. A feature film has some 170,000 frames of them, so they are read only when
//! something is judged; what pages show is stored beside them.

use std::io::{Read, Write};

use anyhow::Context;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use measure::{Measurements, StatedMetadata, Thresholds, judge};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Far beyond the figures of any programme; guards against a packed blob that unpacks without end.
const LIMIT_BYTES: u64 = 4 << 30;

/// Everything from which a delivery can be judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub measurements: Measurements,
    /// What the master's metadata state of its picture.
    pub stated: StatedMetadata,
}

impl Figures {
    /// The same figures, judged by these thresholds.
    pub fn judged(self, thresholds: &Thresholds) -> Figures {
        let Measurements {
            edit_rate,
            picture,
            sound,
            ..
        } = self.measurements;
        Figures {
            measurements: judge(edit_rate, picture, sound, &self.stated, thresholds),
            stated: self.stated,
        }
    }
}

pub(super) fn pack(figures: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packer, figures).context("cannot write figures")?;
    packer.flush()?;
    Ok(packer.finish()?)
}

pub(super) fn unpack<T: DeserializeOwned>(packed: &[u8]) -> anyhow::Result<T> {
    let unpacker = std::io::BufReader::new(GzDecoder::new(packed).take(LIMIT_BYTES));
    serde_json::from_reader(unpacker).context("the stored figures cannot be read: measure the delivery again")
}
