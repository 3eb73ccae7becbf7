//! Whether each virtual track stays what it begins as (ST 2067-2), and the sound of a composition in one language.
//! Told from the composition's descriptors; that they are true is checked against the track files elsewhere.

use std::collections::BTreeMap;

use imf::PackagePath;
use imf::cpl::{Cpl, Essence, EssenceDescriptor, PictureEssence, SoundEssence};
use uuid::Uuid;

use super::sound::plain;
use super::track_file::shown;
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::Listed;

/// An item that may not change inside a virtual track, as people name it and as the descriptor has it.
type Item = (&'static str, Option<String>);

pub(super) fn check(path: &PackagePath, cpl: &Cpl, findings: &mut Findings) {
    let mut first_of: BTreeMap<Uuid, Vec<Item>> = BTreeMap::new();
    let mut languages = Vec::new();
    for (sequence, resource, source) in cpl.track_file_resources() {
        let Some(descriptor) = cpl.descriptor(source.source_encoding) else {
            continue;
        };
        if let Some(language) = language_of(descriptor).filter(|language| !languages.contains(language)) {
            languages.push(language);
        }
        let items = items_of(descriptor);
        let track = sequence.track_id;
        let first = first_of.entry(track).or_insert_with(|| items.clone());
        for ((item, first), (_, other)) in first.iter().zip(&items) {
            if let (Some(first), Some(other)) = (first, other)
                && first != other
            {
                let (item, first, other) = ((*item).to_owned(), first.clone(), other.clone());
                let fault = Fault::TrackNotHomogeneous {
                    track,
                    item,
                    first,
                    other,
                };
                findings.add(fault, path.as_str(), Place::Line(resource.line));
            }
        }
    }
    if languages.len() > 1 {
        let languages = Listed(languages);
        findings.add(Fault::SeveralLanguages { languages }, path.as_str(), Place::Whole);
    }
}

fn language_of(descriptor: &EssenceDescriptor) -> Option<String> {
    match &descriptor.essence {
        Essence::Sound(sound) => sound.soundfields.first()?.spoken_language.clone(),
        _ => None,
    }
}

/// Every descriptor of a kind gives the same items in the same order.
fn items_of(descriptor: &EssenceDescriptor) -> Vec<Item> {
    let kind = |name: &str| ("kind of essence", Some(name.to_owned()));
    match &descriptor.essence {
        Essence::Picture(picture) => [vec![kind("picture")], picture_items(picture)].concat(),
        Essence::Sound(sound) => [vec![kind("sound")], sound_items(sound)].concat(),
        Essence::Iab(_) => vec![kind("immersive sound")],
        Essence::TimedText { .. } => vec![kind("timed text")],
        Essence::Isxd { namespace_uri, .. } => {
            vec![
                kind("documents for each frame"),
                ("namespace", namespace_uri.clone()),
            ]
        }
        Essence::MgaSAdm(mga) => [
            vec![kind("sound with serial ADM metadata")],
            sound_items(&mga.sound),
        ]
        .concat(),
        Essence::Other => Vec::new(),
    }
}

fn picture_items(picture: &PictureEssence) -> Vec<Item> {
    // Labels without their register version.
    let label = |ul: Option<imf::Ul>| ul.map(|ul| format!("{:02x?}", ul.item()));
    vec![
        ("width", shown(picture.stored_width)),
        ("height", shown(picture.stored_height)),
        ("bit depth", shown(picture.component_depth)),
        (
            "components",
            Some(if picture.is_rgb { "RGB" } else { "YCbCr" }.to_owned()),
        ),
        ("colour primaries", label(picture.color_primaries)),
        ("transfer characteristic", label(picture.transfer_characteristic)),
        ("coding equations", label(picture.coding_equations)),
    ]
}

fn sound_items(sound: &SoundEssence) -> Vec<Item> {
    let field = sound.soundfields.first();
    let channels = sound.channel_order().join(" ");
    vec![
        ("sample rate", shown(sound.audio_sample_rate)),
        ("bits", shown(sound.quantization_bits)),
        ("channel count", shown(sound.channel_count)),
        ("soundfield", field.map(|field| plain(&field.tag_symbol, "sg"))),
        ("channels", (!channels.is_empty()).then_some(channels)),
        ("language", field.and_then(|field| field.spoken_language.clone())),
    ]
}
