//! Masters in high dynamic range with Dolby Vision metadata: shots of their own, told in the form that is asked for.

use std::collections::BTreeSet;

use dolby::{
    ContentIntent, DisplayManagement, Globals, Level, MasteringDisplay, Metadata, Shot, TargetDisplay,
    Version,
};
use timecode::Frame;

use crate::spec::{Defect, MasterSpec};

/// What the picture's white is in PQ: 1,000 cd/m².
pub(crate) const WHITE_PQ: f32 = 0.751_83;
const PEAK_NITS: u16 = 1_000;
/// P3-D65, and BT.709 of the display of standard dynamic range.
const P3_D65: [f64; 8] = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];
const BT_709: [f64; 8] = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329];
const SDR_TARGET: u8 = 1;
/// The picture's shots, each cut from the one before; a picture of two frames has two.
const SHOTS: u64 = 3;

/// Metadata, and how the master carries them.
#[derive(Debug, Clone, PartialEq)]
pub struct DolbyVision {
    pub form: DolbyVisionForm,
    pub metadata: Metadata,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DolbyVisionForm {
    /// A document for each frame in the picture's track file.
    Embedded,
    /// A track file of its own (RDD 47), with a document for each frame.
    Track,
    /// One XML document beside the composition.
    Sidecar,
}

impl DolbyVision {
    /// The shots of the picture with different L1 and a trim for standard dynamic range, for all frames of `spec`; where
    /// its defects say so, other shots than the picture has.
    #[must_use]
    pub fn of(spec: &MasterSpec, form: DolbyVisionForm, version: Version) -> DolbyVision {
        let begins = begins(spec);
        let ends = begins.iter().skip(1).chain([&spec.frames.0]);
        let shots = (0u8..)
            .zip(begins.iter().zip(ends).map(|(begin, end)| end - begin))
            .map(|(number, duration_frames)| Shot {
                duration_frames,
                levels: levels(number, version),
                edits: Vec::new(),
            })
            .collect();
        let is_40 = version == Version::Cm40;
        DolbyVision {
            form,
            metadata: Metadata {
                version,
                edit_rate: Some(spec.edit_rate()),
                globals: Globals {
                    canvas_aspect: Some(1.777_78),
                    image_aspect: Some(1.777_78),
                    maximum_content_light: PEAK_NITS,
                    maximum_frame_average_light: 400,
                    mastering: MasteringDisplay {
                        peak_nits: PEAK_NITS,
                        minimum_nits: 0.0001,
                    },
                    targets: vec![TargetDisplay {
                        id: SDR_TARGET,
                        peak_nits: 100,
                        minimum_nits: 0.005,
                        primaries: BT_709,
                    }],
                    other_targets: Vec::new(),
                    management: is_40.then_some(DisplayManagement { mode: 0, version: 2 }),
                    intent: is_40.then_some(ContentIntent {
                        content_type: 1,
                        white_point: 0,
                    }),
                },
                shots,
            },
        }
    }
}

/// The shot of the picture that a frame belongs to, from 0.
pub(crate) fn shot_of(spec: &MasterSpec, frame: Frame) -> u64 {
    let begun = (1..SHOTS).filter(|shot| cut(spec, *shot) <= frame.0);
    begun.count() as u64
}

/// The first frame of a shot.
fn cut(spec: &MasterSpec, shot: u64) -> u64 {
    spec.frames.0.saturating_mul(shot) / SHOTS
}

/// First frames of the shots of the metadata, in order.
fn begins(spec: &MasterSpec) -> BTreeSet<u64> {
    let mut begins: BTreeSet<u64> = (0..SHOTS).map(|shot| cut(spec, shot)).collect();
    for defect in &spec.defects {
        match defect {
            Defect::ShotBoundMissing { cut: number } => {
                begins.remove(&cut(spec, *number));
            }
            Defect::ShotBoundExtra(frame) if frame.0 < spec.frames.0 => {
                begins.insert(frame.0);
            }
            _ => {}
        }
    }
    begins.insert(0);
    begins
}

fn levels(number: u8, version: Version) -> Vec<Level> {
    let step = f64::from(number) * 0.05;
    let level = |level, target, values: &[f64]| Level {
        level,
        target,
        values: values.to_vec(),
    };
    let mut levels = vec![
        level(1, None, &[0.0, 0.35 + step, 0.6 + step]),
        level(
            2,
            Some(SDR_TARGET),
            &[0.0, 0.0, 0.0, -0.01, 0.02, 0.1 + step, 0.0, 0.0, 0.0],
        ),
    ];
    if version == Version::Cm40 {
        levels.push(level(3, None, &[0.0, 0.0, 0.0]));
        let mut trim = [0.0; 20];
        trim[2] = 0.1 + step;
        levels.push(level(8, Some(SDR_TARGET), &trim));
        levels.push(level(9, None, &P3_D65));
    }
    levels
}
