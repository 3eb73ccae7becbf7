//! From metadata to the RPUs of profile 8.1: what a decoder of Dolby Vision finds beside each HDR10 picture. Made once for a
//! whole programme, so that a shot that is cut by a chunk's border is one shot all the same.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dolby_vision::rpu::dovi_rpu::DoviRpu;
use dolby_vision::rpu::extension_metadata::blocks::ExtMetadataBlock;
use dolby_vision::rpu::generate::{GenerateConfig, GenerateProfile, ShotFrameEdit, VideoShot};
use dolby_vision::xml::{CmXmlParser, XmlParserOpts};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use timecode::FrameRange;

use crate::metadata::{Metadata, Shot};
use crate::write::sidecar_document;

/// Shots and edits that are handed on at once: a document of a few megabytes.
const BATCH_ENTRIES: usize = 2_000;
const PROFILE: u8 = 8;

#[derive(Debug, thiserror::Error)]
#[error("no RPU can be made of the metadata: {why}")]
pub struct RpuError {
    why: String,
}

/// Neighbouring frames that have the same RPU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RpuRun {
    pub frames: u64,
    /// Header and all, without a start code.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub nal_unit: Vec<u8>,
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}

/// The RPUs of every frame for a picture of this width and height.
///
/// # Errors
/// Numbers that an RPU cannot say.
pub fn rpus(metadata: &Metadata, (width, height): (u32, u32)) -> Result<Vec<RpuRun>, RpuError> {
    let side = |length| u16::try_from(length).map_err(|_| failed("the picture is too large"));
    let canvas = (side(width)?, side(height)?);
    let mut runs = Vec::new();
    for shots in batches(&metadata.shots) {
        let batch = Metadata {
            shots: shots.to_vec(),
            ..metadata.clone_without_shots()
        };
        add_batch(&mut runs, &batch, canvas)?;
    }
    Ok(runs)
}

fn batches(shots: &[Shot]) -> impl Iterator<Item = &[Shot]> {
    let mut rest = shots;
    std::iter::from_fn(move || {
        let mut entries = 0;
        let fits = |shot: &&Shot| {
            entries += 1 + shot.edits.len();
            entries <= BATCH_ENTRIES
        };
        // One shot of many edits is a batch of its own.
        let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (batch, behind) = rest.split_at_checked(count)?;
        rest = behind;
        (!batch.is_empty()).then_some(batch)
    })
}

impl Metadata {
    fn clone_without_shots(&self) -> Metadata {
        Metadata {
            version: self.version,
            edit_rate: self.edit_rate,
            globals: self.globals.clone(),
            shots: Vec::new(),
        }
    }
}

fn add_batch(runs: &mut Vec<RpuRun>, batch: &Metadata, (width, height): (u16, u16)) -> Result<(), RpuError> {
    let options = XmlParserOpts {
        canvas_width: Some(width),
        canvas_height: Some(height),
    };
    let parser = CmXmlParser::new(sidecar_document(batch), options).map_err(failed)?;
    let mut config = parser.config;
    config.profile = GenerateProfile::Profile81;
    let shots = std::mem::take(&mut config.shots);
    for shot in &shots {
        add_shot(runs, &mut config, shot)?;
    }
    Ok(())
}

/// A shot has an RPU for its first frame, which says that a scene begins, one for each edit, and one for all others.
fn add_shot(runs: &mut Vec<RpuRun>, config: &mut GenerateConfig, shot: &VideoShot) -> Result<(), RpuError> {
    let edits: Vec<&ShotFrameEdit> = shot
        .frame_edits
        .iter()
        .filter(|edit| edit.edit_offset > 0)
        .collect();
    let on_first = shot.frame_edits.iter().filter(|edit| edit.edit_offset == 0);
    let placed = |(place, edit): (usize, &&ShotFrameEdit)| ShotFrameEdit {
        edit_offset: place + 2,
        metadata_blocks: edit.metadata_blocks.clone(),
    };
    let frame_edits: Vec<ShotFrameEdit> = on_first
        .cloned()
        .chain(edits.iter().enumerate().map(placed))
        .collect();
    config.length = 2 + edits.len();
    config.shots = vec![VideoShot {
        duration: config.length,
        frame_edits,
        metadata_blocks: shot.metadata_blocks.clone(),
        ..VideoShot::default()
    }];
    let made = config.generate_rpu_list().map_err(failed)?;
    let units: Result<Vec<Vec<u8>>, RpuError> = made
        .iter()
        .map(|rpu| rpu.write_hevc_unspec62_nalu().map_err(failed))
        .collect();
    let units = units?;
    let [first, plain, edited @ ..] = units.as_slice() else {
        return Err(failed("no RPU was made"));
    };
    push(runs, 1, first);
    let mut next = 1;
    for (edit, unit) in edits.iter().zip(edited) {
        push(runs, edit.edit_offset.saturating_sub(next), plain);
        push(runs, 1, unit);
        next = edit.edit_offset + 1;
    }
    push(runs, shot.duration.saturating_sub(next), plain);
    Ok(())
}

fn push(runs: &mut Vec<RpuRun>, frames: usize, unit: &[u8]) {
    let frames = frames as u64;
    match runs.last_mut() {
        _ if frames == 0 => {}
        Some(last) if last.nal_unit == unit => last.frames += frames,
        _ => runs.push(RpuRun {
            frames,
            nal_unit: unit.to_vec(),
        }),
    }
}

fn failed(why: impl std::fmt::Display) -> RpuError {
    RpuError { why: why.to_string() }
}

/// The runs of a part of the programme.
#[must_use]
pub fn cut(runs: &[RpuRun], range: FrameRange) -> Vec<RpuRun> {
    let (first, end) = (range.first().0, range.last().0 + 1);
    let mut start = 0;
    let mut found = Vec::new();
    for run in runs {
        let (from, to) = (start.max(first), (start + run.frames).min(end));
        start += run.frames;
        if from < to {
            found.push(RpuRun {
                frames: to - from,
                nal_unit: run.nal_unit.clone(),
            });
        }
    }
    found
}

/// Whether this is a whole RPU of profile 8.
///
/// # Errors
/// What is wrong with it.
pub fn check_rpu(nal_unit: &[u8]) -> Result<(), RpuError> {
    let rpu = DoviRpu::parse_unspec62_nalu(nal_unit).map_err(failed)?;
    match rpu.dovi_profile {
        PROFILE => Ok(()),
        other => Err(failed(format_args!("it is of profile {other}"))),
    }
}

/// Darkest, mean and brightest of L1 in an RPU, as PQ codes of 12 bits.
#[must_use]
pub fn image_character_of(nal_unit: &[u8]) -> Option<[u16; 3]> {
    let rpu = DoviRpu::parse_unspec62_nalu(nal_unit).ok()?;
    match rpu.vdr_dm_data?.get_block(1)? {
        ExtMetadataBlock::Level1(level) => Some([level.min_pq, level.avg_pq, level.max_pq]),
        _ => None,
    }
}
