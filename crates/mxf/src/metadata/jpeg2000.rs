//! JPEG2000SubDescriptor (ST 422): the codestream's SIZ, COD and QCD as the descriptor repeats them.

use uuid::Uuid;

use super::descriptor::instance_id;
use crate::local_set::{Property, SetView};

const fn property(number: u128) -> Property {
    Property::ByLabel(0x060e2b34_0101010a_04010603_00000000 | number << 24)
}

pub(crate) const RSIZ: Property = property(0x01);
pub(crate) const XSIZ: Property = property(0x02);
pub(crate) const YSIZ: Property = property(0x03);
pub(crate) const XOSIZ: Property = property(0x04);
pub(crate) const YOSIZ: Property = property(0x05);
pub(crate) const XTSIZ: Property = property(0x06);
pub(crate) const YTSIZ: Property = property(0x07);
pub(crate) const XTOSIZ: Property = property(0x08);
pub(crate) const YTOSIZ: Property = property(0x09);
pub(crate) const CSIZ: Property = property(0x0a);
pub(crate) const COMPONENT_SIZING: Property = property(0x0b);
pub(crate) const CODING_STYLE_DEFAULT: Property = property(0x0c);
pub(crate) const QUANTIZATION_DEFAULT: Property = property(0x0d);
pub(crate) const J2C_LAYOUT: Property = property(0x0e);

/// What the file says about its codestreams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg2000SubDescriptor {
    pub instance_id: Option<Uuid>,
    /// The profile: 0x0400 and up IMF 2K, 0x0500 IMF 4K, levels in the low byte.
    pub rsiz: Option<u16>,
    pub xsiz: Option<u32>,
    pub ysiz: Option<u32>,
    pub xosiz: Option<u32>,
    pub yosiz: Option<u32>,
    pub xtsiz: Option<u32>,
    pub ytsiz: Option<u32>,
    pub xtosiz: Option<u32>,
    pub ytosiz: Option<u32>,
    pub csiz: Option<u16>,
    /// Ssiz, XRsiz, YRsiz of each component.
    pub component_sizing: Vec<[u8; 3]>,
    pub coding_style_default: Option<Vec<u8>>,
    pub quantization_default: Option<Vec<u8>>,
    /// Component code (an ASCII letter) and bits.
    pub j2c_layout: Vec<(u8, u8)>,
}

impl Jpeg2000SubDescriptor {
    pub(super) fn read(view: SetView<'_>) -> Jpeg2000SubDescriptor {
        Jpeg2000SubDescriptor {
            instance_id: instance_id(view),
            rsiz: view.u16(RSIZ),
            xsiz: view.u32(XSIZ),
            ysiz: view.u32(YSIZ),
            xosiz: view.u32(XOSIZ),
            yosiz: view.u32(YOSIZ),
            xtsiz: view.u32(XTSIZ),
            ytsiz: view.u32(YTSIZ),
            xtosiz: view.u32(XTOSIZ),
            ytosiz: view.u32(YTOSIZ),
            csiz: view.u16(CSIZ),
            component_sizing: view.triples(COMPONENT_SIZING).unwrap_or_default(),
            coding_style_default: view.bytes(CODING_STYLE_DEFAULT),
            quantization_default: view.bytes(QUANTIZATION_DEFAULT),
            j2c_layout: view.layout(J2C_LAYOUT).unwrap_or_default(),
        }
    }

    /// Ssiz is the depth less one, its highest bit the sign.
    #[must_use]
    pub fn bit_depth(&self) -> Option<u32> {
        let [ssiz, _, _] = self.component_sizing.first()?;
        Some(u32::from(ssiz & 0x7f) + 1)
    }
}
