//! CDCI and RGBA picture essence descriptors (ST 377-1 annex F), with mastering display metadata (ST 2067-21).

use uuid::Uuid;

use super::descriptor::{instance_id, sub_descriptors};
use super::{Jpeg2000SubDescriptor, SetKind, Sets};
use crate::local_set::{Property, SetView};
use crate::partition::Fields;
use crate::ul::Ul;

pub(crate) const FRAME_LAYOUT: Property = Property::Fixed(0x320c);
pub(crate) const STORED_WIDTH: Property = Property::Fixed(0x3203);
pub(crate) const STORED_HEIGHT: Property = Property::Fixed(0x3202);
pub(crate) const DISPLAY_WIDTH: Property = Property::Fixed(0x3209);
pub(crate) const DISPLAY_HEIGHT: Property = Property::Fixed(0x3208);
pub(crate) const ASPECT_RATIO: Property = Property::Fixed(0x320e);
pub(crate) const PICTURE_CODING: Property = Property::Fixed(0x3201);
pub(crate) const TRANSFER_CHARACTERISTIC: Property = Property::Fixed(0x3210);
pub(crate) const CODING_EQUATIONS: Property = Property::Fixed(0x321a);
pub(crate) const COLOR_PRIMARIES: Property = Property::Fixed(0x3219);
pub(crate) const VIDEO_LINE_MAP: Property = Property::Fixed(0x320d);
pub(crate) const FIELD_DOMINANCE: Property = Property::Fixed(0x3212);
pub(crate) const COMPONENT_DEPTH: Property = Property::Fixed(0x3301);
pub(crate) const HORIZONTAL_SUBSAMPLING: Property = Property::Fixed(0x3302);
pub(crate) const VERTICAL_SUBSAMPLING: Property = Property::Fixed(0x3308);
pub(crate) const COLOR_SITING: Property = Property::Fixed(0x3303);
pub(crate) const BLACK_REF_LEVEL: Property = Property::Fixed(0x3304);
pub(crate) const WHITE_REF_LEVEL: Property = Property::Fixed(0x3305);
pub(crate) const COLOR_RANGE: Property = Property::Fixed(0x3306);
pub(crate) const COMPONENT_MAX_REF: Property = Property::Fixed(0x3406);
pub(crate) const COMPONENT_MIN_REF: Property = Property::Fixed(0x3407);
pub(crate) const PIXEL_LAYOUT: Property = Property::Fixed(0x3401);
pub(crate) const MASTERING_PRIMARIES: Property = Property::ByLabel(0x060e2b34_0101010e_04200401_01010000);
pub(crate) const MASTERING_WHITE_POINT: Property = Property::ByLabel(0x060e2b34_0101010e_04200401_01020000);
pub(crate) const MASTERING_MAXIMUM: Property = Property::ByLabel(0x060e2b34_0101010e_04200401_01030000);
pub(crate) const MASTERING_MINIMUM: Property = Property::ByLabel(0x060e2b34_0101010e_04200401_01040000);

/// A picture descriptor. What the file does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureDescriptor {
    pub instance_id: Option<Uuid>,
    /// 0 full frame (progressive), 1 separate fields, 3 mixed fields…
    pub frame_layout: Option<u8>,
    pub stored_width: Option<u32>,
    pub stored_height: Option<u32>,
    pub display_width: Option<u32>,
    pub display_height: Option<u32>,
    /// Width to height.
    pub aspect_ratio: Option<(u32, u32)>,
    pub picture_coding: Option<Ul>,
    pub transfer_characteristic: Option<Ul>,
    pub coding_equations: Option<Ul>,
    pub color_primaries: Option<Ul>,
    pub video_line_map: Option<Vec<i32>>,
    pub field_dominance: Option<u8>,
    pub colour: PictureColour,
    pub mastering_display: Option<MasteringDisplay>,
    pub jpeg2000: Option<Jpeg2000SubDescriptor>,
}

/// Colour difference or red, green, blue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureColour {
    Cdci(Cdci),
    Rgba(Rgba),
}

/// What only a CDCI descriptor has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cdci {
    pub component_depth: Option<u32>,
    pub horizontal_subsampling: Option<u32>,
    pub vertical_subsampling: Option<u32>,
    /// 0 is co-sited, which is all that App 2E allows.
    pub color_siting: Option<u8>,
    pub black_ref_level: Option<u32>,
    pub white_ref_level: Option<u32>,
    pub color_range: Option<u32>,
}

/// What only an RGBA descriptor has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rgba {
    pub component_max_ref: Option<u32>,
    pub component_min_ref: Option<u32>,
    /// Component code (an ASCII letter) and bits.
    pub pixel_layout: Vec<(u8, u8)>,
}

/// ST 2067-21 mastering display metadata: chromaticities in 0.00002, luminances in 0.0001 cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasteringDisplay {
    pub primaries: [(u16, u16); 3],
    pub white_point: (u16, u16),
    pub maximum_luminance: u32,
    pub minimum_luminance: u32,
}

impl PictureDescriptor {
    pub(super) fn read(kind: SetKind, view: SetView<'_>, sets: &Sets) -> PictureDescriptor {
        let jpeg2000 =
            sub_descriptors(view, sets).find(|(kind, _)| *kind == SetKind::JPEG2000_SUB_DESCRIPTOR);
        PictureDescriptor {
            instance_id: instance_id(view),
            frame_layout: view.u8(FRAME_LAYOUT),
            stored_width: view.u32(STORED_WIDTH),
            stored_height: view.u32(STORED_HEIGHT),
            display_width: view.u32(DISPLAY_WIDTH),
            display_height: view.u32(DISPLAY_HEIGHT),
            aspect_ratio: view.pair(ASPECT_RATIO),
            picture_coding: view.ul(PICTURE_CODING),
            transfer_characteristic: view.ul(TRANSFER_CHARACTERISTIC),
            coding_equations: view.ul(CODING_EQUATIONS),
            color_primaries: view.ul(COLOR_PRIMARIES),
            video_line_map: view.numbers(VIDEO_LINE_MAP),
            field_dominance: view.u8(FIELD_DOMINANCE),
            colour: match kind {
                SetKind::RGBA_DESCRIPTOR => PictureColour::Rgba(Rgba::read(view)),
                _ => PictureColour::Cdci(Cdci::read(view)),
            },
            mastering_display: MasteringDisplay::read(view),
            jpeg2000: jpeg2000.map(|(_, view)| Jpeg2000SubDescriptor::read(view)),
        }
    }

    /// Bits of a component, from whichever place says so. `None` for floating point (sizes 251 and up).
    #[must_use]
    pub fn bit_depth(&self) -> Option<u32> {
        let stated = match &self.colour {
            PictureColour::Cdci(cdci) => cdci.component_depth,
            PictureColour::Rgba(rgba) => rgba.pixel_layout.first().map(|(_, bits)| u32::from(*bits)),
        };
        let stated = stated.or_else(|| self.jpeg2000.as_ref()?.bit_depth());
        stated.filter(|bits| *bits <= 38)
    }

    #[must_use]
    pub fn is_progressive(&self) -> bool {
        self.frame_layout == Some(0)
    }
}

impl Cdci {
    fn read(view: SetView<'_>) -> Cdci {
        Cdci {
            component_depth: view.u32(COMPONENT_DEPTH),
            horizontal_subsampling: view.u32(HORIZONTAL_SUBSAMPLING),
            vertical_subsampling: view.u32(VERTICAL_SUBSAMPLING),
            color_siting: view.u8(COLOR_SITING),
            black_ref_level: view.u32(BLACK_REF_LEVEL),
            white_ref_level: view.u32(WHITE_REF_LEVEL),
            color_range: view.u32(COLOR_RANGE),
        }
    }
}

impl Rgba {
    fn read(view: SetView<'_>) -> Rgba {
        Rgba {
            component_max_ref: view.u32(COMPONENT_MAX_REF),
            component_min_ref: view.u32(COMPONENT_MIN_REF),
            pixel_layout: view.layout(PIXEL_LAYOUT).unwrap_or_default(),
        }
    }
}

impl MasteringDisplay {
    /// Only whole: four properties that mean nothing alone.
    fn read(view: SetView<'_>) -> Option<MasteringDisplay> {
        let primaries = view.bytes(MASTERING_PRIMARIES)?;
        let white_point = view.bytes(MASTERING_WHITE_POINT)?;
        let mut fields = Fields(&primaries);
        let mut point = || Some((fields.u16()?, fields.u16()?));
        let primaries = [point()?, point()?, point()?];
        let mut fields = Fields(&white_point);
        Some(MasteringDisplay {
            primaries,
            white_point: (fields.u16()?, fields.u16()?),
            maximum_luminance: view.u32(MASTERING_MAXIMUM)?,
            minimum_luminance: view.u32(MASTERING_MINIMUM)?,
        })
    }
}
