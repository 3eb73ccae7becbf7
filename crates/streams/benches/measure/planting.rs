//! Draws a master: which defects, where. Defects of the picture lie in slots of their own; those of the sound in
//! channels of their own, so that each truth is one finding. Of every eight masters one is clean, one has its sound out of
//! sync, and one has Dolby Vision metadata with shots off their cuts.

use masters::{
    Channel, Defect, DolbyVision, DolbyVisionForm, DolbyVisionVersion, MasterError, MasterSpec,
    SAMPLE_RATE_HZ, Soundfield,
};
use measure::FindingKind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use timecode::{Frame, FrameCount, FrameRange};

/// A programme's second of black and silence at head and tail.
const SLUG: u64 = 24;
const FRAMES: u64 = 16 * 24;
/// Frames between two defects: nothing of one is in the other's surroundings.
const APART: u64 = 20;
const TURNS: u64 = 8;
const SAMPLES_PER_FRAME: i64 = SAMPLE_RATE_HZ as i64 / 24;
/// Black before and after a 2-pop.
const POP_BLACK: u64 = 12;

/// What should be found.
#[derive(Debug, Clone)]
pub struct Planted {
    pub kind: FindingKind,
    pub range: FrameRange,
    pub track: Option<usize>,
}

/// Picture defects in turn, with the length they may have.
const PICTURE: [(FindingKind, u64, u64); 11] = [
    (FindingKind::Black, 1, 30),
    (FindingKind::Freeze, 12, 36),
    (FindingKind::DuplicateFrames, 1, 1),
    (FindingKind::FlashFrame, 1, 1),
    (FindingKind::OddFrame, 1, 1),
    (FindingKind::PhotosensitiveFlashing, 26, 44),
    (FindingKind::PhotosensitiveRed, 26, 44),
    (FindingKind::LetterboxChange, 16, 40),
    (FindingKind::LevelsOutOfRange, 2, 30),
    (FindingKind::OutOfGamut, 2, 30),
    (FindingKind::CommercialBlack, 96, 110),
];

pub fn plan(place: u64, draw: &mut ChaCha8Rng) -> Result<(MasterSpec, Vec<Planted>), MasterError> {
    let mut spec = MasterSpec {
        frames: FrameCount(FRAMES),
        width: 320,
        height: 180,
        seed: draw.random_range(0..1000),
        ..MasterSpec::small(&format!("Planted {place}"))?
    };
    let mut planted = Vec::new();
    match place % TURNS {
        5 => {
            slugs(&mut spec, &mut planted, draw, true);
            // In sync, as it is in clean masters that still have their leader.
            let at = draw.random_range(100..FRAMES - 100);
            pop(&mut spec, &mut planted, at);
        }
        6 => out_of_sync(&mut spec, &mut planted, draw),
        7 => {
            slugs(&mut spec, &mut planted, draw, true);
            shots(&mut spec, &mut planted, draw);
        }
        _ => {
            slugs(&mut spec, &mut planted, draw, false);
            pictures(&mut spec, &mut planted, draw, place);
            whole_soundfield(&mut spec, &mut planted, place);
            sounds(&mut spec, &mut planted, draw, place);
        }
    }
    Ok((spec, planted))
}

/// All sound late or early by one frame to nearly half a second, with one or two 2-pops, and a flash that has no sound.
fn out_of_sync(spec: &mut MasterSpec, planted: &mut Vec<Planted>, draw: &mut ChaCha8Rng) {
    let samples = draw.random_range(SAMPLES_PER_FRAME..23_000) * if draw.random_bool(0.5) { 1 } else { -1 };
    let late = (samples as f64 / SAMPLES_PER_FRAME as f64).floor() as i64;
    // So long that a second of black and silence is left whichever way the sound moved.
    let slug = SLUG + late.unsigned_abs() + 4;
    spec.defects.push(Defect::CommercialBlack(range(0, slug)));
    spec.defects
        .push(Defect::CommercialBlack(range(FRAMES - slug, slug)));
    spec.defects.push(Defect::LateSound { samples });
    let first = slug + 40 + draw.random_range(0..20);
    let second = first + 80 + draw.random_range(0..20);
    let pops = if draw.random_bool(0.5) {
        vec![first, second]
    } else {
        vec![first]
    };
    pops.iter().for_each(|at| pop(spec, planted, *at));
    let flash = second + 50 + draw.random_range(0..20);
    spec.defects.push(Defect::FlashFrame(Frame(flash)));
    planted.push(of_picture(FindingKind::FlashFrame, range(flash, 1)));
    // The cut out of the slug agrees with the pops.
    let marks = [&[slug], pops.as_slice()].concat();
    let ends = || marks.iter().flat_map(|at| [*at, at.saturating_add_signed(late)]);
    let (from, to) = (ends().min().unwrap_or(0), ends().max().unwrap_or(0));
    planted.extend([0, 1].map(|track| Planted {
        kind: FindingKind::AvOffset,
        range: range(from, to - from + 1),
        track: Some(track),
    }));
}

/// A 2-pop is black, a flash, and black again.
fn pop(spec: &mut MasterSpec, planted: &mut Vec<Planted>, at: u64) {
    spec.defects.push(Defect::SyncPop(Frame(at)));
    planted.extend([
        of_picture(FindingKind::Black, range(at - POP_BLACK, POP_BLACK)),
        of_picture(FindingKind::FlashFrame, range(at, 1)),
        of_picture(FindingKind::Black, range(at + 1, POP_BLACK)),
    ]);
}

/// One bound beside its cut; the other is right or left out.
fn shots(spec: &mut MasterSpec, planted: &mut Vec<Planted>, draw: &mut ChaCha8Rng) {
    let cuts = [FRAMES / 3, FRAMES * 2 / 3];
    let (moved, other) = if draw.random_bool(0.5) { (1, 2) } else { (2, 1) };
    let cut = cuts[moved - 1];
    let by = draw.random_range(2..=12);
    let bound = if draw.random_bool(0.5) { cut + by } else { cut - by };
    spec.defects.push(Defect::ShotBoundMissing { cut: moved as u64 });
    spec.defects.push(Defect::ShotBoundExtra(Frame(bound)));
    planted.push(of_picture(
        FindingKind::DolbyVisionShotBound,
        range(cut.min(bound), by),
    ));
    if draw.random_bool(0.7) {
        spec.defects.push(Defect::ShotBoundMissing { cut: other as u64 });
        planted.push(of_picture(
            FindingKind::DolbyVisionCutInShot,
            range(cuts[other - 1], 1),
        ));
    }
    spec.dolby_vision = Some(DolbyVision::of(
        spec,
        DolbyVisionForm::Embedded,
        DolbyVisionVersion::Cm40,
    ));
}

fn of_picture(kind: FindingKind, range: FrameRange) -> Planted {
    Planted {
        kind,
        range,
        track: None,
    }
}

fn range(first: u64, count: u64) -> FrameRange {
    let range = FrameRange::starting_at(Frame(first), FrameCount(count.max(1)));
    range.expect("a short range")
}

fn slugs(spec: &mut MasterSpec, planted: &mut Vec<Planted>, draw: &mut ChaCha8Rng, is_clean: bool) {
    let ends = [
        (FindingKind::HeadBlackMissing, range(0, SLUG)),
        (FindingKind::TailBlackMissing, range(FRAMES - SLUG, SLUG)),
    ];
    for (kind, range) in ends {
        match !is_clean && draw.random_bool(0.3) {
            true => planted.push(Planted {
                kind,
                range,
                track: None,
            }),
            false => spec.defects.push(Defect::CommercialBlack(range)),
        }
    }
}

/// As many as fit, beginning with another kind in each master.
fn pictures(spec: &mut MasterSpec, planted: &mut Vec<Planted>, draw: &mut ChaCha8Rng, place: u64) {
    let mut next = SLUG + APART;
    for turn in 0..PICTURE.len() {
        let Some((kind, least, most)) = PICTURE.get((place as usize * 5 + turn) % PICTURE.len()).copied()
        else {
            continue;
        };
        let first = next + draw.random_range(0..8);
        let mut length = draw.random_range(least..=most);
        if matches!(
            kind,
            FindingKind::PhotosensitiveFlashing | FindingKind::PhotosensitiveRed
        ) {
            // Ends as it began, so that the return to the scene is a transition too.
            length = length / 4 * 4 + 2;
        }
        let range = range(first, length);
        if range.last().0 + APART + SLUG >= FRAMES {
            continue;
        }
        next = range.last().0 + APART;
        spec.defects.push(match kind {
            FindingKind::Black => Defect::BlackFrames(range),
            FindingKind::Freeze => Defect::FrozenFrames(range),
            FindingKind::DuplicateFrames => Defect::DuplicateFrame(range.first()),
            FindingKind::FlashFrame => Defect::FlashFrame(range.first()),
            FindingKind::OddFrame => Defect::OddFrame(range.first()),
            FindingKind::PhotosensitiveFlashing => Defect::Flashing(range),
            FindingKind::PhotosensitiveRed => Defect::RedFlashing(range),
            FindingKind::LetterboxChange => Defect::Letterbox(range),
            FindingKind::LevelsOutOfRange => Defect::LevelsOutOfRange(range),
            FindingKind::OutOfGamut => Defect::OutOfGamut(range),
            _ => Defect::CommercialBlack(range),
        });
        planted.push(Planted {
            kind,
            range,
            track: None,
        });
    }
}

/// One soundfield is wrong from end to end, in turn.
fn whole_soundfield(spec: &mut MasterSpec, planted: &mut Vec<Planted>, place: u64) {
    let all = range(0, FRAMES);
    let five_one = Soundfield::FiveOne;
    let (kind, defect) = match place % 3 {
        0 => (
            FindingKind::IdenticalChannels,
            Defect::IdenticalChannels {
                soundfield: Soundfield::Stereo,
            },
        ),
        1 => (
            FindingKind::ChannelOrder,
            Defect::SwappedChannels {
                soundfield: five_one,
                one: Channel::Lfe,
                other: Channel::Center,
            },
        ),
        _ => (
            FindingKind::MosChannel,
            Defect::MosChannel {
                soundfield: five_one,
                channel: Channel::RightSurround,
            },
        ),
    };
    let track = match kind {
        FindingKind::IdenticalChannels => 1,
        _ => 0,
    };
    spec.defects.push(defect);
    planted.push(Planted {
        kind,
        range: all,
        track: Some(track),
    });
}

/// Every channel that is free gets one defect. What a soundfield without sound cannot show is not planted there.
fn sounds(spec: &mut MasterSpec, planted: &mut Vec<Planted>, draw: &mut ChaCha8Rng, place: u64) {
    let soundfield = Soundfield::FiveOne;
    let channels = [Channel::Left, Channel::Right, Channel::LeftSurround];
    let pauses: Vec<FrameRange> = planted
        .iter()
        .filter(|planted| planted.kind == FindingKind::CommercialBlack)
        .map(|planted| planted.range)
        .collect();
    let mut place_for = |least: u64, most: u64| {
        for _ in 0..200 {
            let length = draw.random_range(least..=most);
            let range = range(draw.random_range(SLUG + 6..FRAMES - SLUG - 6 - length), length);
            if !pauses
                .iter()
                .any(|pause| pause.widened(FrameCount(6)).overlaps(range))
            {
                return Some(range);
            }
        }
        None
    };
    for (turn, channel) in channels.into_iter().enumerate() {
        let kind = (place as usize + turn) % 5;
        let lengths = [(1, 1), (1, 1), (2, 40), (48, 120), (76, 110)]
            .get(kind)
            .copied()
            .unwrap_or((1, 1));
        let Some(range) = place_for(lengths.0, lengths.1) else {
            continue;
        };
        let at = range.first();
        let (kind, defect) = match kind {
            0 => (
                FindingKind::DropOut,
                Defect::DropOut {
                    soundfield,
                    channel,
                    at,
                    samples: 1000,
                },
            ),
            1 => (
                FindingKind::Click,
                Defect::Click {
                    soundfield,
                    channel,
                    at,
                },
            ),
            2 => (
                FindingKind::Clipping,
                Defect::Clipping {
                    soundfield,
                    channel,
                    range,
                },
            ),
            3 => {
                let hz = if at.0 % 2 == 0 { 50 } else { 60 };
                (
                    FindingKind::Hum,
                    Defect::Hum {
                        soundfield,
                        channel,
                        range,
                        hz,
                    },
                )
            }
            _ => (
                FindingKind::Silence,
                Defect::SilentChannel {
                    soundfield,
                    channel,
                    range,
                },
            ),
        };
        spec.defects.push(defect);
        planted.push(Planted {
            kind,
            range,
            track: Some(0),
        });
    }
    if !place.is_multiple_of(3)
        && let Some(range) = place_for(16, 60)
    {
        let soundfield = Soundfield::Stereo;
        spec.defects.push(Defect::PhaseInversion { soundfield, range });
        planted.push(Planted {
            kind: FindingKind::PhaseInverted,
            range,
            track: Some(1),
        });
    }
}
