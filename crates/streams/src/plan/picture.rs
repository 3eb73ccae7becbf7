//! The picture: H.264 in standard dynamic range, at most 1080 lines, never larger than the master, square pixels.
//! High dynamic range is tone-mapped and says so.

use super::{Clock, PlanError, Step, StepKind, common_args, composition_input, words};
use crate::facts::{
    ColourModel, ColourRange, CompositionFacts, PictureCoding, PictureFacts, Primaries, Source, Transfer,
};
use crate::manifest::{KEYFRAME_EVERY_FRAMES, PROGRESSIVE, PictureRendition, playlist_name};
use crate::probe::Abilities;

const WIDTH_LIMIT: u64 = 1920;
const HEIGHT_LIMIT: u64 = 1080;
/// SDR white in the tone-mapper's linear light.
const WHITE_NITS: u32 = 100;
const ASSUMED_PEAK_NITS: u32 = 1000;
/// JPEG 2000 of IMF profiles has at least this many wavelet levels to leave out.
const REDUCTION_LIMIT: u32 = 3;

pub(super) struct Planned {
    pub step: Step,
    pub rendition: PictureRendition,
}

pub(super) fn plan(
    picture: &PictureFacts,
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
    clock: Clock,
) -> Result<Planned, PlanError> {
    let Source::Composition { cpl, asset_maps } = source else {
        return Err(PlanError::PictureWithoutComposition);
    };
    let (width, height) = target_size(picture)?;
    let mut args = common_args();
    args.extend(decoder_args(picture, (width, height), abilities));
    args.extend(composition_input(cpl, asset_maps));
    args.extend(words("-map 0:v:0 -vf"));
    args.push(filters(picture, (width, height), abilities)?);
    args.extend(["-frames:v".to_owned(), facts.duration_frames.0.to_string()]);
    args.extend(encoder_args(clock));
    args.push(format!("out/{PROGRESSIVE}"));
    let rendition = PictureRendition {
        width,
        height,
        codec: "h264".to_owned(),
        playlist: playlist_name(0),
        tone_mapped: picture.is_hdr(),
        keyframe_every_frames: KEYFRAME_EVERY_FRAMES,
        time_scale: clock.time_scale,
        frame_ticks: clock.frame_ticks,
    };
    Ok(Planned {
        step: Step {
            kind: StepKind::Picture,
            args,
        },
        rendition,
    })
}

/// Fits the picture as shown into the limits without enlarging either side, in even numbers.
fn target_size(picture: &PictureFacts) -> Result<(u32, u32), PlanError> {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
    let too_small = PlanError::NoPictureSize {
        width: picture.width,
        height: picture.height,
    };
    if width < 2 || height < 2 || width > 65_536 || height > 65_536 {
        return Err(too_small);
    }
    let (across, down) = match picture.display_aspect {
        Some((across, down)) if across > 0 && down > 0 => (u64::from(across), u64::from(down)),
        _ => (width, height),
    };
    // A stated shape within a pixel of the stored one is the stored one: 1998 × 1080 is called 1.85 too.
    let shown = (height * across / down).max(2);
    let (across, down) = if shown.abs_diff(width) <= 2 {
        (width, height)
    } else {
        (across, down)
    };
    let (most_across, most_down) = (width.min(WIDTH_LIMIT), height.min(HEIGHT_LIMIT));
    let (fit_across, fit_down) = if most_across * down <= most_down * across {
        (most_across, rounded(most_across * down, across))
    } else {
        (rounded(most_down * across, down), most_down)
    };
    let even = |side: u64| u32::try_from((side & !1).max(2)).map_err(|_| too_small.clone());
    Ok((even(fit_across)?, even(fit_down)?))
}

fn rounded(num: u64, den: u64) -> u64 {
    (num + den / 2) / den
}

/// JPEG 2000 is decoded at the smallest resolution level that is not under the target: a quarter of the work per level.
fn decoder_args(picture: &PictureFacts, target: (u32, u32), abilities: Abilities) -> Vec<String> {
    if picture.coding != PictureCoding::Jpeg2000 {
        return Vec::new();
    }
    let decoder = if abilities.libopenjpeg {
        "libopenjpeg"
    } else {
        "jpeg2000"
    };
    let mut args = words(&format!("-c:v {decoder}"));
    let fits = |level: &u32| picture.width >> level >= target.0 && picture.height >> level >= target.1;
    if let Some(level) = (1..=REDUCTION_LIMIT).rev().find(fits) {
        args.extend(words(&format!("-lowres {level}")));
    }
    args
}

fn filters(
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
             out_color_matrix=bt709:out_range=limited,setsar=1,format=yuv420p"
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
         zscale=t=bt709:m=bt709:r=limited:d=error_diffusion,setsar=1,format=yuv420p",
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

fn encoder_args(clock: Clock) -> Vec<String> {
    let mut args = words("-an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough");
    args.extend(words(
        "-c:v libx264 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high",
    ));
    let group = KEYFRAME_EVERY_FRAMES;
    args.extend(words(&format!(
        "-pix_fmt yuv420p -bf 0 -g {group} -keyint_min {group} -sc_threshold 0 -flags +cgop"
    )));
    args.extend(words(
        "-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv",
    ));
    args.extend(words(&format!("-video_track_timescale {}", clock.time_scale)));
    args.extend(words("-movflags +faststart -f mp4"));
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(width: u32, height: u32, display_aspect: Option<(u32, u32)>) -> Result<(u32, u32), PlanError> {
        target_size(&PictureFacts {
            width,
            height,
            display_aspect,
            coding: PictureCoding::Jpeg2000,
            model: ColourModel::YCbCr,
            range: ColourRange::Limited,
            primaries: Primaries::Bt709,
            transfer: Transfer::Sdr,
            mastering_peak_nits: None,
        })
    }

    #[test]
    fn pictures_fit_the_limits_and_are_never_enlarged() {
        assert_eq!(sized(1920, 1080, Some((16, 9))), Ok((1920, 1080)));
        assert_eq!(sized(3840, 2160, Some((16, 9))), Ok((1920, 1080)));
        assert_eq!(sized(3840, 1608, None), Ok((1920, 804)));
        assert_eq!(sized(2048, 1080, None), Ok((1920, 1012)));
        assert_eq!(sized(1280, 720, None), Ok((1280, 720)));
        assert_eq!(sized(1440, 1080, Some((4, 3))), Ok((1440, 1080)));
    }

    #[test]
    fn anamorphic_pictures_get_square_pixels() {
        assert_eq!(sized(720, 576, Some((16, 9))), Ok((720, 404)));
        assert_eq!(sized(720, 576, Some((4, 3))), Ok((720, 540)));
    }

    #[test]
    fn odd_sizes_become_even_and_no_size_is_refused() {
        assert_eq!(sized(1919, 1079, None), Ok((1918, 1078)));
        assert_eq!(
            sized(0, 1080, None),
            Err(PlanError::NoPictureSize {
                width: 0,
                height: 1080
            })
        );
    }
}
