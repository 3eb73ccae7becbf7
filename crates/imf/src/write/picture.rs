//! RegXML of CDCI and RGBA picture descriptors with their JPEG 2000 sub-descriptor (ST 377-1, ST 422).

use timecode::EditRate;
use uuid::Uuid;

use super::descriptor::{hexadecimal, label};
use super::element::Element;
use super::urn;

/// A pixel or codestream layout always spells eight components; the rest are null.
const LAYOUT_COMPONENTS: usize = 8;

/// A CDCI or RGBA descriptor of a frame-wrapped JPEG 2000 track file. Labels are SMPTE ULs.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureDescriptor {
    pub instance_id: Uuid,
    pub linked_track_id: u32,
    pub sample_rate: EditRate,
    pub essence_length: u64,
    pub container_format: [u8; 16],
    pub stored_width: u32,
    pub stored_height: u32,
    /// Width to height, such as (16, 9).
    pub image_aspect_ratio: (u32, u32),
    pub video_line_map: [i32; 2],
    pub picture_compression: [u8; 16],
    pub transfer_characteristic: [u8; 16],
    pub color_primaries: [u8; 16],
    pub coding_equations: Option<[u8; 16]>,
    pub components: Components,
    pub mastering_display: Option<MasteringDisplay>,
    pub jpeg2000: Jpeg2000SubDescriptor,
}

/// What makes the descriptor CDCI (colour difference) or RGBA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Components {
    Cdci {
        component_depth: u32,
        horizontal_subsampling: u32,
        vertical_subsampling: u32,
        black_ref_level: u32,
        white_ref_level: u32,
        color_range: u32,
    },
    Rgba {
        component_max_ref: u32,
        component_min_ref: u32,
        pixel_layout: Vec<RgbaComponent>,
    },
}

/// A component of a pixel, and its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RgbaComponent {
    pub code: RgbaCode,
    pub size_bits: u8,
}

/// The component codes that J2K pictures use (ST 377-1 annex G).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RgbaCode {
    Red,
    Green,
    Blue,
    Luma,
    ColorDifferenceU,
    ColorDifferenceV,
    Null,
}

/// ST 2067-21 mastering display metadata: chromaticities in 0.00002, luminances in 0.0001 cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasteringDisplay {
    pub primaries: [(u16, u16); 3],
    pub white_point: (u16, u16),
    pub maximum_luminance: u32,
    pub minimum_luminance: u32,
}

/// The codestream's SIZ, COD and QCD (ST 422).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg2000SubDescriptor {
    pub instance_id: Uuid,
    pub rsiz: u16,
    pub xsiz: u32,
    pub ysiz: u32,
    pub xosiz: u32,
    pub yosiz: u32,
    pub xtsiz: u32,
    pub ytsiz: u32,
    pub xtosiz: u32,
    pub ytosiz: u32,
    /// Ssiz, XRsiz, YRsiz of each component; their number is Csiz.
    pub component_sizing: Vec<[u8; 3]>,
    /// COD without marker and length.
    pub coding_style_default: Vec<u8>,
    /// QCD without marker and length.
    pub quantization_default: Vec<u8>,
    pub j2c_layout: Vec<RgbaComponent>,
}

impl RgbaCode {
    fn name(self) -> &'static str {
        match self {
            RgbaCode::Red => "CompRed",
            RgbaCode::Green => "CompGreen",
            RgbaCode::Blue => "CompBlue",
            RgbaCode::Luma => "CompLuma",
            RgbaCode::ColorDifferenceU => "CompColorDifferenceU",
            RgbaCode::ColorDifferenceV => "CompColorDifferenceV",
            RgbaCode::Null => "CompNull",
        }
    }
}

impl PictureDescriptor {
    pub(super) fn to_element(&self) -> Element {
        let name = match self.components {
            Components::Cdci { .. } => "r0:CDCIDescriptor",
            Components::Rgba { .. } => "r0:RGBADescriptor",
        };
        let lines = self
            .video_line_map
            .iter()
            .map(|line| Element::with_text("r2:Int32", line));
        let (width, height) = self.image_aspect_ratio;
        let element = Element::new(name)
            .field("r1:InstanceID", urn(self.instance_id))
            .child(Element::new("r1:SubDescriptors").child(self.jpeg2000.to_element()))
            .field("r1:LinkedTrackID", self.linked_track_id)
            .field(
                "r1:SampleRate",
                format!("{}/{}", self.sample_rate.num(), self.sample_rate.den()),
            )
            .field("r1:EssenceLength", self.essence_length)
            .field("r1:ContainerFormat", label(self.container_format))
            .field("r1:FrameLayout", "FullFrame")
            .field("r1:StoredWidth", self.stored_width)
            .field("r1:StoredHeight", self.stored_height)
            .field("r1:ImageAspectRatio", format!("{width}/{height}"))
            .field("r1:TransferCharacteristic", label(self.transfer_characteristic))
            .field("r1:PictureCompression", label(self.picture_compression))
            .field_if("r1:CodingEquations", self.coding_equations.map(label))
            .field("r1:ColorPrimaries", label(self.color_primaries))
            .child(Element::new("r1:VideoLineMap").children(lines))
            .children(self.mastering_display.iter().flat_map(MasteringDisplay::elements));
        self.components.add_to(element)
    }
}

impl Components {
    fn add_to(&self, descriptor: Element) -> Element {
        match self {
            Components::Cdci {
                component_depth,
                horizontal_subsampling,
                vertical_subsampling,
                black_ref_level,
                white_ref_level,
                color_range,
            } => descriptor
                .field("r1:ComponentDepth", component_depth)
                .field("r1:HorizontalSubsampling", horizontal_subsampling)
                .field("r1:VerticalSubsampling", vertical_subsampling)
                // ST 2067-21 allows nothing else.
                .field("r1:ColorSiting", "CoSiting")
                .field("r1:BlackRefLevel", black_ref_level)
                .field("r1:WhiteRefLevel", white_ref_level)
                .field("r1:ColorRange", color_range),
            Components::Rgba {
                component_max_ref,
                component_min_ref,
                pixel_layout,
            } => descriptor
                .field("r1:ComponentMaxRef", component_max_ref)
                .field("r1:ComponentMinRef", component_min_ref)
                .field("r1:ScanningDirection", "ScanningDirection_LeftToRightTopToBottom")
                .child(layout("r1:PixelLayout", pixel_layout)),
        }
    }
}

impl MasteringDisplay {
    fn elements(&self) -> [Element; 4] {
        let point = |element: Element, (x, y): (u16, u16)| element.field("r2:X", x).field("r2:Y", y);
        let primaries = self
            .primaries
            .iter()
            .map(|xy| point(Element::new("r2:ColorPrimary"), *xy));
        [
            Element::new("r1:MasteringDisplayPrimaries").children(primaries),
            point(
                Element::new("r1:MasteringDisplayWhitePointChromaticity"),
                self.white_point,
            ),
            Element::with_text("r1:MasteringDisplayMaximumLuminance", self.maximum_luminance),
            Element::with_text("r1:MasteringDisplayMinimumLuminance", self.minimum_luminance),
        ]
    }
}

impl Jpeg2000SubDescriptor {
    fn to_element(&self) -> Element {
        let sizing = self.component_sizing.iter().map(|[ssiz, xrsiz, yrsiz]| {
            Element::new("r2:J2KComponentSizing")
                .field("r2:Ssiz", ssiz)
                .field("r2:XRSiz", xrsiz)
                .field("r2:YRSiz", yrsiz)
        });
        Element::new("r0:JPEG2000SubDescriptor")
            .field("r1:InstanceID", urn(self.instance_id))
            .field("r1:Rsiz", self.rsiz)
            .field("r1:Xsiz", self.xsiz)
            .field("r1:Ysiz", self.ysiz)
            .field("r1:XOsiz", self.xosiz)
            .field("r1:YOsiz", self.yosiz)
            .field("r1:XTsiz", self.xtsiz)
            .field("r1:YTsiz", self.ytsiz)
            .field("r1:XTOsiz", self.xtosiz)
            .field("r1:YTOsiz", self.ytosiz)
            .field("r1:Csiz", self.component_sizing.len())
            .child(Element::new("r1:PictureComponentSizing").children(sizing))
            .field("r1:CodingStyleDefault", hexadecimal(&self.coding_style_default))
            .field("r1:QuantizationDefault", hexadecimal(&self.quantization_default))
            .child(layout("r1:J2CLayout", &self.j2c_layout))
    }
}

fn layout(name: &str, components: &[RgbaComponent]) -> Element {
    let null = RgbaComponent {
        code: RgbaCode::Null,
        size_bits: 0,
    };
    let padded = components
        .iter()
        .copied()
        .chain(std::iter::repeat(null))
        .take(LAYOUT_COMPONENTS);
    Element::new(name).children(padded.map(|component| {
        Element::new("r2:RGBAComponent")
            .field("r2:Code", component.code.name())
            .field("r2:ComponentSize", component.size_bits)
    }))
}
