//! Issues: what is wrong, where, how bad.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::words;

words! {
    IssueState {
        Open = "open",
        WillFix = "will_fix",
        CreativeIntent = "creative_intent",
        BestPossible = "best_possible",
        Resolved = "resolved",
        Replaced = "replaced",
        Deleted = "deleted",
    }
}
words! { IssueOrigin { Operator = "operator", Verifier = "verifier" } }

/// Both measurements of a loudness flag, in LKFS.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Loudness {
    pub dialogue_lkfs: f64,
    pub programme_lkfs: f64,
}
