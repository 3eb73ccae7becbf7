//! Kinds of essence, by the label of the essence container (ST 422, ST 382, ST 2067-201, ST 429-5), and the keys
//! of essence elements in the body (ST 379-2).

use crate::ul::Ul;

/// Labels of generic containers; bytes 13 to 15 say what is mapped, and how.
const GENERIC_CONTAINER: Ul = Ul::from_hex(0x060e2b34_04010101_0d010301_02000000);
/// Essence elements, also private ones: the last four bytes are the track number.
pub(crate) const ESSENCE_ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020000_00000000_00000000);

const JPEG2000: u8 = 0x0c;
const WAVE: u8 = 0x06;
const IAB: u8 = 0x1d;
const TIMED_TEXT: u8 = 0x13;

/// What a track file carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EssenceKind {
    Jpeg2000,
    Pcm,
    /// Immersive audio bitstream.
    Iab,
    TimedText,
    /// A container that this crate does not know.
    Other,
}

/// Whether each frame is a KLV, or all of them are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    Frame,
    Clip,
    Unknown,
}

impl EssenceKind {
    #[must_use]
    pub fn of(container: Ul) -> EssenceKind {
        if !container.begins_like(GENERIC_CONTAINER, 13) {
            return EssenceKind::Other;
        }
        match container.0[13] {
            JPEG2000 => EssenceKind::Jpeg2000,
            WAVE => EssenceKind::Pcm,
            IAB => EssenceKind::Iab,
            TIMED_TEXT => EssenceKind::TimedText,
            _ => EssenceKind::Other,
        }
    }
}

impl Wrapping {
    /// ST 422 table 1: 02 is a clip, all others wrap frames or fields. ST 382: 01 and 03 are frames, 02 and 04
    /// clips. IAB and timed text in IMF are clips.
    #[must_use]
    pub fn of(container: Ul) -> Wrapping {
        let how = container.0[14];
        match (EssenceKind::of(container), how) {
            (EssenceKind::Jpeg2000, 2) | (EssenceKind::Pcm, 2 | 4) => Wrapping::Clip,
            (EssenceKind::Jpeg2000, 1..=6) | (EssenceKind::Pcm, 1 | 3) => Wrapping::Frame,
            (EssenceKind::Iab | EssenceKind::TimedText, _) => Wrapping::Clip,
            _ => Wrapping::Unknown,
        }
    }
}

/// The track number of an essence element's key.
pub fn track_number(key: Ul) -> Option<u32> {
    let [.., a, b, c, d] = key.0;
    key.begins_like(ESSENCE_ELEMENT, 6)
        .then(|| u32::from_be_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_of_an_imf_package_are_known() {
        let picture = Ul::from_hex(0x060e2b34_0401010d_0d010301_020c0600);
        let sound = Ul::from_hex(0x060e2b34_04010101_0d010301_02060200);
        let multiple = Ul::from_hex(0x060e2b34_04010103_0d010301_027f0100);
        assert_eq!(
            (EssenceKind::of(picture), Wrapping::of(picture)),
            (EssenceKind::Jpeg2000, Wrapping::Frame)
        );
        assert_eq!(
            (EssenceKind::of(sound), Wrapping::of(sound)),
            (EssenceKind::Pcm, Wrapping::Clip)
        );
        assert_eq!(EssenceKind::of(multiple), EssenceKind::Other);
    }
}
