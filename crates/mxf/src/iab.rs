//! The head of a frame of an immersive audio bitstream (ST 2098-2): version, sample rate, bit depth and frame rate, as the
//! descriptor of a track file must repeat them. It renders no sound.

use timecode::EditRate;

const PREAMBLE: u8 = 0x01;
const FRAME: u8 = 0x02;
/// ElementID of an IAFrame.
const IA_FRAME: u32 = 0x08;
/// By FrameRate code; the codes behind are reserved.
const FRAME_RATES: [(u32, u32); 10] = [
    (24, 1),
    (25, 1),
    (30, 1),
    (48, 1),
    (50, 1),
    (60, 1),
    (96, 1),
    (100, 1),
    (120, 1),
    (24_000, 1001),
];

/// The beginning of an IAFrame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IabFrameHeader {
    pub version: u8,
    /// None for a reserved code.
    pub sample_rate_hz: Option<u32>,
    pub bit_depth: Option<u32>,
    pub frame_rate: Option<EditRate>,
}

/// Bytes that do not begin with a frame of the bitstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no frame of an immersive audio bitstream: {what}")]
pub struct NotAnIabFrame {
    pub what: &'static str,
}

impl IabFrameHeader {
    /// # Errors
    /// [`NotAnIabFrame`] unless a preamble and an IAFrame follow each other and fit into the bytes.
    pub fn parse(bytes: &[u8]) -> Result<IabFrameHeader, NotAnIabFrame> {
        let refused = |what| NotAnIabFrame { what };
        let (tag, rest) = bytes.split_first().ok_or(refused("it is empty"))?;
        if *tag != PREAMBLE {
            return Err(refused("it does not begin with a preamble"));
        }
        let (_, rest) = sized(rest).ok_or(refused("its preamble is cut"))?;
        let (tag, rest) = rest.split_first().ok_or(refused("it has no frame"))?;
        if *tag != FRAME {
            return Err(refused("no frame follows its preamble"));
        }
        let (frame, _) = sized(rest).ok_or(refused("its frame is cut"))?;
        let (id, rest) = plex8(frame).ok_or(refused("its frame is empty"))?;
        if id != IA_FRAME {
            return Err(refused("its outermost element is no IAFrame"));
        }
        let (_, rest) = plex8(rest).ok_or(refused("its IAFrame has no size"))?;
        let [version, codes, ..] = rest else {
            return Err(refused("its IAFrame is cut"));
        };
        let rate = FRAME_RATES.get(usize::from(codes & 0x0f));
        Ok(IabFrameHeader {
            version: *version,
            sample_rate_hz: match codes >> 6 {
                0 => Some(48_000),
                1 => Some(96_000),
                _ => None,
            },
            bit_depth: match codes >> 4 & 0x03 {
                0 => Some(16),
                1 => Some(24),
                _ => None,
            },
            frame_rate: rate.and_then(|(num, den)| EditRate::new(*num, *den).ok()),
        })
    }
}

/// What a 32-bit length before it says, and what is behind it.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// A number of 8 bits; all ones say that 16 follow, and all ones of these that 32 follow.
fn plex8(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != u8::MAX {
        return Some((u32::from(*first), rest));
    }
    let (second, rest) = rest.split_first_chunk::<2>()?;
    if *second != [u8::MAX; 2] {
        return Some((u32::from(u16::from_be_bytes(*second)), rest));
    }
    let (third, rest) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*third), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_its_rates() {
        let frame = [1, 0, 0, 0, 0, 2, 0, 0, 0, 4, 0x08, 2, 1, 0x19];
        let header = IabFrameHeader::parse(&frame).unwrap();
        assert_eq!(
            (header.version, header.sample_rate_hz, header.bit_depth),
            (1, Some(48_000), Some(24))
        );
        assert_eq!(header.frame_rate, EditRate::new(24_000, 1001).ok());
    }

    #[test]
    fn what_is_cut_or_something_else_is_refused() {
        let frame = [1, 0, 0, 0, 0, 2, 0, 0, 0, 4, 0x08, 2, 1, 0x19];
        for length in 0..frame.len() {
            assert!(IabFrameHeader::parse(&frame[..length]).is_err(), "{length}");
        }
        assert!(IabFrameHeader::parse(&[1, 0xff, 0xff, 0xff, 0xff, 2]).is_err());
    }

    #[test]
    fn long_numbers_are_read() {
        assert_eq!(plex8(&[0xff, 1, 0]), Some((256, &[][..])));
        assert_eq!(plex8(&[0xff, 0xff, 0xff, 0, 1, 0, 0]), Some((65_536, &[][..])));
    }
}
