//! The form of an issue as the machine would fill it in: code, severity, tasks and a description with what was measured. A
//! person reads it, corrects it and saves it; nothing here is flagged by itself.

use std::fmt::Write as _;

use measure::{FindingKind, Measured, Mix, Quantity, SoundPlace};

use crate::asset::AssetKind;
use crate::error_code::Guidance;
use crate::issue::Loudness;
use crate::machine_finding::error_code;
use crate::severity::Severity;
use crate::task::TaskKind;

/// An Issue where the code has that severity, else what it has. True peaks of an immersive mix are for information: only
/// what can be heard is an Issue.
pub fn severity_of(kind: FindingKind, mix: Option<Mix>) -> Severity {
    if kind == FindingKind::TruePeakOutOfSpec && mix == Some(Mix::Immersive) {
        return Severity::Fyi;
    }
    let code = error_code(kind);
    let applies =
        |severity: &Severity| code.is_some_and(|code| code.guidance(*severity) != Guidance::NotApplicable);
    [Severity::Issue, Severity::Blocker, Severity::Fyi]
        .into_iter()
        .find(applies)
        .unwrap_or(Severity::Issue)
}

/// The tasks of a request in which it can be seen or heard; none when it is not of this request. `channels` is how many
/// the sound track has; none for the picture.
pub fn tasks_of(asset: AssetKind, channels: Option<usize>, tasks: &[TaskKind]) -> Vec<TaskKind> {
    let is_met = |task: &TaskKind| match (asset, channels) {
        (AssetKind::PrimaryAv, None) => matches!(task, TaskKind::Hdr | TaskKind::Sdr),
        (AssetKind::PrimaryAv, Some(6)) => *task == TaskKind::FiveOne,
        (AssetKind::PrimaryAv, Some(1 | 2)) => *task == TaskKind::Stereo,
        (AssetKind::PrimaryAv, Some(_)) => *task == TaskKind::Atmos,
        (asset, _) => task.suits(asset),
    };
    tasks.iter().copied().filter(is_met).collect()
}

/// Both measurements of a loudness flag, when both could be made.
pub fn loudness_of(measured: &[Measured]) -> Option<Loudness> {
    let value = |quantity: Quantity| {
        let found = measured.iter().find(|measured| measured.quantity == quantity);
        found.map(|measured| (measured.value * 10.0).round() / 10.0)
    };
    Some(Loudness {
        dialogue_lkfs: value(Quantity::SpeechLkfs)?,
        programme_lkfs: value(Quantity::IntegratedLkfs)?,
    })
}

/// What is wrong in which channels, and what was measured. Loudness is told by `measure::loudness_text` instead.
pub fn description(kind: FindingKind, sound: Option<&SoundPlace>, measured: &[Measured]) -> String {
    let mut text = what_is_wrong(kind).to_owned();
    let channels = sound.map(|place| place.channels.join(", ")).unwrap_or_default();
    // Writing into a string cannot fail.
    if !channels.is_empty() {
        let _ = write!(text, " in {channels}");
    }
    text.push('.');
    let values: Vec<String> = measured.iter().map(|value| value_text(kind, value)).collect();
    if !values.is_empty() {
        let _ = write!(text, " Measured: {}.", values.join(", "));
    }
    text
}

fn what_is_wrong(kind: FindingKind) -> &'static str {
    use FindingKind::*;
    match kind {
        Black => "Black picture within the programme",
        CommercialBlack => "Black and silence as long as a commercial break",
        HeadBlackMissing => "The second of black and silence at the head is missing or too short",
        TailBlackMissing => "The second of black and silence at the tail is missing or too short",
        Freeze => "The picture stands still",
        DuplicateFrames => "A frame is shown again within motion",
        FlashFrame => "A frame far brighter than those before and after",
        OddFrame => "A frame foreign to those before and after",
        PhotosensitiveFlashing => "Flashing beyond ITU-R BT.1702",
        PhotosensitiveRed => "Flashing of saturated red beyond ITU-R BT.1702",
        LetterboxChange => "Black bars of another size than in most of the programme",
        LevelsOutOfRange => "Luma outside EBU R 103",
        OutOfGamut => "Colours outside the gamut of the master",
        MaxCllExceeded => "Brighter pixels than MaxCLL states",
        MaxFallExceeded => "A brighter frame average than MaxFALL states",
        DolbyVisionL1Missing => "No L1 in the Dolby Vision metadata",
        DolbyVisionL1Constant => "The same L1 in the Dolby Vision metadata of all shots",
        DolbyVisionL1Zero => "L1 of the Dolby Vision metadata says black, the picture is not",
        DolbyVisionL1Changes => "L1 of the Dolby Vision metadata changes inside a shot",
        DolbyVisionShotBound => "A shot of the Dolby Vision metadata begins where the picture has no cut",
        DolbyVisionCutInShot => "A cut within a shot of the Dolby Vision metadata",
        AvOffset => "Sound and picture are not in sync",
        Silence => "Silence",
        DropOut => "The sound breaks off and comes back from one sample to the next",
        MosChannel => "No signal from end to end",
        IdenticalChannels => "The same signal twice",
        PhaseInverted => "Signals that cancel each other",
        Clipping => "Flattened waveform",
        Click => "A click",
        Hum => "Mains hum",
        ChannelOrder => "A signal that the channel's label does not promise",
        LoudnessOutOfSpec => "Loudness out of specification",
        TruePeakOutOfSpec => "True peak over the limit",
    }
}

fn value_text(kind: FindingKind, measured: &Measured) -> String {
    use Quantity::*;
    let value = measured.value;
    match measured.quantity {
        MeanLuma => format!("mean luma {:.1} %", value * 100.0),
        Difference => format!("difference to the frame before {:.2} %", value * 100.0),
        Area => format!("{:.1} % of the picture", value * 100.0),
        FlashesPerSecond => format!("{value:.0} flashes per second"),
        BarTop => format!("bar at the top {:.1} %", value * 100.0),
        BarBottom => format!("at the bottom {:.1} %", value * 100.0),
        BarLeft => format!("at the left {:.1} %", value * 100.0),
        BarRight => format!("at the right {:.1} %", value * 100.0),
        Seconds => format!("{value:.2} s"),
        Count if matches!(kind, FindingKind::Freeze | FindingKind::DuplicateFrames) => {
            format!("{value:.0} frames")
        }
        Count
            if matches!(
                kind,
                FindingKind::DolbyVisionL1Missing | FindingKind::DolbyVisionL1Constant
            ) =>
        {
            format!("{value:.0} shots")
        }
        Count if kind == FindingKind::DolbyVisionL1Changes => format!("{value:.0} frames"),
        Count if kind == FindingKind::AvOffset => {
            format!(
                "by {value:.0} {} that both have",
                if value > 1.5 { "marks" } else { "mark" }
            )
        }
        Count => format!("{value:.0} times"),
        MaxCllNits => format!("MaxCLL {value:.0} cd/m²"),
        MaxFallNits => format!("MaxFALL {value:.0} cd/m²"),
        StatedNits => format!("stated {value:.0} cd/m²"),
        L1Minimum => format!("L1 minimum {value:.4}"),
        L1Average => format!("average {value:.4}"),
        L1Maximum => format!("maximum {value:.4}"),
        L1Change => format!("largest change {value:.4}"),
        BoundFrames => format!("{:.0} frames {}", value.abs(), late_or_early(value)),
        OffsetMs => format!("sound {:.0} ms {}", value.abs(), late_or_early(value)),
        OffsetFrames => format!("{:.1} frames", value.abs()),
        PeakDbfs => format!("peak {value:.1} dBFS"),
        RmsDbfs => format!("RMS {value:.1} dBFS"),
        Correlation => format!("correlation {value:.2}"),
        FrequencyHz => format!("{value:.0} Hz"),
        IntegratedLkfs => format!("full programme {value:.1} LKFS"),
        SpeechLkfs => format!("dialogue {value:.1} LKFS (advisory)"),
        TruePeakDbtp => format!("true peak {value:.1} dBTP"),
        EnergyShare => format!("{:.0} % of the energy", value * 100.0),
    }
}

/// Above 0 something comes later than it should.
fn late_or_early(value: f64) -> &'static str {
    match value < 0.0 {
        true => "early",
        false => "late",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_proposes_a_code_of_the_list_with_a_severity_that_the_code_has() {
        for kind in FindingKind::ALL {
            let code = error_code(kind).unwrap();
            let severity = severity_of(kind, None);
            assert_ne!(
                code.guidance(severity),
                Guidance::NotApplicable,
                "{}",
                kind.name()
            );
        }
        assert_eq!(severity_of(FindingKind::MosChannel, None), Severity::Blocker);
        assert_eq!(severity_of(FindingKind::Freeze, None), Severity::Issue);
    }

    #[test]
    fn a_true_peak_of_an_immersive_mix_is_for_information() {
        let kind = FindingKind::TruePeakOutOfSpec;
        assert_eq!(severity_of(kind, Some(Mix::Immersive)), Severity::Fyi);
        assert_eq!(severity_of(kind, Some(Mix::Printmaster)), Severity::Issue);
    }

    #[test]
    fn a_finding_belongs_to_the_tasks_that_can_meet_it() {
        use TaskKind::*;
        let all = [Hdr, Sdr, FiveOne, Stereo];
        assert_eq!(tasks_of(AssetKind::PrimaryAv, None, &all), [Hdr, Sdr]);
        assert_eq!(tasks_of(AssetKind::PrimaryAv, Some(6), &all), [FiveOne]);
        assert_eq!(tasks_of(AssetKind::PrimaryAv, Some(2), &all), [Stereo]);
        assert!(tasks_of(AssetKind::PrimaryAv, Some(6), &[Sdr, Stereo]).is_empty());
        let joint = [Printmaster, MusicAndEffects];
        assert_eq!(
            tasks_of(AssetKind::MusicAndEffects, Some(6), &joint),
            [MusicAndEffects]
        );
        assert_eq!(tasks_of(AssetKind::Printmaster, Some(2), &joint), [Printmaster]);
    }

    #[test]
    fn the_description_says_where_and_what_was_measured() {
        let measured = |quantity, value| Measured { quantity, value };
        let place = SoundPlace {
            track: 0,
            channels: vec!["L".into(), "R".into()],
        };
        assert_eq!(
            description(
                FindingKind::DropOut,
                Some(&place),
                &[
                    measured(Quantity::Seconds, 0.25),
                    measured(Quantity::RmsDbfs, -18.04)
                ],
            ),
            "The sound breaks off and comes back from one sample to the next in L, R. Measured: 0.25 s, RMS -18.0 dBFS."
        );
        assert_eq!(
            description(FindingKind::Freeze, None, &[measured(Quantity::Count, 20.0)]),
            "The picture stands still. Measured: 20 frames."
        );
    }

    #[test]
    fn an_offset_says_on_which_side_the_sound_is() {
        let place = SoundPlace {
            track: 1,
            channels: Vec::new(),
        };
        let told = |ms, frames, marks| {
            let values = [
                (Quantity::OffsetMs, ms),
                (Quantity::OffsetFrames, frames),
                (Quantity::Count, marks),
            ];
            let measured = values.map(|(quantity, value)| Measured { quantity, value });
            description(FindingKind::AvOffset, Some(&place), &measured)
        };
        assert_eq!(
            told(83.3, 2.0, 3.0),
            "Sound and picture are not in sync. Measured: sound 83 ms late, 2.0 frames, by 3 marks that both have."
        );
        assert_eq!(
            told(-41.7, -1.0, 1.0),
            "Sound and picture are not in sync. Measured: sound 42 ms early, 1.0 frames, by 1 mark that both have."
        );
    }

    #[test]
    fn a_loudness_flag_has_both_measurements_or_is_left_to_the_operator() {
        let speech = Measured {
            quantity: Quantity::SpeechLkfs,
            value: -20.04,
        };
        let whole = Measured {
            quantity: Quantity::IntegratedLkfs,
            value: -18.0,
        };
        let both = Loudness {
            dialogue_lkfs: -20.0,
            programme_lkfs: -18.0,
        };
        assert_eq!(loudness_of(&[whole, speech]), Some(both));
        assert_eq!(loudness_of(&[whole]), None);
    }
}
