//! Masters in high dynamic range with Dolby Vision metadata: shots of their own, told in the form that is asked for.

use dolby::{
    ContentIntent, DisplayManagement, Globals, Level, MasteringDisplay, Metadata, Shot, TargetDisplay,
    Version,
};

use crate::spec::MasterSpec;

/// What the picture's white is in PQ: 1,000 cd/m².
pub(crate) const WHITE_PQ: f32 = 0.751_83;
const PEAK_NITS: u16 = 1_000;
/// P3-D65, and BT.709 of the display of standard dynamic range.
const P3_D65: [f64; 8] = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];
const BT_709: [f64; 8] = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329];
const SDR_TARGET: u8 = 1;
/// A picture's shots, at most; each has other numbers.
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
    /// One XML document beside the composition.
    Sidecar,
}

impl DolbyVision {
    /// Three shots with different L1 and a trim for standard dynamic range, for all frames of `spec`.
    #[must_use]
    pub fn of(spec: &MasterSpec, form: DolbyVisionForm, version: Version) -> DolbyVision {
        let frames = spec.frames.0;
        let borders: Vec<u64> = (0..=SHOTS).map(|shot| frames * shot / SHOTS).collect();
        let durations = borders.windows(2).map(|pair| pair[1] - pair[0]);
        let shots = (0u8..)
            .zip(durations.filter(|duration| *duration > 0))
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
