//! From what inspection learned to what the making of streams asks: a composition of an IMF package, or the soundfields of
//! a WAV set. Also what a delivery's row keeps of either.

use anyhow::{Context, bail};
use conform::{CompositionFacts, DolbyVisionFacts, Inspected, PictureFacts, SoundFacts, WavSoundfieldFacts};
use imf::Colour;
use imf::cpl::LightLevels;
use serde::{Deserialize, Serialize};
use streams::facts::{
    ColourModel, ColourRange, CompositionFacts as StreamFacts, DolbyVision, LightLevel,
    MasteringDisplay as StreamDisplay, PictureCoding, PictureFacts as StreamPicture, Primaries,
    SoundFacts as StreamSound, Soundfield, Source, Transfer,
};
use timecode::{EditRate, FrameCount};

use super::inputs::PACKAGE;
use super::renditions::Shown;

/// First frame of media, of action, of the composition (ST 2067-3 Annex A).
const FIRST_OF_MEDIA: [&str; 3] = ["FFOM", "FFOA", "FFOC"];

/// What the row keeps; the two are told apart by their fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Kept {
    Composition(Box<CompositionFacts>),
    Waves { soundfields: Vec<WavSoundfieldFacts> },
}

impl Kept {
    pub fn of(inspected: &Inspected) -> Option<Kept> {
        match &inspected.composition {
            Some(composition) => Some(Kept::Composition(Box::new(composition.clone()))),
            None if inspected.soundfields.is_empty() => None,
            None => Some(Kept::Waves {
                soundfields: inspected.soundfields.clone(),
            }),
        }
    }

    pub fn has_picture(&self) -> bool {
        self.shown() != Shown::SoundAlone
    }

    pub fn shown(&self) -> Shown {
        match self {
            Kept::Composition(composition) => match &composition.picture {
                Some(picture) if picture.is_hdr => Shown::HighDynamicRange,
                Some(_) => Shown::StandardDynamicRange,
                None => Shown::SoundAlone,
            },
            Kept::Waves { .. } => Shown::SoundAlone,
        }
    }

    /// Whether labels are counted in drop frame, where the master says so.
    pub fn drop_frame(&self) -> Option<bool> {
        let Kept::Composition(composition) = self else {
            return None;
        };
        let said = composition.timecode.as_ref().map(|said| said.is_drop_frame);
        said.or(composition.start.map(|start| start.counting.drop_frame()))
    }

    /// The frame of the day that the first frame is labelled with; 0 where nothing says so.
    pub fn start_frame(&self, rate: EditRate) -> u64 {
        let start = match self {
            Kept::Composition(composition) => composition.start.map(|start| start.frame),
            Kept::Waves { soundfields } => conform::start::of_waves(soundfields, rate),
        };
        start.map_or(0, |frame| frame.0)
    }

    /// Where the first frame of media stands: by the marker that says so, the plainest first.
    pub fn ffom_frame(&self) -> Option<u64> {
        let Kept::Composition(composition) = self else {
            return None;
        };
        let marked = |label: &str| composition.markers.iter().find(|marker| marker.label == label);
        let marker = FIRST_OF_MEDIA.iter().find_map(|label| marked(label))?;
        Some(marker.frame.0).filter(|frame| *frame < composition.duration_frames.0)
    }

    /// The length in frames of `rate`: of WAV files the last whole frame counts.
    pub fn duration_frames(&self, rate: EditRate) -> u64 {
        match self {
            Kept::Composition(composition) => composition.duration_frames.0,
            Kept::Waves { soundfields } => soundfields
                .iter()
                .map(|field| frames(field, rate))
                .max()
                .unwrap_or(0)
                .max(1),
        }
    }
}

fn frames(field: &WavSoundfieldFacts, rate: EditRate) -> u64 {
    let per_frame = u128::from(field.sample_rate_hz) * u128::from(rate.den());
    let frames = (u128::from(field.frames) * u128::from(rate.num())).checked_div(per_frame);
    u64::try_from(frames.unwrap_or(0)).unwrap_or(u64::MAX)
}

/// What is to be streamed, and where the program finds it.
pub(super) fn to_stream(
    kept: &Kept,
    asset_maps: Vec<String>,
    rate: Option<EditRate>,
    language: &str,
) -> anyhow::Result<(StreamFacts, Source)> {
    match kept {
        Kept::Composition(composition) => {
            let cpl = format!("{PACKAGE}/{}", composition.cpl_path);
            let source = Source::Composition { cpl, asset_maps };
            Ok((of_composition(composition)?, source))
        }
        Kept::Waves { soundfields } => {
            let edit_rate = rate.context("a WAV set needs an edit rate")?;
            let facts = StreamFacts {
                edit_rate,
                duration_frames: FrameCount(kept.duration_frames(edit_rate)),
                picture: None,
                sound: soundfields
                    .iter()
                    .map(|field| of_waves(field, language))
                    .collect(),
            };
            Ok((
                facts,
                Source::Waves {
                    tracks: soundfields.iter().map(files_of).collect(),
                },
            ))
        }
    }
}

fn of_composition(composition: &CompositionFacts) -> anyhow::Result<StreamFacts> {
    let sound: anyhow::Result<Vec<_>> = composition.sound.iter().map(sound).collect();
    Ok(StreamFacts {
        edit_rate: composition.edit_rate,
        duration_frames: composition.duration_frames,
        picture: composition.picture.as_ref().map(picture).transpose()?,
        sound: sound?,
    })
}

fn picture(facts: &PictureFacts) -> anyhow::Result<StreamPicture> {
    let (primaries, transfer) = match facts.colour {
        Colour::Bt709 => (Primaries::Bt709, Transfer::Sdr),
        Colour::Bt2020 => (Primaries::Bt2020, Transfer::Sdr),
        Colour::P3D65Pq => (Primaries::P3D65, Transfer::Pq),
        Colour::Bt2020Pq => (Primaries::Bt2020, Transfer::Pq),
        Colour::Hlg => (Primaries::Bt2020, Transfer::Hlg),
        Colour::Unknown => bail!("the picture does not say its colour; guessing would show it wrongly"),
    };
    let coding = &facts.coding;
    Ok(StreamPicture {
        width: facts.width.context("the picture does not say its width")?,
        height: facts.height.context("the picture does not say its height")?,
        display_aspect: coding.display_aspect,
        coding: match (coding.is_jpeg2000, coding.is_high_throughput) {
            (true, true) => PictureCoding::HighThroughputJpeg2000,
            (true, false) => PictureCoding::Jpeg2000,
            (false, _) => PictureCoding::Other,
        },
        model: if coding.is_rgb {
            ColourModel::Rgb
        } else {
            ColourModel::YCbCr
        },
        range: if coding.is_full_range {
            ColourRange::Full
        } else {
            ColourRange::Limited
        },
        primaries,
        transfer,
        mastering_peak_nits: coding.mastering_peak_nits.filter(|nits| *nits > 0),
        mastering: coding.mastering.map(|display| StreamDisplay {
            primaries: display.primaries,
            white_point: display.white_point,
            maximum_luminance: display.maximum_luminance,
            minimum_luminance: display.minimum_luminance,
        }),
        light_level: light_level(coding.light_levels),
        dolby_vision: facts.dolby_vision.as_ref().map(dolby_vision),
    })
}

/// Zero says to a screen that one of the two is not known.
fn light_level(stated: LightLevels) -> Option<LightLevel> {
    if stated == LightLevels::default() {
        return None;
    }
    Some(LightLevel {
        maximum_content: stated.max_cll.unwrap_or(0),
        maximum_frame_average: stated.max_fall.unwrap_or(0),
    })
}

fn dolby_vision(carried: &DolbyVisionFacts) -> DolbyVision {
    match &carried.metadata {
        Some(packed) => DolbyVision::Metadata(packed.clone()),
        None => DolbyVision::Unfit(carried.unreadable.clone().unwrap_or_default()),
    }
}

fn sound(facts: &SoundFacts) -> anyhow::Result<StreamSound> {
    let rate = facts
        .sample_rate
        .context("a sound track does not say its sampling rate")?;
    let symbol = |name: &str, group: &str| format!("{group}{name}");
    Ok(StreamSound {
        soundfield: facts.soundfield.as_deref().map_or(Soundfield::Other, |field| {
            Soundfield::from_tag_symbol(&symbol(field, "sg"))
        }),
        channel_count: u32::try_from(facts.channels.len())?,
        channel_labels: facts
            .channels
            .iter()
            .map(|channel| symbol(channel, "ch"))
            .collect(),
        sample_rate: rate.num() / rate.den().max(1),
        language: facts.language.clone(),
        content: None,
    })
}

fn of_waves(field: &WavSoundfieldFacts, language: &str) -> StreamSound {
    let channel_labels: Vec<String> = channels_of(field)
        .iter()
        .map(|channel| format!("ch{channel}"))
        .collect();
    StreamSound {
        soundfield: match field.soundfield {
            audio::Soundfield::FiveOne => Soundfield::FiveOne,
            audio::Soundfield::Stereo => Soundfield::Stereo,
            audio::Soundfield::LtRt => Soundfield::LtRt,
            audio::Soundfield::Mono => Soundfield::Mono,
        },
        channel_count: u32::try_from(channel_labels.len()).unwrap_or(0),
        channel_labels,
        sample_rate: field.sample_rate_hz,
        language: Some(language.to_owned()),
        content: None,
    }
}

/// In the soundfield's order.
fn channels_of(field: &WavSoundfieldFacts) -> Vec<audio::Channel> {
    let order = field.soundfield.channels();
    order
        .iter()
        .copied()
        .filter(|channel| field.channels.contains_key(channel))
        .collect()
}

/// One interleaved file, or a file for each channel.
fn files_of(field: &WavSoundfieldFacts) -> Vec<String> {
    let channels = channels_of(field);
    let mut files = channels
        .iter()
        .filter_map(|channel| Some(format!("{PACKAGE}/{}", field.channels.get(channel)?)));
    if field.is_interleaved {
        files.next().into_iter().collect()
    } else {
        files.collect()
    }
}
