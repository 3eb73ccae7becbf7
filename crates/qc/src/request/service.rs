//! The three services of QC.

use crate::words::words;

words! {
    Service {
        Download = "download",
        Cast = "cast",
        Browser = "browser",
    }
}
