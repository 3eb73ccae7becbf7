//! A look at the essence itself: the first and the last frame. The codestream must be whole and say what the descriptor says
//! of it; the bitstream likewise. Pictures are not decoded here: that is the measurement's work.

use std::fs::File;

use imf::folder::Located;
use imf::{Directory, PackagePath};
use mxf::{
    CodestreamHeader, EssenceDescriptor, EssenceKind, IabFrameHeader, Jpeg2000SubDescriptor,
    PictureDescriptor, SoundDescriptor, TrackFile, read_edit_unit,
};

use super::track_file::shown;
use crate::fault::Fault;
use crate::finding::{Findings, Place};

/// Level 0 of the immersive audio bitstream, as the Preface names it.
const IAB_LEVEL_0: [u8; 8] = [0x01, 0x01, 0x02, 0x01, 0x02, 0, 0, 0];

pub(super) fn look(directory: &Directory, path: &PackagePath, file: &TrackFile, findings: &mut Findings) {
    if let Ok(Located::File { path: full_path, .. }) = directory.locate(path) {
        look_at(path.as_str(), &mut || File::open(&full_path), file, findings);
    }
}

/// `open` opens the track file once more.
pub(super) fn look_at(
    path: &str,
    open: &mut dyn FnMut() -> std::io::Result<File>,
    file: &TrackFile,
    findings: &mut Findings,
) {
    let Some(last) = file.duration().and_then(|duration| duration.checked_sub(1)) else {
        return;
    };
    if matches!(file.descriptor, EssenceDescriptor::Iab(_)) && !names_level_0(file) {
        findings.add(Fault::IabLevelMissing {}, path, Place::Whole);
    }
    let frames = if last == 0 { vec![0] } else { vec![0, last] };
    for frame in frames {
        let Ok(source) = open() else { return };
        // A file that is cut, or whose index leads nowhere, is a finding already.
        let Ok(Some(bytes)) = read_edit_unit(source, file, frame) else {
            return;
        };
        let place = Place::of_byte(file.edit_unit_offset(frame));
        match &file.descriptor {
            EssenceDescriptor::Picture(picture) if file.essence == EssenceKind::Jpeg2000 => {
                look_at_codestream(path, frame, &bytes, picture, &place, findings);
            }
            EssenceDescriptor::Iab(sound) => {
                look_at_bitstream(path, frame, &bytes, file, sound, &place, findings);
            }
            _ => return,
        }
    }
}

fn names_level_0(file: &TrackFile) -> bool {
    file.conforms_to
        .iter()
        .any(|label| imf::Ul(label.0).item() == IAB_LEVEL_0)
}

fn look_at_codestream(
    path: &str,
    frame: u64,
    bytes: &[u8],
    picture: &PictureDescriptor,
    place: &Place,
    findings: &mut Findings,
) {
    let header = CodestreamHeader::parse(bytes).and_then(|header| {
        CodestreamHeader::check_whole(bytes)?;
        Ok(header)
    });
    match header {
        Ok(header) => compare(path, frame, &header, picture, place, findings),
        Err(error) => {
            let reason = error.to_string();
            findings.add(Fault::CodestreamBroken { frame, reason }, path, place.clone());
        }
    }
}

fn compare(
    path: &str,
    frame: u64,
    header: &CodestreamHeader,
    picture: &PictureDescriptor,
    place: &Place,
    findings: &mut Findings,
) {
    let sub = picture.jpeg2000.as_ref();
    let said = |item: fn(&Jpeg2000SubDescriptor) -> Option<u32>| sub.and_then(item);
    let items = [
        (
            "Rsiz",
            said(|sub| sub.rsiz.map(u32::from)),
            u32::from(header.rsiz),
        ),
        ("Xsiz", said(|sub| sub.xsiz), header.xsiz),
        ("Ysiz", said(|sub| sub.ysiz), header.ysiz),
        ("XTsiz", said(|sub| sub.xtsiz), header.xtsiz),
        ("YTsiz", said(|sub| sub.ytsiz), header.ytsiz),
        (
            "Csiz",
            said(|sub| sub.csiz.map(u32::from)),
            u32::try_from(header.components.len()).unwrap_or(u32::MAX),
        ),
        ("bit depth", picture.bit_depth(), u32::from(header.bit_depth())),
    ];
    for (item, descriptor, codestream) in items {
        if let Some(descriptor) = descriptor.filter(|descriptor| *descriptor != codestream) {
            let fault = Fault::CodestreamDiffers {
                frame,
                item: item.to_owned(),
                descriptor: descriptor.to_string(),
                codestream: codestream.to_string(),
            };
            findings.add(fault, path, place.clone());
        }
    }
}

fn look_at_bitstream(
    path: &str,
    frame: u64,
    bytes: &[u8],
    file: &TrackFile,
    sound: &SoundDescriptor,
    place: &Place,
    findings: &mut Findings,
) {
    let mut add = |reason: String| findings.add(Fault::IabFrame { frame, reason }, path, place.clone());
    let header = match IabFrameHeader::parse(bytes) {
        Ok(header) => header,
        Err(error) => return add(error.to_string()),
    };
    let mut differs = |item: &str, found: Option<String>, said: Option<String>| {
        if let (Some(found), Some(said)) = (found, said)
            && found != said
        {
            add(format!("its {item} is {found}, the descriptor says {said}"));
        }
    };
    differs("frame rate", shown(header.frame_rate), shown(file.sample_rate));
    differs(
        "bit depth",
        shown(header.bit_depth),
        shown(sound.quantization_bits),
    );
    let rate = sound.audio_sample_rate.filter(|rate| rate.den() == 1);
    differs(
        "sample rate",
        shown(header.sample_rate_hz),
        shown(rate.map(|rate| rate.num())),
    );
}
