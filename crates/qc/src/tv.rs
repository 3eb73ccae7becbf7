//! Cast QC: what a TV can show of a task, and what is silently lost on the way; the life of a pairing token and how wrong
//! codes are slowed. Pure rules: which TV is paired with whom is the server's, which frame stood on it is the TV's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::task::TaskKind;
use crate::words::words;

/// A token handed to a TV is good for so long, once.
pub const TOKEN_S: u32 = 60;
/// A code stands on the screen for so long, then there is a new one.
pub const CODE_S: u32 = 600;
/// Without letters and digits that are taken for one another across a room.
pub const CODE_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
pub const CODE_CHARACTERS: usize = 6;

/// A mistyped code costs nothing; from the fifth wrong one within ten minutes on there is a wait that doubles.
pub const WRONG_CODES_WITHIN_S: u32 = 600;
const FREE_WRONG_CODES: u32 = 4;
const FIRST_WAIT_S: u32 = 10;
const LONGEST_WAIT_S: u32 = 300;

/// How long after the latest of so many wrong codes nothing is accepted.
pub fn wait_after_wrong_codes(wrong: u32) -> u32 {
    match wrong.checked_sub(FREE_WRONG_CODES + 1) {
        None => 0,
        Some(doublings) => FIRST_WAIT_S
            .saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX))
            .min(LONGEST_WAIT_S),
    }
}

/// The code as it is kept: people type small letters, and gaps.
pub fn read_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let is_code = code.len() == CODE_CHARACTERS && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte));
    is_code.then_some(code)
}

words! {
    /// Why a TV session ended.
    TvEnd {
        /// The operator ended it.
        Operator = "operator",
        /// Another TV took its place.
        OtherTv = "other_tv",
        /// The task is not in these hands any more.
        Task = "task",
        /// The sign-in that it was made with ended.
        SignIn = "sign_in",
    }
}

words! {
    /// How the picture is shown.
    TvPicture {
        DolbyVision = "dolby_vision",
        Hdr10 = "hdr10",
        Sdr = "sdr",
        /// Sound alone.
        None = "none",
    }
}

words! {
    /// How the sound comes out.
    TvSound { Surround = "5.1", Stereo = "2.0", None = "none" }
}

/// What a TV and what hangs on it said that they can.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Capabilities {
    /// The screen shows HDR10 now.
    pub hdr10: bool,
    /// The screen shows Dolby Vision now.
    pub dolby_vision: bool,
    pub width: u32,
    pub height: u32,
    /// So many loudspeakers take sound that the TV decodes itself.
    pub channels: u32,
    /// E-AC-3 goes out undecoded, to a receiver that has the loudspeakers.
    pub surround_passthrough: bool,
    /// The codecs that it decodes, of those that it was asked about.
    pub codecs: Vec<String>,
    /// Of the way from the server to it, measured before anything plays. None where it could not be.
    #[serde(default)]
    pub throughput_kbps: Option<u32>,
}

/// A sound of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub codec: String,
    pub channels: usize,
}

/// A stream that is there to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    pub is_for_tv: bool,
    pub picture: Option<Picture>,
    pub sounds: Vec<Sound>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub codec: String,
    pub is_hdr: bool,
    pub has_dolby_vision: bool,
    pub is_tone_mapped: bool,
    pub height: u32,
}

/// What a task is played with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its place in the list that was given.
    pub stream: usize,
    pub picture: TvPicture,
    pub sound: TvSound,
    /// What of the master does not arrive: each is said to the operator, and stands in the report.
    pub downgrades: Vec<Downgrade>,
}

words! {
    Downgrade {
        DolbyVisionAsHdr10 = "dolby_vision_as_hdr10",
        BrowserStream = "browser_stream",
        ToneMapped = "tone_mapped",
        FewerLines = "fewer_lines",
        SurroundAsStereo = "surround_as_stereo",
        AtmosAsSurround = "atmos_as_surround",
    }
}

/// Why a task cannot be done on this TV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOnThisTv {
    #[error(
        "SDR on this TV: an HDR task cannot be done here. Set the TV and its input to HDR, and check again"
    )]
    NoHdrScreen,
    #[error("there is no HDR stream of this delivery")]
    NoHdrStream,
    #[error("there is no SDR stream of this delivery")]
    NoSdrStream,
    #[error("this TV does not decode the stream of this task")]
    NoDecoder,
    #[error(
        "5.1 does not come out of this TV: a 5.1 task cannot be done here. Switch the sound to bitstream (passthrough), and check again"
    )]
    NoSurround,
    #[error("there is no 5.1 in the streams of this delivery")]
    NoSurroundStream,
    #[error("there is no sound in the streams of this delivery")]
    NoSound,
}

impl Downgrade {
    /// In plain words, for the operator and the report.
    pub fn sentence(self) -> &'static str {
        match self {
            Downgrade::DolbyVisionAsHdr10 => "Dolby Vision is shown as HDR10",
            Downgrade::BrowserStream => "The stream for browsers is shown, not the one for TVs",
            Downgrade::ToneMapped => "SDR was made from the HDR master (tone-mapped)",
            Downgrade::FewerLines => "The screen has fewer lines than the stream",
            Downgrade::SurroundAsStereo => "5.1 is heard as stereo",
            Downgrade::AtmosAsSurround => "Atmos is heard as 5.1",
        }
    }
}

impl Capabilities {
    fn decodes(&self, codec: &str) -> bool {
        self.codecs.iter().any(|known| known == codec)
    }

    fn is_hdr(&self) -> bool {
        self.hdr10 || self.dolby_vision
    }

    /// How a sound comes out: none when the TV does not decode it.
    fn sound_of(&self, sound: &Sound) -> TvSound {
        let is_passed = sound.codec == "ec-3" && self.surround_passthrough;
        if !is_passed && !self.decodes(&sound.codec) {
            return TvSound::None;
        }
        // AAC of more than two channels does not come out of Cast devices as 5.1, whatever they decode.
        match sound.channels {
            6.. if is_passed || self.channels >= 6 => TvSound::Surround,
            _ => TvSound::Stereo,
        }
    }

    fn best_sound(&self, stream: &Stream) -> TvSound {
        let sounds = || stream.sounds.iter().map(|sound| self.sound_of(sound));
        match () {
            () if sounds().any(|sound| sound == TvSound::Surround) => TvSound::Surround,
            () if sounds().any(|sound| sound == TvSound::Stereo) => TvSound::Stereo,
            () => TvSound::None,
        }
    }
}

/// What a task is played with on this TV, or why it is not.
pub fn choose(task: TaskKind, streams: &[Stream], tv: &Capabilities) -> Result<Choice, NotOnThisTv> {
    let pool: Vec<usize> = pool(task, streams, tv)?;
    let playable = pool.into_iter().filter(|at| {
        let picture = streams[*at].picture.as_ref();
        picture.is_none_or(|picture| tv.decodes(&picture.codec))
    });
    // The stream for TVs before the one for browsers, then the better sound.
    let best = playable.max_by_key(|at| {
        (
            streams[*at].is_for_tv,
            rank(tv.best_sound(&streams[*at])),
            std::cmp::Reverse(*at),
        )
    });
    let at = best.ok_or(NotOnThisTv::NoDecoder)?;
    let stream = &streams[at];
    let sound = tv.best_sound(stream);
    demand_sound(task, stream, sound)?;
    Ok(Choice {
        stream: at,
        picture: picture_of(stream, tv),
        sound,
        downgrades: downgrades(task, stream, sound, tv),
    })
}

/// The streams that a task can be judged by.
fn pool(task: TaskKind, streams: &[Stream], tv: &Capabilities) -> Result<Vec<usize>, NotOnThisTv> {
    let of = |wanted: &dyn Fn(&Stream) -> bool| -> Vec<usize> {
        let all = streams.iter().enumerate();
        all.filter(|(_, stream)| wanted(stream))
            .map(|(at, _)| at)
            .collect()
    };
    let is_hdr = |stream: &Stream| stream.picture.as_ref().is_some_and(|picture| picture.is_hdr);
    let found = match task {
        TaskKind::Hdr => {
            let found = of(&is_hdr);
            if found.is_empty() {
                return Err(NotOnThisTv::NoHdrStream);
            }
            if !tv.is_hdr() {
                return Err(NotOnThisTv::NoHdrScreen);
            }
            found
        }
        TaskKind::Sdr => of(&|stream| stream.picture.is_some() && !is_hdr(stream)),
        // The picture beside a task of sound may be either; on an SDR screen it is the SDR one.
        TaskKind::FiveOne | TaskKind::Stereo | TaskKind::Atmos => {
            let plain = of(&|stream| !stream.sounds.is_empty() && !is_hdr(stream));
            if plain.is_empty() && tv.is_hdr() {
                of(&is_hdr)
            } else {
                plain
            }
        }
        TaskKind::Printmaster | TaskKind::MusicAndEffects => of(&|stream| !stream.sounds.is_empty()),
    };
    match (found.is_empty(), task) {
        (false, _) => Ok(found),
        (true, TaskKind::Sdr) => Err(NotOnThisTv::NoSdrStream),
        (true, _) => Err(NotOnThisTv::NoSound),
    }
}

fn demand_sound(task: TaskKind, stream: &Stream, sound: TvSound) -> Result<(), NotOnThisTv> {
    let has_surround = stream.sounds.iter().any(|sound| sound.channels >= 6);
    match task {
        TaskKind::FiveOne | TaskKind::Atmos if !has_surround => Err(NotOnThisTv::NoSurroundStream),
        TaskKind::FiveOne | TaskKind::Atmos if sound != TvSound::Surround => Err(NotOnThisTv::NoSurround),
        TaskKind::Stereo | TaskKind::Printmaster | TaskKind::MusicAndEffects if sound == TvSound::None => {
            Err(NotOnThisTv::NoDecoder)
        }
        _ => Ok(()),
    }
}

fn picture_of(stream: &Stream, tv: &Capabilities) -> TvPicture {
    match &stream.picture {
        None => TvPicture::None,
        Some(picture) if !picture.is_hdr => TvPicture::Sdr,
        Some(picture) if picture.has_dolby_vision && tv.dolby_vision => TvPicture::DolbyVision,
        Some(_) => TvPicture::Hdr10,
    }
}

fn downgrades(task: TaskKind, stream: &Stream, sound: TvSound, tv: &Capabilities) -> Vec<Downgrade> {
    let mut lost = Vec::new();
    if let Some(picture) = &stream.picture {
        if picture.is_hdr && picture.has_dolby_vision && !tv.dolby_vision {
            lost.push(Downgrade::DolbyVisionAsHdr10);
        }
        if !stream.is_for_tv {
            lost.push(Downgrade::BrowserStream);
        }
        if picture.is_tone_mapped {
            lost.push(Downgrade::ToneMapped);
        }
        if tv.height > 0 && picture.height > tv.height {
            lost.push(Downgrade::FewerLines);
        }
    }
    if sound == TvSound::Stereo && stream.sounds.iter().any(|sound| sound.channels >= 6) {
        lost.push(Downgrade::SurroundAsStereo);
    }
    if task == TaskKind::Atmos {
        lost.push(Downgrade::AtmosAsSurround);
    }
    lost
}

fn rank(sound: TvSound) -> u8 {
    match sound {
        TvSound::None => 0,
        TvSound::Stereo => 1,
        TvSound::Surround => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEVC: &str = "hvc1.2.4.L153.B0";
    const AVC: &str = "avc1.640028";

    fn picture(codec: &str, is_hdr: bool, has_dolby_vision: bool) -> Option<Picture> {
        Some(Picture {
            codec: codec.to_owned(),
            is_hdr,
            has_dolby_vision,
            is_tone_mapped: false,
            height: if is_hdr { 2160 } else { 1080 },
        })
    }

    fn sounds(all: &[(&str, usize)]) -> Vec<Sound> {
        all.iter()
            .map(|(codec, channels)| Sound {
                codec: (*codec).to_owned(),
                channels: *channels,
            })
            .collect()
    }

    /// As a delivery for Cast has them: browser, cast HDR with Dolby Vision, cast SDR.
    fn delivery() -> Vec<Stream> {
        let for_tv = [("ec-3", 6), ("mp4a.40.2", 2)];
        vec![
            Stream {
                is_for_tv: false,
                picture: picture(AVC, false, false),
                sounds: sounds(&[("flac", 6), ("flac", 2)]),
            },
            Stream {
                is_for_tv: true,
                picture: picture(HEVC, true, true),
                sounds: sounds(&for_tv),
            },
            Stream {
                is_for_tv: true,
                picture: picture(AVC, false, false),
                sounds: sounds(&for_tv),
            },
        ]
    }

    fn tv(hdr10: bool, dolby_vision: bool, surround_passthrough: bool, codecs: &[&str]) -> Capabilities {
        Capabilities {
            hdr10,
            dolby_vision,
            width: 3840,
            height: 2160,
            channels: 2,
            surround_passthrough,
            codecs: codecs.iter().map(|codec| (*codec).to_owned()).collect(),
            throughput_kbps: None,
        }
    }

    fn calibrated() -> Capabilities {
        tv(true, true, true, &[HEVC, AVC, "mp4a.40.2"])
    }

    #[test]
    fn a_calibrated_room_shows_each_task_as_it_was_made() {
        let hdr = choose(TaskKind::Hdr, &delivery(), &calibrated()).expect("is shown");
        assert_eq!(
            (hdr.stream, hdr.picture, hdr.sound),
            (1, TvPicture::DolbyVision, TvSound::Surround)
        );
        assert_eq!(hdr.downgrades, []);
        let sdr = choose(TaskKind::Sdr, &delivery(), &calibrated()).expect("is shown");
        assert_eq!((sdr.stream, sdr.picture), (2, TvPicture::Sdr));
        let surround = choose(TaskKind::FiveOne, &delivery(), &calibrated()).expect("is heard");
        assert_eq!(surround.sound, TvSound::Surround);
    }

    #[test]
    fn an_hdr_task_stops_on_an_sdr_screen_and_an_sdr_task_does_not() {
        let sdr = tv(false, false, true, &[HEVC, AVC, "mp4a.40.2"]);
        assert_eq!(
            choose(TaskKind::Hdr, &delivery(), &sdr),
            Err(NotOnThisTv::NoHdrScreen)
        );
        assert_eq!(
            choose(TaskKind::Sdr, &delivery(), &sdr).map(|choice| choice.stream),
            Ok(2)
        );
    }

    #[test]
    fn what_is_lost_on_the_way_is_said() {
        let hdr10 = tv(true, false, false, &[HEVC, AVC, "mp4a.40.2"]);
        let choice = choose(TaskKind::Hdr, &delivery(), &hdr10).expect("is shown");
        assert_eq!(choice.picture, TvPicture::Hdr10);
        assert_eq!(
            choice.downgrades,
            [Downgrade::DolbyVisionAsHdr10, Downgrade::SurroundAsStereo]
        );
        let only_browser = &delivery()[..1];
        let choice = choose(
            TaskKind::Sdr,
            only_browser,
            &tv(false, false, false, &[AVC, "flac"]),
        )
        .expect("is shown");
        assert_eq!(
            choice.downgrades,
            [Downgrade::BrowserStream, Downgrade::SurroundAsStereo]
        );
        assert_eq!(
            choose(TaskKind::Hdr, only_browser, &calibrated()),
            Err(NotOnThisTv::NoHdrStream)
        );
    }

    #[test]
    fn aac_of_six_channels_is_no_surround() {
        let streams = [Stream {
            is_for_tv: true,
            picture: picture(AVC, false, false),
            sounds: sounds(&[("mp4a.40.2", 6)]),
        }];
        assert_eq!(
            choose(TaskKind::FiveOne, &streams, &calibrated()),
            Err(NotOnThisTv::NoSurround)
        );
    }

    #[test]
    fn a_tv_that_decodes_nothing_of_a_task_says_so() {
        assert_eq!(
            choose(TaskKind::Sdr, &delivery(), &tv(false, false, false, &[])),
            Err(NotOnThisTv::NoDecoder)
        );
    }

    #[test]
    fn wrong_codes_are_slowed_more_and_more() {
        let waits: Vec<u32> = [0, 4, 5, 6, 7, 10, 40, 400].map(wait_after_wrong_codes).to_vec();
        assert_eq!(waits, [0, 0, 10, 20, 40, 300, 300, 300]);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(read_code(" abc-2 34 "), Some("ABC234".to_owned()));
        assert_eq!(read_code("ABC23"), None);
        // Neither O nor 0 is ever shown.
        assert_eq!(read_code("ABCO34"), None);
    }
}
