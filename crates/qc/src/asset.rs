//! The kinds of asset that a title has. An asset is a lineage: deliveries are its versions, issues live on through them.

use crate::words::words;

words! {
    /// What is delivered and checked.
    AssetKind {
        PrimaryAv = "primary_av",
        Printmaster = "printmaster",
        MusicAndEffects = "music_and_effects",
        Atmos = "atmos",
        Iab = "iab",
    }
}
