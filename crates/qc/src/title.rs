//! Titles: a feature, or an episode of a show.

use crate::words::words;

words! {
    TitleKind {
        Feature = "feature",
        Episode = "episode",
    }
}
