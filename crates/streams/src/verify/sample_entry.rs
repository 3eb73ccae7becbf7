//! What a stream says of itself before its first sample: codec, colour, light. A television that is told nothing, or the
//! wrong thing, shows a right picture wrongly.

use std::fs::File;
use std::path::Path;

use mp4_atom::{Codec, Colr, Moov};

use super::fragments::{only_track, read_moov};
use super::{VerifyError, io, malformed};
use crate::boxes;
use crate::chunk::{light_box, mastering_box};
use crate::manifest::{AAC, E_AC_3, PictureRendition, SoundRendition, StreamColour};

/// The string of RFC 6381 for the only track of a file.
pub(crate) fn codec_string(folder: &Path, name: &str) -> Result<String, VerifyError> {
    let moov = read_moov(folder, name)?;
    let codec = entry(&moov, name)?;
    string_of(codec).ok_or_else(|| malformed(name, "a codec that no plan asks for"))
}

fn entry<'m>(moov: &'m Moov, name: &str) -> Result<&'m Codec, VerifyError> {
    let table = &only_track(moov, name)?.mdia.minf.stbl.stsd;
    match table.codecs.as_slice() {
        [only] => Ok(only),
        entries => Err(malformed(
            name,
            format!("{} sample entries instead of 1", entries.len()),
        )),
    }
}

fn string_of(codec: &Codec) -> Option<String> {
    match codec {
        Codec::Avc1(avc1) => {
            let avcc = &avc1.avcc;
            let (profile, compatibility) = (avcc.avc_profile_indication, avcc.profile_compatibility);
            Some(format!(
                "avc1.{profile:02x}{compatibility:02x}{:02x}",
                avcc.avc_level_indication
            ))
        }
        Codec::Hvc1(hvc1) => Some(hevc_string(&hvc1.hvcc)),
        Codec::Av01(av01) => {
            let av1c = &av01.av1c;
            let tier = if av1c.seq_tier_0 { 'H' } else { 'M' };
            let bits = match (av1c.high_bitdepth, av1c.twelve_bit) {
                (true, true) => 12,
                (true, false) => 10,
                (false, _) => 8,
            };
            Some(format!(
                "av01.{}.{:02}{tier}.{bits:02}",
                av1c.seq_profile, av1c.seq_level_idx_0
            ))
        }
        Codec::Flac(_) => Some("fLaC".to_owned()),
        Codec::Eac3(_) => Some(E_AC_3.to_owned()),
        Codec::Mp4a(_) => Some(AAC.to_owned()),
        _ => None,
    }
}

/// ISO/IEC 14496-15 annex E: profile, compatibility in reverse, tier and level, constraints without trailing zeros.
fn hevc_string(hvcc: &mp4_atom::Hvcc) -> String {
    let space = match hvcc.general_profile_space {
        0 => String::new(),
        space => char::from(b'A' + (space - 1).min(2)).to_string(),
    };
    let compatibility = u32::from_be_bytes(hvcc.general_profile_compatibility_flags).reverse_bits();
    let tier = if hvcc.general_tier_flag { 'H' } else { 'L' };
    let flags = &hvcc.general_constraint_indicator_flags;
    let kept = flags
        .iter()
        .rposition(|flag| *flag != 0)
        .map_or(0, |last| last + 1);
    let constraints: String = flags.iter().take(kept).map(|flag| format!(".{flag:X}")).collect();
    format!(
        "hvc1.{space}{}.{compatibility:X}.{tier}{}{constraints}",
        hvcc.general_profile_idc, hvcc.general_level_idc
    )
}

/// Codec and colour of a picture.
pub(super) fn check_picture(
    folder: &Path,
    name: &str,
    picture: &PictureRendition,
) -> Result<(), VerifyError> {
    let moov = read_moov(folder, name)?;
    let codec = entry(&moov, name)?;
    must_be(codec, picture.codec.split('.').next().unwrap_or_default(), name)?;
    let colour = match codec {
        Codec::Avc1(avc1) => avc1.colr.as_ref(),
        Codec::Hvc1(hvc1) => hvc1.colr.as_ref(),
        Codec::Av01(av01) => av01.colr.as_ref(),
        _ => None,
    };
    check_colour(colour, picture.colour, name)
}

fn must_be(codec: &Codec, expected: &str, name: &str) -> Result<(), VerifyError> {
    let found = string_of(codec).unwrap_or_default();
    match found.split('.').next() == Some(expected) {
        true => Ok(()),
        false => Err(VerifyError::CodecTag {
            file: name.to_owned(),
            expected: expected.to_owned(),
            found,
        }),
    }
}

/// Code points of ITU-T H.273. Without the box players take BT.709, so only that may go without.
fn check_colour(found: Option<&Colr>, expected: StreamColour, name: &str) -> Result<(), VerifyError> {
    let wanted = match expected {
        StreamColour::Bt709 => (1, 1, 1, false),
        StreamColour::Bt2020Pq => (9, 16, 9, false),
    };
    let said = match found {
        None if expected == StreamColour::Bt709 => return Ok(()),
        None => None,
        Some(Colr::Nclx {
            colour_primaries,
            transfer_characteristics,
            matrix_coefficients,
            full_range_flag,
        }) => Some((
            *colour_primaries,
            *transfer_characteristics,
            *matrix_coefficients,
            *full_range_flag,
        )),
        Some(_) => None,
    };
    match said == Some(wanted) {
        true => Ok(()),
        false => Err(VerifyError::Colour {
            file: name.to_owned(),
            expected: format!("{wanted:?}"),
            found: said.map_or("nothing".to_owned(), |said| format!("{said:?}")),
        }),
    }
}

/// The boxes of mastering display and light level, exactly as the master says them.
pub(super) fn check_light(folder: &Path, name: &str, picture: &PictureRendition) -> Result<(), VerifyError> {
    let wanted = [
        ("mdcv", picture.mastering.as_ref().map(mastering_box)),
        ("clli", picture.light_level.as_ref().map(light_box)),
    ];
    let mut file = File::open(folder.join(name)).map_err(io(name))?;
    let found = boxes::of_file(&mut file).map_err(io(name))?;
    let movie = found.iter().find(|found| found.kind == *b"moov");
    let movie = movie.ok_or_else(|| malformed(name, "no moov box"))?;
    let moov = boxes::read(&mut file, movie).map_err(io(name))?;
    let inner = boxes::visual_entry_boxes(&moov).ok_or_else(|| malformed(name, "no visual sample entry"))?;
    for (kind, wanted) in wanted {
        let Some(wanted) = wanted else { continue };
        let said = inner.iter().find(|found| found.kind == *kind.as_bytes());
        let said = said.and_then(|found| moov.get(found.start..found.end));
        if said != Some(wanted.as_slice()) {
            return Err(VerifyError::Light {
                file: name.to_owned(),
                what: kind,
            });
        }
    }
    Ok(())
}

pub(super) fn check_sound(folder: &Path, name: &str, sound: &SoundRendition) -> Result<(), VerifyError> {
    let moov = read_moov(folder, name)?;
    let expected = match sound.codec.as_str() {
        AAC => "mp4a",
        E_AC_3 => E_AC_3,
        _ => "fLaC",
    };
    must_be(entry(&moov, name)?, expected, name)
}
