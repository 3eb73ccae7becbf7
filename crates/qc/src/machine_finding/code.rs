//! The error code that each kind of finding becomes when a person accepts it. How something is found is the business of the
//! crate `measure`; whether it is a fault is the person's.

use measure::FindingKind;

use crate::error_code::{ErrorCode, LOUDNESS, SYNC_OFFSET};

/// The id of the code that an issue made of such a finding has. A person may choose another.
#[must_use]
pub fn error_code_id(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Black => "black-frame",
        FindingKind::CommercialBlack => "commercial-blacks",
        FindingKind::HeadBlackMissing | FindingKind::TailBlackMissing => "no-black-at-head-or-tail",
        FindingKind::Freeze | FindingKind::DuplicateFrames => "freeze-frame",
        FindingKind::FlashFrame | FindingKind::OddFrame => "extraneous-flash-frame",
        // There is no code for photosensitivity; flicker is what it is.
        FindingKind::PhotosensitiveFlashing | FindingKind::PhotosensitiveRed => "luminance-shift-flicker",
        FindingKind::LetterboxChange => "frame-error",
        // There is no code for levels either: the catch-all.
        FindingKind::LevelsOutOfRange | FindingKind::OutOfGamut => "video-artifact",
        FindingKind::MaxCllExceeded | FindingKind::MaxFallExceeded => "hdr-issue",
        FindingKind::DolbyVisionL1Missing
        | FindingKind::DolbyVisionL1Constant
        | FindingKind::DolbyVisionL1Zero
        | FindingKind::DolbyVisionL1Changes
        | FindingKind::DolbyVisionShotBound
        | FindingKind::DolbyVisionCutInShot => "dolby-vision-metadata-error",
        FindingKind::Silence | FindingKind::DropOut => "audio-drop-out-mute",
        FindingKind::MosChannel => "mos-audio",
        FindingKind::IdenticalChannels => "mono-audio",
        FindingKind::PhaseInverted => "audio-phase-error",
        FindingKind::Clipping => "audio-clipping-distortion",
        FindingKind::Click => "audio-tick",
        FindingKind::Hum => "audio-hum-buzz",
        FindingKind::ChannelOrder => "audio-channel-mismap",
        FindingKind::AvOffset => SYNC_OFFSET,
        FindingKind::LoudnessOutOfSpec => LOUDNESS,
        FindingKind::TruePeakOutOfSpec => "true-peak-out-of-spec",
    }
}

/// The code itself.
#[must_use]
pub fn error_code(kind: FindingKind) -> Option<&'static ErrorCode> {
    ErrorCode::find(error_code_id(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::Category;

    #[test]
    fn every_kind_becomes_a_code_of_the_list() {
        for kind in FindingKind::ALL {
            assert!(error_code(kind).is_some(), "{}", kind.name());
        }
    }

    #[test]
    fn sound_becomes_codes_of_sound_and_picture_others() {
        let category = |kind| error_code(kind).map(|code| code.category);
        assert_eq!(category(FindingKind::Hum), Some(Category::Audio));
        assert_eq!(category(FindingKind::Freeze), Some(Category::Video));
        assert_eq!(category(FindingKind::CommercialBlack), Some(Category::Asset));
    }
}
