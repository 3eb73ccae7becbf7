//! The way from the master's colour to the stream's, as a chain of filters. Standard dynamic range becomes BT.709; high
//! dynamic range is tone-mapped for it, or kept as PQ in BT.2020. Primaries are converted in linear light.

use super::PlanError;
use crate::facts::{ColourModel, ColourRange, PictureFacts, Primaries, Transfer};
use crate::manifest::StreamColour;
use crate::probe::Abilities;

/// SDR white in the tone-mapper's linear light.
const WHITE_NITS: u32 = 100;
const ASSUMED_PEAK_NITS: u32 = 1000;

pub(super) fn filters(
    picture: &PictureFacts,
    size: (u32, u32),
    colour: StreamColour,
    pixel_format: &str,
    abilities: Abilities,
) -> Result<String, PlanError> {
    let chain = match colour {
        StreamColour::Bt709 => to_bt709(picture, size, abilities)?,
        StreamColour::Bt2020Pq => to_bt2020_pq(picture, size, abilities)?,
    };
    Ok(format!("{chain},setsar=1,format={pixel_format}"))
}

fn to_bt709(
    picture: &PictureFacts,
    (width, height): (u32, u32),
    abilities: Abilities,
) -> Result<String, PlanError> {
    let through_linear_light = picture.is_hdr() || picture.primaries != Primaries::Bt709;
    if !through_linear_light {
        let incoming = match (picture.model, picture.range) {
            (ColourModel::Rgb, _) => "",
            (ColourModel::YCbCr, ColourRange::Limited) => "in_color_matrix=bt709:in_range=limited:",
            (ColourModel::YCbCr, ColourRange::Full) => "in_color_matrix=bt709:in_range=full:",
        };
        return Ok(format!(
            "scale=w={width}:h={height}:flags=bicubic+accurate_rnd+full_chroma_int:{incoming}\
             out_color_matrix=bt709:out_range=limited"
        ));
    }
    if !abilities.tone_mapping {
        return Err(PlanError::NoToneMapping);
    }
    let tone_map = match picture.is_hdr() {
        true => format!("tonemap=tonemap=hable:desat=0:peak={},", peak(picture)),
        false => String::new(),
    };
    Ok(format!(
        "zscale=w={width}:h={height}:{}:t=linear:npl={WHITE_NITS},format=gbrpf32le,zscale=p=bt709,{tone_map}\
         zscale=t=bt709:m=bt709:r=limited:d=error_diffusion",
        incoming_colour(picture)
    ))
}

/// One conversion: zscale itself goes through linear light where the primaries differ. No pixel is brighter or darker
/// afterwards; what P3-D65 holds, BT.2020 holds. Chroma sits as UHD televisions expect it (BT.2100, top left).
fn to_bt2020_pq(
    picture: &PictureFacts,
    (width, height): (u32, u32),
    abilities: Abilities,
) -> Result<String, PlanError> {
    match picture.transfer {
        Transfer::Pq if abilities.zscale => {}
        Transfer::Pq => {
            return Err(PlanError::Lacks {
                what: "the filter zscale",
            });
        }
        Transfer::Hlg => return Err(PlanError::HybridLogGamma),
        Transfer::Sdr => return Err(PlanError::StandardDynamicRange),
    }
    Ok(format!(
        "zscale=w={width}:h={height}:{}:t=smpte2084:p=bt2020:m=bt2020nc:r=limited:c=topleft:d=error_diffusion",
        incoming_colour(picture)
    ))
}

/// In multiples of SDR white.
fn peak(picture: &PictureFacts) -> u32 {
    (picture.mastering_peak_nits.unwrap_or(ASSUMED_PEAK_NITS) / WHITE_NITS).clamp(1, 100)
}

/// Said, not guessed: decoders of JPEG 2000 leave these unset in many files.
fn incoming_colour(picture: &PictureFacts) -> String {
    let transfer = match picture.transfer {
        Transfer::Pq => "smpte2084",
        Transfer::Hlg => "arib-std-b67",
        Transfer::Sdr => "bt709",
    };
    let primaries = match picture.primaries {
        Primaries::Bt709 => "bt709",
        Primaries::Bt2020 => "bt2020",
        Primaries::P3D65 => "smpte432",
    };
    let range = match picture.range {
        ColourRange::Limited => "limited",
        ColourRange::Full => "full",
    };
    let matrix = match (picture.model, picture.primaries) {
        (ColourModel::Rgb, _) => "",
        (ColourModel::YCbCr, Primaries::Bt2020) => ":min=bt2020nc",
        (ColourModel::YCbCr, _) => ":min=bt709",
    };
    format!("tin={transfer}:pin={primaries}:rin={range}{matrix}")
}
