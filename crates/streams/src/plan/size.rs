//! The size of a stream's picture: as the master is shown, never larger, in square pixels and even numbers.

use super::PlanError;
use crate::facts::PictureFacts;
use crate::kind::RenditionKind;

const HD: (u64, u64) = (1920, 1080);
const UHD: (u64, u64) = (3840, 2160);

pub(super) fn limit_of(kind: RenditionKind) -> (u64, u64) {
    match kind {
        RenditionKind::Browser | RenditionKind::Audio => HD,
        RenditionKind::BrowserHdr | RenditionKind::CastHdr | RenditionKind::CastSdr => UHD,
    }
}

/// Fits the picture as shown into the limits without enlarging either side, in even numbers.
pub(super) fn target_size(picture: &PictureFacts, limit: (u64, u64)) -> Result<(u32, u32), PlanError> {
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
    let (most_across, most_down) = (width.min(limit.0), height.min(limit.1));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{ColourModel, ColourRange, PictureCoding, Primaries, Transfer};

    fn sized(width: u32, height: u32, display_aspect: Option<(u32, u32)>) -> Result<(u32, u32), PlanError> {
        let picture = PictureFacts {
            width,
            height,
            display_aspect,
            coding: PictureCoding::Jpeg2000,
            model: ColourModel::YCbCr,
            range: ColourRange::Limited,
            primaries: Primaries::Bt709,
            transfer: Transfer::Sdr,
            mastering_peak_nits: None,
            mastering: None,
            light_level: None,
            dolby_vision: None,
        };
        target_size(&picture, HD)
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
