//! PCM track files against core constraints and delivery specification: rate, bits, one soundfield, every channel
//! labelled; and against what the composition's descriptor says of them.

use imf::cpl::SoundEssence;
use mxf::{McaLabel, SoundDescriptor};
use timecode::EditRate;

use super::track_file::{Compare, shown};
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::{Listed, Stated};

/// Channels of the soundfields of a delivery, in delivery order.
const SOUNDFIELDS: [(&str, &[&str]); 2] = [("51", &["L", "R", "C", "LFE", "Ls", "Rs"]), ("ST", &["L", "R"])];

pub(super) fn check(path: &str, place: &Place, sound: &SoundDescriptor, findings: &mut Findings) {
    let mut add = |fault| findings.add(fault, path, place.clone());
    if sound.audio_sample_rate != EditRate::new(48_000, 1).ok() {
        add(Fault::SampleRateWrong {
            found: Stated(sound.audio_sample_rate),
        });
    }
    if sound.quantization_bits != Some(24) {
        add(Fault::SampleBitsWrong {
            found: Stated(sound.quantization_bits),
        });
    }
    if sound.soundfield_groups.len() != 1 {
        add(Fault::SoundfieldCount {
            count: sound.soundfield_groups.len(),
        });
    }
    if !is_every_channel_labelled(sound) {
        let labelled = Listed(
            sound
                .channels
                .iter()
                .filter_map(|channel| channel.channel_id)
                .collect(),
        );
        add(Fault::ChannelLabelsWrong {
            channel_count: Stated(sound.channel_count),
            labelled,
        });
    }
    if let Some((soundfield, needed)) = known_soundfield(sound) {
        let (soundfield, channels) = (soundfield.to_owned(), channels(sound));
        let has_all = needed
            .iter()
            .all(|name| channels.iter().any(|channel| channel == name));
        if !has_all || channels.len() != needed.len() {
            add(Fault::ChannelsIncomplete {
                soundfield,
                channels: Listed(channels),
            });
        } else if channels != needed {
            add(Fault::ChannelOrder {
                soundfield,
                channels: Listed(channels),
            });
        }
    }
    for item in sound
        .soundfield_groups
        .iter()
        .flat_map(|field| missing_items(&field.label))
    {
        add(Fault::LabelIncomplete {
            item: item.to_owned(),
        });
    }
}

/// One label for each channel, numbered from 1. A mono file may leave the number out.
fn is_every_channel_labelled(sound: &SoundDescriptor) -> bool {
    let Some(count) = sound.channel_count else {
        return false;
    };
    let mut numbers: Vec<u32> = sound
        .channels
        .iter()
        .map(|channel| channel.channel_id.unwrap_or(u32::from(count == 1)))
        .collect();
    numbers.sort_unstable();
    numbers == (1..=count).collect::<Vec<u32>>()
}

fn known_soundfield(sound: &SoundDescriptor) -> Option<(&'static str, &'static [&'static str])> {
    let symbol = soundfield(sound)?;
    SOUNDFIELDS.into_iter().find(|(name, _)| *name == symbol)
}

fn missing_items(label: &McaLabel) -> Vec<&'static str> {
    let is_missing = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
    // ST 377-4:2021 renamed kinds to content and use class; either will do.
    let items = [
        ("language", is_missing(&label.spoken_language)),
        ("title", is_missing(&label.title)),
        ("title version", is_missing(&label.title_version)),
        (
            "content",
            is_missing(&label.audio_content_kind) && is_missing(&label.content),
        ),
        (
            "element",
            is_missing(&label.audio_element_kind) && is_missing(&label.use_class),
        ),
    ];
    items
        .into_iter()
        .filter(|(_, missing)| *missing)
        .map(|(item, _)| item)
        .collect()
}

/// `51` for a soundfield labelled `sg51`.
pub(super) fn soundfield(sound: &SoundDescriptor) -> Option<String> {
    let symbol = sound.soundfield_groups.first()?.label.tag_symbol.as_deref()?;
    Some(plain(symbol, "sg"))
}

/// `L`, `LFE`… in channel order.
pub(super) fn channels(sound: &SoundDescriptor) -> Vec<String> {
    let symbols = sound
        .channels
        .iter()
        .map(|channel| channel.label.tag_symbol.as_deref().unwrap_or("?"));
    symbols.map(|symbol| plain(symbol, "ch")).collect()
}

/// A tag symbol without the prefix that says what kind of label it is.
pub(super) fn plain(symbol: &str, prefix: &str) -> String {
    symbol.strip_prefix(prefix).unwrap_or(symbol).to_owned()
}

pub(super) fn compare(written: &SoundEssence, own: &SoundDescriptor, compare: &mut Compare<'_>) {
    compare(
        "audio sample rate",
        shown(written.audio_sample_rate),
        shown(own.audio_sample_rate),
    );
    compare(
        "channel count",
        shown(written.channel_count),
        shown(own.channel_count),
    );
    compare(
        "quantization bits",
        shown(written.quantization_bits),
        shown(own.quantization_bits),
    );
    let field = written.soundfields.first();
    let own_field = own.soundfield_groups.first().map(|field| &field.label);
    let symbol = field.map(|field| plain(&field.tag_symbol, "sg"));
    compare("soundfield", symbol, soundfield(own));
    let language = field.and_then(|field| field.spoken_language.clone());
    compare(
        "spoken language",
        language,
        own_field.and_then(|label| label.spoken_language.clone()),
    );
    let order: Vec<String> = written
        .channel_order()
        .into_iter()
        .map(|symbol| plain(symbol, "ch"))
        .collect();
    let listed = |channels: Vec<String>| (!channels.is_empty()).then(|| channels.join(" "));
    compare("channels", listed(order), listed(channels(own)));
}
