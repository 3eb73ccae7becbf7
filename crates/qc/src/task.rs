//! Tasks of a request: what to review and how deeply.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::words;

words! {
    TaskKind {
        Hdr = "hdr",
        Sdr = "sdr",
        FiveOne = "5.1",
        Stereo = "2.0",
        Atmos = "atmos",
        Printmaster = "pm",
        MusicAndEffects = "me",
    }
}
words! { TaskDepth { Full = "full", Spot = "spot", FixCheck = "fix_check" } }
words! { TaskState { NotStarted = "not_started", InProgress = "in_progress", Done = "done" } }

/// One task as a policy plans it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskPlan {
    pub kind: TaskKind,
    pub depth: TaskDepth,
}
