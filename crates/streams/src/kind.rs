//! The kinds of renditions: a closed list, because each stands for a screen that somebody reviews on and for a recipe that
//! was proven there. Which of them a composition can get is told by [`crate::plan::possible_kinds`].

use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RenditionKind {
    /// H.264 in standard dynamic range, at most 1080 lines, FLAC: plays in every Chrome.
    #[default]
    Browser,
    /// AV1 in ten bits and PQ, at most 2160 lines, FLAC: for Chrome on a display with high dynamic range.
    BrowserHdr,
    /// HEVC Main 10 as HDR10, at most 2160 lines, E-AC-3 and AAC: for televisions.
    CastHdr,
    /// Standard dynamic range for televisions: H.264 up to 1080 lines, HEVC above, E-AC-3 and AAC.
    CastSdr,
    /// FLAC alone, of a composition without a picture.
    Audio,
}

impl RenditionKind {
    pub const ALL: [RenditionKind; 5] = [
        RenditionKind::Browser,
        RenditionKind::BrowserHdr,
        RenditionKind::CastHdr,
        RenditionKind::CastSdr,
        RenditionKind::Audio,
    ];

    /// Stable: stored in rows, and part of the names of files.
    pub fn as_str(self) -> &'static str {
        match self {
            RenditionKind::Browser => "browser",
            RenditionKind::BrowserHdr => "browser_hdr",
            RenditionKind::CastHdr => "cast_hdr",
            RenditionKind::CastSdr => "cast_sdr",
            RenditionKind::Audio => "audio",
        }
    }

    /// The stream keeps the master's high dynamic range.
    pub fn is_hdr(self) -> bool {
        matches!(self, RenditionKind::BrowserHdr | RenditionKind::CastHdr)
    }

    pub fn has_picture(self) -> bool {
        self != RenditionKind::Audio
    }

    /// Reviewed in a browser: bit-exact sound, and one MP4 for stills, wipe and scopes.
    pub fn is_for_browser(self) -> bool {
        matches!(
            self,
            RenditionKind::Browser | RenditionKind::BrowserHdr | RenditionKind::Audio
        )
    }
}

impl std::fmt::Display for RenditionKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no kind of rendition: browser, browser_hdr, cast_hdr, cast_sdr or audio")]
pub struct UnknownKind(pub String);

impl FromStr for RenditionKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<RenditionKind, UnknownKind> {
        let found = RenditionKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_as_it_is_written_in_rows_and_in_documents() {
        for kind in RenditionKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            let json = serde_json::to_string(&kind).expect("JSON");
            assert_eq!(json, format!("\"{kind}\""));
        }
        assert!("sdr".parse::<RenditionKind>().is_err());
    }
}
