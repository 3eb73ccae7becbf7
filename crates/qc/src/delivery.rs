//! A delivery: one version of an asset, from upload to acceptance.

use crate::words::words;

words! {
    PackageKind {
        Original = "original",
        Supplemental = "supplemental",
        WavSet = "wav_set",
    }
}

words! {
    DeliveryState {
        Uploading = "uploading",
        Inspecting = "inspecting",
        Rejected = "rejected",
        Accepted = "accepted",
        Canceled = "canceled",
    }
}
