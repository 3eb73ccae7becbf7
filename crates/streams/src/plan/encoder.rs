//! The encoders and their settings. All without reordering and with closed groups of one length; none may give other bits
//! on another machine, so what depends on the number of cores is fixed.

use super::{PlanError, words};
use crate::facts::{LightLevel, MasteringDisplay};
use crate::kind::RenditionKind;
use crate::manifest::{KEYFRAME_EVERY_FRAMES, PictureRendition, StreamColour};
use crate::probe::Abilities;

/// HEVC for televisions begins where H.264 ends for them.
const H264_LINES_LIMIT: u32 = 1080;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoder {
    X264,
    X265,
    SvtAv1,
}

impl Encoder {
    pub fn of(kind: RenditionKind, lines: u32) -> Encoder {
        match kind {
            RenditionKind::Browser | RenditionKind::Audio => Encoder::X264,
            RenditionKind::BrowserHdr => Encoder::SvtAv1,
            RenditionKind::CastHdr => Encoder::X265,
            RenditionKind::CastSdr if lines > H264_LINES_LIMIT => Encoder::X265,
            RenditionKind::CastSdr => Encoder::X264,
        }
    }

    /// The type of the sample entry, with which the codec's string begins as well.
    pub fn tag(self) -> &'static str {
        match self {
            Encoder::X264 => "avc1",
            Encoder::X265 => "hvc1",
            Encoder::SvtAv1 => "av01",
        }
    }

    pub fn must_be_there(self, abilities: Abilities) -> Result<(), PlanError> {
        match self {
            Encoder::X265 if !abilities.libx265 => Err(PlanError::Lacks {
                what: "the encoder libx265",
            }),
            Encoder::SvtAv1 if !abilities.libsvtav1 => Err(PlanError::Lacks {
                what: "the encoder libsvtav1",
            }),
            _ => Ok(()),
        }
    }

    pub fn pixel_format(self, colour: StreamColour) -> &'static str {
        match (self, colour) {
            (Encoder::X264, _) | (Encoder::X265, StreamColour::Bt709) => "yuv420p",
            _ => "yuv420p10le",
        }
    }

    pub fn args(self, picture: &PictureRendition) -> Vec<String> {
        let group = KEYFRAME_EVERY_FRAMES;
        let mut args = match self {
            Encoder::X264 => words(&format!(
                "-c:v libx264 -threads 4 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high \
                 -bf 0 -g {group} -keyint_min {group} -sc_threshold 0 -flags +cgop"
            )),
            Encoder::X265 => words(&format!(
                "-c:v libx265 -preset veryfast -tag:v hvc1 -g {group} -x265-params {}",
                x265_params(picture)
            )),
            Encoder::SvtAv1 => words(&format!(
                "-c:v libsvtav1 -preset 10 -crf 22 -g {group} -svtav1-params {}",
                svt_params(picture)
            )),
        };
        args.extend(words(match picture.colour {
            StreamColour::Bt709 => {
                "-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv"
            }
            StreamColour::Bt2020Pq => {
                "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv"
            }
        }));
        args
    }
}

/// No more than level 5.1 of the main tier, which every UHD television decodes; `const-vbv` keeps that limit from
/// depending on which thread was first. No thread pool: it asks the machine for its processors, which a jail does not
/// show, and wavefronts give other bits; three frames at once need no pool.
fn x265_params(picture: &PictureRendition) -> String {
    let group = KEYFRAME_EVERY_FRAMES;
    let mut params = format!(
        "crf=18:high-tier=0:vbv-maxrate=40000:vbv-bufsize=40000:const-vbv=1:pools=none:wpp=0:frame-threads=3:keyint={group}:min-keyint={group}:\
         scenecut=0:open-gop=0:bframes=0:info=0:repeat-headers=0:range=limited:log-level=error"
    );
    match picture.colour {
        StreamColour::Bt709 => params += ":colorprim=bt709:transfer=bt709:colormatrix=bt709",
        StreamColour::Bt2020Pq => {
            params +=
                ":hdr10=1:hdr10-opt=1:chromaloc=2:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc";
        }
    }
    if let Some(display) = &picture.mastering {
        params += &format!(":master-display={}", in_sei_units(display));
    }
    if let Some(light) = &picture.light_level {
        params += &format!(":max-cll={}", both(light));
    }
    params
}

fn svt_params(picture: &PictureRendition) -> String {
    let mut params = "irefresh-type=2:scd=0".to_owned();
    if picture.colour == StreamColour::Bt2020Pq {
        params += ":color-primaries=9:transfer-characteristics=16:matrix-coefficients=9:color-range=0";
    }
    if let Some(display) = &picture.mastering {
        params += &format!(":mastering-display={}", in_decimals(display));
    }
    if let Some(light) = &picture.light_level {
        params += &format!(":content-light={}", both(light));
    }
    params
}

fn both(light: &LightLevel) -> String {
    format!("{},{}", light.maximum_content, light.maximum_frame_average)
}

/// x265 takes the units of the message itself: 0.00002 and 0.0001 cd/m².
fn in_sei_units(display: &MasteringDisplay) -> String {
    let [red, green, blue] = display.red_green_blue();
    let point = |name: &str, (x, y): (u16, u16)| format!("{name}({x},{y})");
    format!(
        "{}{}{}{}L({},{})",
        point("G", green),
        point("B", blue),
        point("R", red),
        point("WP", display.white_point),
        display.maximum_luminance,
        display.minimum_luminance
    )
}

/// SVT-AV1 takes chromaticities and cd/m² as decimals, written here from integers: exactly.
fn in_decimals(display: &MasteringDisplay) -> String {
    let [red, green, blue] = display.red_green_blue();
    let coordinate = |value: u16| {
        let scaled = u32::from(value) * 2;
        format!("{}.{:05}", scaled / 100_000, scaled % 100_000)
    };
    let point = |name: &str, (x, y): (u16, u16)| format!("{name}({},{})", coordinate(x), coordinate(y));
    let nits = |value: u32| format!("{}.{:04}", value / 10_000, value % 10_000);
    format!(
        "{}{}{}{}L({},{})",
        point("G", green),
        point("B", blue),
        point("R", red),
        point("WP", display.white_point),
        nits(display.maximum_luminance),
        nits(display.minimum_luminance)
    )
}
