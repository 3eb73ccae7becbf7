//! The main header of a JPEG 2000 codestream (ISO/IEC 15444-1 annex A): SIZ, COD and QCD, as the descriptor of a
//! track file must repeat them. It decodes no picture.

use crate::partition::Fields;

const SOC: u16 = 0xff4f;
const SIZ: u16 = 0xff51;
const COD: u16 = 0xff52;
const QCD: u16 = 0xff5c;
const SOT: u16 = 0xff90;
const EOC: u16 = 0xffd9;
/// SOT with its segment, and SOD.
const SMALLEST_TILE_PART: u32 = 14;
/// 65,535 tiles, and no more parts of them than an honest encoder makes.
const TILE_PARTS_LIMIT: usize = 1 << 20;

/// A pixel layout has room for eight components.
const COMPONENTS_LIMIT: u16 = 8;
/// Marker segments before the first tile.
const SEGMENTS_LIMIT: usize = 4096;

/// Depth and sampling of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Depth less one; the highest bit says signed.
    pub ssiz: u8,
    pub xrsiz: u8,
    pub yrsiz: u8,
}

/// The main header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodestreamHeader {
    /// The profile.
    pub rsiz: u16,
    pub xsiz: u32,
    pub ysiz: u32,
    pub xosiz: u32,
    pub yosiz: u32,
    pub xtsiz: u32,
    pub ytsiz: u32,
    pub xtosiz: u32,
    pub ytosiz: u32,
    pub components: Vec<Component>,
    /// COD without marker and length.
    pub coding_style_default: Vec<u8>,
    /// QCD without marker and length.
    pub quantization_default: Vec<u8>,
}

/// Where the first tile part begins.
fn main_header_end(codestream: &[u8]) -> Option<usize> {
    let mut at = 2_usize;
    for _ in 0..SEGMENTS_LIMIT {
        let mut fields = Fields(codestream.get(at..)?);
        if fields.u16()? == SOT {
            return Some(at);
        }
        at = at.checked_add(2)?.checked_add(usize::from(fields.u16()?))?;
    }
    None
}

/// Bytes that are no codestream with a whole main header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no JPEG 2000 codestream: {what}")]
pub struct NotACodestream {
    pub what: &'static str,
}

const CUT: NotACodestream = NotACodestream {
    what: "it ends within the main header",
};

impl CodestreamHeader {
    /// # Errors
    /// [`NotACodestream`] when SOC, SIZ, COD or QCD are missing or do not fit.
    pub fn parse(codestream: &[u8]) -> Result<CodestreamHeader, NotACodestream> {
        let mut rest = Fields(codestream);
        if rest.u16() != Some(SOC) {
            let what = "it does not begin with SOC";
            return Err(NotACodestream { what });
        }
        let (mut siz, mut cod, mut qcd) = (None, None, None);
        for _ in 0..SEGMENTS_LIMIT {
            let marker = rest.u16().ok_or(CUT)?;
            if marker == SOT {
                break;
            }
            let length = usize::from(rest.u16().ok_or(CUT)?);
            let body = length.checked_sub(2).ok_or(CUT)?;
            let (segment, behind) = rest.0.split_at_checked(body).ok_or(CUT)?;
            rest = Fields(behind);
            match marker {
                SIZ => siz = Some(segment),
                COD => cod = Some(segment),
                QCD => qcd = Some(segment),
                _ => {}
            }
        }
        let missing = |what| NotACodestream { what };
        let siz = siz.ok_or(missing("it has no SIZ"))?;
        let mut header = CodestreamHeader::from_siz(siz).ok_or(missing("its SIZ does not fit"))?;
        header.coding_style_default = cod.ok_or(missing("it has no COD"))?.to_vec();
        header.quantization_default = qcd.ok_or(missing("it has no QCD"))?.to_vec();
        Ok(header)
    }

    fn from_siz(segment: &[u8]) -> Option<CodestreamHeader> {
        let mut fields = Fields(segment);
        let mut header = CodestreamHeader {
            rsiz: fields.u16()?,
            xsiz: fields.u32()?,
            ysiz: fields.u32()?,
            xosiz: fields.u32()?,
            yosiz: fields.u32()?,
            xtsiz: fields.u32()?,
            ytsiz: fields.u32()?,
            xtosiz: fields.u32()?,
            ytosiz: fields.u32()?,
            components: Vec::new(),
            coding_style_default: Vec::new(),
            quantization_default: Vec::new(),
        };
        let count = fields.u16()?;
        if count == 0 || count > COMPONENTS_LIMIT {
            return None;
        }
        for _ in 0..count {
            let [ssiz, xrsiz, yrsiz] = fields.chunk()?;
            header.components.push(Component { ssiz, xrsiz, yrsiz });
        }
        let is_sampled = header.components.iter().all(|component| component.xrsiz > 0);
        (is_sampled && header.xsiz > header.xosiz && header.ysiz > header.yosiz).then_some(header)
    }

    /// Follows the tile parts from the main header to the end of the codestream: a frame that was cut or written over
    /// is found without decoding it.
    ///
    /// # Errors
    /// [`NotACodestream`] where the tile parts lead to no end.
    pub fn check_whole(codestream: &[u8]) -> Result<(), NotACodestream> {
        let lost = |what| NotACodestream { what };
        let mut at = main_header_end(codestream).ok_or(CUT)?;
        for _ in 0..TILE_PARTS_LIMIT {
            let mut fields = Fields(codestream.get(at..).unwrap_or_default());
            match fields.u16() {
                Some(EOC) => return Ok(()),
                Some(SOT) => {}
                Some(_) => return Err(lost("a tile part is followed by neither a tile part nor the end")),
                None => return Err(lost("it ends before its last tile part")),
            }
            let (_, _, length) = (fields.u16(), fields.u16(), fields.u32());
            at = match length.ok_or(CUT)? {
                // The last tile part may leave its length out.
                0 => codestream.len().checked_sub(2).ok_or(CUT)?,
                length if length < SMALLEST_TILE_PART => {
                    return Err(lost("a tile part is shorter than its own header"));
                }
                length => at
                    .checked_add(usize::try_from(length).unwrap_or(usize::MAX))
                    .ok_or(CUT)?,
            };
        }
        Err(lost("it has too many tile parts"))
    }

    #[must_use]
    pub fn width(&self) -> u32 {
        self.xsiz.saturating_sub(self.xosiz)
    }

    #[must_use]
    pub fn height(&self) -> u32 {
        self.ysiz.saturating_sub(self.yosiz)
    }

    #[must_use]
    pub fn bit_depth(&self) -> u8 {
        self.components
            .first()
            .map_or(0, |component| (component.ssiz & 0x7f).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_codestream_is_refused() {
        let png = CodestreamHeader::parse(b"\x89PNG\r\n\x1a\n");
        assert_eq!(png.map_err(|error| error.what), Err("it does not begin with SOC"));
    }

    #[test]
    fn a_codestream_cut_in_its_header_is_refused() {
        let cut = CodestreamHeader::parse(&[0xff, 0x4f, 0xff, 0x51, 0, 47, 4, 0x13]);
        assert_eq!(cut, Err(CUT));
    }
}
