//! The answer key of a sample master: which error codes, severities and tasks are right for each defect that was planted.
//! Faults of the package itself are none of it: inspection finds them before anyone reviews.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use masters::{Defect, MasterSpec, SAMPLE_RATE_HZ, Soundfield};
use qc::calibration::{AnswerKey, PlantedDefect};
use qc::error_code::SYNC_OFFSET;
use qc::severity::Severity;
use qc::task::TaskKind;
use timecode::{Frame, FrameCount, FrameRange};

use super::Form;

/// A third of a second at 24 frames: what a careful operator hits without a frame's help.
const TOLERANCE_FRAMES: u64 = 8;

pub fn of(spec: &MasterSpec, form: Form) -> AnswerKey {
    let defects = spec
        .defects
        .iter()
        .filter_map(|defect| planted(spec, form, defect));
    AnswerKey {
        defects: defects.collect(),
    }
}

/// `FOLDER.answer-key.json`
pub fn beside(folder: &Path) -> anyhow::Result<PathBuf> {
    let folder = std::path::absolute(folder).context("the folder has no place")?;
    let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        bail!("say with --answer-key where the answer key shall go");
    };
    Ok(folder.with_file_name(format!("{name}.answer-key.json")))
}

fn planted(spec: &MasterSpec, form: Form, defect: &Defect) -> Option<PlantedDefect> {
    use Severity::{Blocker, Issue};
    let picture = form == Form::Imf;
    match defect {
        Defect::BlackFrames(range) => picture.then(|| {
            let codes = ["black-frame", "commercial-blacks", "video-drop-out"];
            at(*range, "Black frames", &codes, &[Issue, Blocker], pictures())
        }),
        Defect::FrozenFrames(range) => picture.then(|| {
            let codes = ["freeze-frame", "picture-stutter"];
            at(*range, "Frozen frames", &codes, &[Issue, Blocker], pictures())
        }),
        Defect::SilentChannel {
            soundfield,
            channel,
            range,
        } => {
            let name = format!("{channel:?} silent");
            let tasks = sounds(form, &[*soundfield]);
            Some(at(
                *range,
                &name,
                &["audio-drop-out-mute"],
                &[Issue, Blocker],
                tasks,
            ))
        }
        Defect::LateSound { samples } => Some(late_sound(spec, form, *samples)),
        // Nobody sees metadata.
        Defect::ShotBoundMissing { .. } | Defect::ShotBoundExtra(_) => None,
        Defect::WrongHash
        | Defect::MissingFile
        | Defect::TruncatedTrackFile
        | Defect::DoctypeInCpl
        | Defect::TraversalInAssetMap => None,
        other => measurable(spec, form, other),
    }
}

/// Defects that the machine finds as well.
fn measurable(spec: &MasterSpec, form: Form, defect: &Defect) -> Option<PlantedDefect> {
    let single = |frame| FrameRange::starting_at(frame, FrameCount(1));
    let whole = || FrameRange::starting_at(Frame(0), spec.frames);
    let (range, name, codes, soundfield): (FrameRange, &str, &[&str], Option<Soundfield>) = match *defect {
        Defect::FlashFrame(at) => (single(at)?, "Flash frame", &["extraneous-flash-frame"], None),
        Defect::OddFrame(at) => (
            single(at)?,
            "Foreign frame",
            &["extraneous-flash-frame", "video-hit"],
            None,
        ),
        Defect::DuplicateFrame(at) => (
            single(at)?,
            "Frame shown twice",
            &["freeze-frame", "picture-stutter"],
            None,
        ),
        Defect::Flashing(range) => (range, "Flashing", &["luminance-shift-flicker"], None),
        Defect::RedFlashing(range) => (range, "Red flashing", &["luminance-shift-flicker"], None),
        Defect::Letterbox(range) => (
            range,
            "Letterbox",
            &["frame-error", "non-native-aspect-ratio"],
            None,
        ),
        Defect::LevelsOutOfRange(range) => (
            range,
            "Luma out of range",
            &["video-artifact", "blown-out-clipped-whites"],
            None,
        ),
        Defect::OutOfGamut(range) => (
            range,
            "Colour out of gamut",
            &["video-artifact", "chroma-contamination"],
            None,
        ),
        Defect::SyncPop(at) => (
            single(at)?,
            "2-pop",
            &["extraneous-content", "extraneous-flash-frame"],
            None,
        ),
        Defect::CommercialBlack(range) => (
            range,
            "Black and silence",
            &["commercial-blacks", "black-frame"],
            None,
        ),
        Defect::DropOut { soundfield, at, .. } => (
            single(at)?,
            "Drop-out",
            &["audio-drop-out-mute"],
            Some(soundfield),
        ),
        Defect::Click { soundfield, at, .. } => (
            single(at)?,
            "Click",
            &["audio-tick", "audio-pop"],
            Some(soundfield),
        ),
        Defect::Clipping {
            soundfield, range, ..
        } => (
            range,
            "Clipping",
            &["audio-clipping-distortion"],
            Some(soundfield),
        ),
        Defect::Hum {
            soundfield, range, ..
        } => (range, "Hum", &["audio-hum-buzz"], Some(soundfield)),
        Defect::PhaseInversion { soundfield, range } => {
            (range, "Phase reversed", &["audio-phase-error"], Some(soundfield))
        }
        Defect::IdenticalChannels { soundfield } => (whole()?, "R is L", &["mono-audio"], Some(soundfield)),
        Defect::SwappedChannels { soundfield, .. } => (
            whole()?,
            "Channels swapped",
            &["audio-channel-mismap"],
            Some(soundfield),
        ),
        Defect::MosChannel { soundfield, .. } => {
            (whole()?, "Channel empty", &["mos-audio"], Some(soundfield))
        }
        _ => return None,
    };
    let tasks = match soundfield {
        Some(soundfield) => sounds(form, &[soundfield]),
        None if form == Form::Imf => pictures(),
        None => return None,
    };
    let severities = [Severity::Issue, Severity::Blocker];
    let mut planted = at(range, name, codes, &severities, tasks);
    planted.whole_programme = Some(range) == whole();
    Some(planted)
}

fn at(
    range: FrameRange,
    name: &str,
    codes: &[&str],
    severities: &[Severity],
    tasks: Vec<TaskKind>,
) -> PlantedDefect {
    PlantedDefect {
        name: name.to_owned(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        severities: severities.to_vec(),
        tasks,
        first_frame: range.first().0,
        last_frame: range.last().0,
        tolerance_frames: TOLERANCE_FRAMES,
        whole_programme: false,
    }
}

/// Every sound of the master is late or early, everywhere: it may be flagged at any place.
fn late_sound(spec: &MasterSpec, form: Form, samples: i64) -> PlantedDefect {
    let milliseconds = samples.unsigned_abs() * 1000 / u64::from(SAMPLE_RATE_HZ);
    let side = if samples < 0 { "early" } else { "late" };
    PlantedDefect {
        name: format!("All sound {milliseconds} ms {side}"),
        codes: vec![SYNC_OFFSET.to_owned(), "dialogue-out-of-sync".to_owned()],
        severities: vec![Severity::Blocker, Severity::Issue],
        tasks: sounds(form, &spec.soundfields),
        first_frame: 0,
        last_frame: spec.frames.0.saturating_sub(1),
        tolerance_frames: 0,
        whole_programme: true,
    }
}

fn pictures() -> Vec<TaskKind> {
    vec![TaskKind::Hdr, TaskKind::Sdr]
}

fn sounds(form: Form, soundfields: &[Soundfield]) -> Vec<TaskKind> {
    match form {
        Form::Printmaster => vec![TaskKind::Printmaster],
        Form::MusicAndEffects => vec![TaskKind::MusicAndEffects],
        Form::Imf => soundfields
            .iter()
            .map(|soundfield| match soundfield {
                Soundfield::FiveOne => TaskKind::FiveOne,
                Soundfield::Stereo => TaskKind::Stereo,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use masters::Channel;
    use qc::asset::AssetKind;
    use qc::calibration::KeyContext;

    use super::*;

    fn spec() -> MasterSpec {
        let range = |first, last| FrameRange::new(Frame(first), Frame(last)).unwrap();
        MasterSpec {
            defects: vec![
                Defect::BlackFrames(range(4, 9)),
                Defect::SilentChannel {
                    soundfield: Soundfield::FiveOne,
                    channel: Channel::Center,
                    range: range(20, 30),
                },
                Defect::LateSound { samples: 4_800 },
                Defect::WrongHash,
            ],
            ..MasterSpec::small("Calibration").unwrap()
        }
    }

    #[test]
    fn the_key_of_a_master_is_right_for_its_delivery() {
        for (form, kind) in [
            (Form::Imf, AssetKind::PrimaryAv),
            (Form::Printmaster, AssetKind::Printmaster),
        ] {
            let key = of(&spec(), form);
            let all = TaskKind::ALL.iter().copied();
            let context = KeyContext {
                duration: FrameCount(48),
                tasks: all.filter(|task| task.suits(kind)).collect(),
            };
            assert_eq!(key.check(&context), []);
        }
    }

    #[test]
    fn what_can_be_seen_or_heard_is_in_the_key_and_nothing_else() {
        let names = |form| -> Vec<String> {
            of(&spec(), form)
                .defects
                .into_iter()
                .map(|defect| defect.name)
                .collect()
        };
        assert_eq!(
            names(Form::Imf),
            ["Black frames", "Center silent", "All sound 100 ms late"]
        );
        assert_eq!(
            names(Form::Printmaster),
            ["Center silent", "All sound 100 ms late"]
        );
    }

    #[test]
    fn the_key_lies_beside_the_folder() {
        let path = beside(Path::new("/masters/quiet-hills/")).unwrap();
        assert_eq!(path, Path::new("/masters/quiet-hills.answer-key.json"));
        assert!(beside(Path::new("/")).is_err());
    }
}
