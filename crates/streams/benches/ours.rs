//! What the making of streams has to know of a master that `masters` wrote.

use std::path::Path;

use masters::{Master, MasterSpec};
use streams::facts::{
    ColourModel, ColourRange, CompositionFacts, PictureCoding, PictureFacts, Primaries, SoundFacts,
    Soundfield, Transfer,
};
use streams::{DolbyVision, Inputs, Source};

pub fn inputs(master: &Master, folder: &Path) -> std::io::Result<Inputs> {
    inputs_of(folder, &master.composition)
}

pub fn inputs_of(folder: &Path, composition: &Path) -> std::io::Result<Inputs> {
    let mut files = Vec::new();
    let mut cpl = String::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path == composition {
            cpl = format!("package/{name}");
        }
        files.push((path, format!("package/{name}")));
    }
    let source = Source::Composition {
        cpl,
        asset_maps: vec!["package/ASSETMAP.xml".to_owned()],
    };
    Ok(Inputs { files, source })
}

pub fn facts(spec: &MasterSpec) -> CompositionFacts {
    let carried = spec.dolby_vision.as_ref();
    let metadata = carried.and_then(|carried| dolby::Packed::of(&carried.metadata).ok());
    let (primaries, transfer) = match carried {
        Some(_) => (Primaries::Bt2020, Transfer::Pq),
        None => (Primaries::Bt709, Transfer::Sdr),
    };
    let sound = |soundfield, labels: &[&str]| SoundFacts {
        soundfield,
        channel_count: labels.len() as u32,
        channel_labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        sample_rate: 48_000,
        language: Some("en-US".to_owned()),
        content: None,
    };
    CompositionFacts {
        edit_rate: spec.edit_rate(),
        duration_frames: spec.frames,
        picture: Some(PictureFacts {
            width: spec.width,
            height: spec.height,
            display_aspect: Some((16, 9)),
            coding: PictureCoding::Jpeg2000,
            model: ColourModel::YCbCr,
            range: ColourRange::Limited,
            primaries,
            transfer,
            mastering_peak_nits: None,
            mastering: None,
            light_level: None,
            dolby_vision: metadata.map(DolbyVision::Metadata),
        }),
        sound: vec![
            sound(
                Soundfield::FiveOne,
                &["chL", "chR", "chC", "chLFE", "chLs", "chRs"],
            ),
            sound(Soundfield::Stereo, &["chL", "chR"]),
        ],
    }
}
