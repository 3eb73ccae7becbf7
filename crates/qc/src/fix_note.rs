//! Fix notes: production's answers.

use crate::words::words;

words! {
    Answer {
        ProductionWillFix = "production_will_fix",
        CreativeIntent = "creative_intent",
        BestPossible = "best_possible",
    }
}
words! { FixNoteState { Draft = "draft", Submitted = "submitted" } }
words! { Waiver { None = "none", Proposed = "proposed", Agreed = "agreed", Refused = "refused" } }
