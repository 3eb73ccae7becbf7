//! How far an inspection is. Bytes, because files differ in size a thousandfold.

use serde::{Deserialize, Serialize};

/// Sent now and then; the last one has the stage `Done`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    pub done_bytes: u64,
    pub total_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Documents,
    Hashing,
    Essence,
    Done,
}

impl Progress {
    pub(crate) fn at(stage: Stage) -> Progress {
        Progress {
            stage,
            done_bytes: 0,
            total_bytes: 0,
        }
    }
}
