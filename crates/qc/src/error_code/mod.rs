//! The error codes: the closed list from which the type of every issue is chosen. Each has an id of our own that never
//! changes, the field's number where it is publicly known, older names by which people still look for it, and guidance on
//! which severity makes sense.

mod list;

pub use list::ERROR_CODES;

use crate::severity::Severity;
use crate::words::words;

words! { Category { Audio = "audio", Asset = "asset", Video = "video" } }

/// What is said of one severity of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guidance {
    Applies(&'static str),
    /// The code never has this severity.
    NotApplicable,
    /// Nothing is known: any may be chosen.
    NotStated,
}

#[derive(Clone, Copy, Debug)]
pub struct ErrorCode {
    /// Stable, ours: `audio-drop-out-mute`.
    pub id: &'static str,
    pub number: Option<u16>,
    pub category: Category,
    pub name: &'static str,
    /// Older names.
    pub aliases: &'static [&'static str],
    pub definition: &'static str,
    pub fyi: Guidance,
    pub issue: Guidance,
    pub blocker: Guidance,
}

/// A loudness flag states both measurements.
pub const LOUDNESS: &str = "loudness-lkfs-out-of-spec";
/// Names a file that is not there, so that no file of the delivery can be picked.
pub const MISSING_ASSET: &str = "missing-asset";
/// Sound and picture apart by a constant: its severity follows from the picture reference.
pub const SYNC_OFFSET: &str = "global-sync-offset-audio";

impl ErrorCode {
    pub fn find(id: &str) -> Option<&'static ErrorCode> {
        ERROR_CODES.iter().find(|code| code.id == id)
    }

    /// By id, by the field's number, by name or older name, or by a label, of which the number decides.
    pub fn look_up(text: &str) -> Option<&'static ErrorCode> {
        let number = text.strip_prefix('[').and_then(|text| text.split(']').next());
        let number = number.unwrap_or(text).parse::<u16>().ok();
        let is_named = |code: &&ErrorCode| {
            code.name.eq_ignore_ascii_case(text)
                || code.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
        };
        ErrorCode::find(text)
            .or_else(|| {
                ERROR_CODES
                    .iter()
                    .find(|code| number.is_some() && code.number == number)
            })
            .or_else(|| ERROR_CODES.iter().find(is_named))
    }

    /// `[016] Audio Drop Out/Mute`, or the name alone.
    pub fn label(&self) -> String {
        match self.number {
            Some(number) => format!("[{number:03}] {}", self.name),
            None => self.name.to_owned(),
        }
    }

    pub fn guidance(&self, severity: Severity) -> Guidance {
        match severity {
            Severity::Blocker => self.blocker,
            Severity::Issue => self.issue,
            Severity::Fyi => self.fyi,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_and_numbers_are_given_once() {
        let ids: BTreeSet<_> = ERROR_CODES.iter().map(|code| code.id).collect();
        assert_eq!(ids.len(), ERROR_CODES.len());
        let numbers: Vec<_> = ERROR_CODES.iter().filter_map(|code| code.number).collect();
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
    }

    #[test]
    fn codes_are_found_by_number_name_and_older_name() {
        assert_eq!(
            ErrorCode::look_up("[016]").map(|code| code.id),
            Some("audio-drop-out-mute")
        );
        assert_eq!(
            ErrorCode::look_up("16").map(ErrorCode::label),
            Some("[016] Audio Drop Out/Mute".into())
        );
        assert_eq!(
            ErrorCode::look_up("[016] Audio Drop Out/Mute").map(|code| code.id),
            Some("audio-drop-out-mute")
        );
        assert_eq!(
            ErrorCode::look_up("freeze frame").map(|code| code.number),
            Some(Some(55))
        );
        assert_eq!(
            ErrorCode::look_up("VFX Shot Number").map(|code| code.id),
            Some("placeholder-text")
        );
        assert!(ErrorCode::look_up("no such thing").is_none());
    }

    #[test]
    fn the_codes_that_rules_name_exist() {
        for id in [LOUDNESS, MISSING_ASSET, SYNC_OFFSET]
            .into_iter()
            .chain(crate::task::SPOT_MUSIC_AND_EFFECTS_CODES)
        {
            assert!(ErrorCode::find(id).is_some(), "{id}");
        }
    }
}
