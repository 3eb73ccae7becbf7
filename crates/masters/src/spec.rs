//! What a master shall be: title, rate, length, size, soundfields, and what shall be wrong with it.
//! The same specification always gives the same bytes.

use chrono::{DateTime, Utc};
use imf::cpl::LightLevels;
use mxf::write::{Channel, Soundfield};
use timecode::{EditRate, Frame, FrameCount, FrameRange, TimecodeRate};
use uuid::Uuid;

use crate::barcode::FRAME_LIMIT;
use crate::dolby_vision::DolbyVision;
use crate::error::MasterError;

/// Samples per second of all sound here.
pub const SAMPLE_RATE_HZ: u32 = 48_000;

/// The date of documents and track files when nobody gives another: the first working day of 2026, noon.
const DEFAULT_ISSUE_SECONDS: i64 = 1_767_355_200;

/// A master to make.
#[derive(Debug, Clone, PartialEq)]
pub struct MasterSpec {
    /// Also burned into the picture.
    pub title: String,
    /// `feature`, `episode`, `test`…
    pub content_kind: String,
    pub timecode_rate: TimecodeRate,
    pub frames: FrameCount,
    /// Even, at least 160.
    pub width: u32,
    /// Even, at least 90.
    pub height: u32,
    pub soundfields: Vec<Soundfield>,
    /// RFC 5646, such as `en-US`.
    pub language: String,
    /// Ids, colours and hills follow from it.
    pub seed: u64,
    pub issued_at: DateTime<Utc>,
    pub defects: Vec<Defect>,
    /// The picture is PQ in BT.2020 and goes with these metadata; else it is BT.709.
    pub dolby_vision: Option<DolbyVision>,
    /// As the composition states them, whatever the pictures hold.
    pub light_levels: LightLevels,
}

/// Something wrong, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// The whole picture is black, barcode and all.
    BlackFrames(FrameRange),
    /// The frame before the range stays, barcode and all.
    FrozenFrames(FrameRange),
    SilentChannel {
        soundfield: Soundfield,
        channel: Channel,
        range: FrameRange,
    },
    /// A frame far brighter than those around it.
    FlashFrame(Frame),
    /// A frame of another shot: the picture stands on its head and its colours are turned.
    OddFrame(Frame),
    /// The frame before is shown again.
    DuplicateFrame(Frame),
    /// Two frames light, two frames dark, over the whole picture.
    Flashing(FrameRange),
    /// Two frames of saturated red, two frames dark.
    RedFlashing(FrameRange),
    /// Black bars of an eighth of the height at top and bottom.
    Letterbox(FrameRange),
    /// A patch of a tenth of the picture at 108 % luma.
    LevelsOutOfRange(FrameRange),
    /// A patch of a tenth of the picture whose green is far below black while luma is not.
    OutOfGamut(FrameRange),
    /// Black, and silence in all channels of all soundfields; also the slug that a programme has at head and tail.
    CommercialBlack(FrameRange),
    /// No signal from the first sample of `at` on.
    DropOut {
        soundfield: Soundfield,
        channel: Channel,
        at: Frame,
        samples: u64,
    },
    /// Two samples in the middle of the frame.
    Click {
        soundfield: Soundfield,
        channel: Channel,
        at: Frame,
    },
    /// Driven into flat tops at −4.4 dBFS, as after a limiter that was turned down.
    Clipping {
        soundfield: Soundfield,
        channel: Channel,
        range: FrameRange,
    },
    /// Mains hum of `hz` and two harmonics, −40 dBFS.
    Hum {
        soundfield: Soundfield,
        channel: Channel,
        range: FrameRange,
        hz: u32,
    },
    /// R is L upside down.
    PhaseInversion {
        soundfield: Soundfield,
        range: FrameRange,
    },
    /// R is L.
    IdenticalChannels { soundfield: Soundfield },
    /// Each carries what belongs into the other.
    SwappedChannels {
        soundfield: Soundfield,
        one: Channel,
        other: Channel,
    },
    /// No signal from end to end.
    MosChannel {
        soundfield: Soundfield,
        channel: Channel,
    },
    /// All sound comes so many samples late, pauses and pops with it; below 0 it is early. Defects of channels stay where they are.
    LateSound { samples: i64 },
    /// A 2-pop: one white frame in a second of black, one frame of 1 kHz in all channels in a second that is faded out and in.
    SyncPop(Frame),
    /// The Dolby Vision metadata go on over the cut with which this shot begins, counted from 1.
    ShotBoundMissing { cut: u64 },
    /// A shot of the Dolby Vision metadata begins here, cut or not.
    ShotBoundExtra(Frame),
    /// A byte of the picture's track file was changed after the packing list was written.
    WrongHash,
    /// The first sound track file is listed, but not there.
    MissingFile,
    /// The picture's track file is cut to three fifths.
    TruncatedTrackFile,
    /// The CPL begins with a DOCTYPE; its hash and size in the package are right.
    DoctypeInCpl,
    /// The ASSETMAP places the first sound track file outside the package.
    TraversalInAssetMap,
}

impl MasterSpec {
    /// Two seconds at 24 frames, 640 × 360, 5.1 and stereo, nothing wrong.
    ///
    /// # Errors
    /// Never with the rates of this crate; the type of [`TimecodeRate::new`] asks.
    pub fn small(title: &str) -> Result<MasterSpec, MasterError> {
        let timecode_rate = TimecodeRate::new(EditRate::FPS_24, false).map_err(MasterError::Rate)?;
        Ok(MasterSpec {
            title: title.to_owned(),
            content_kind: "test".to_owned(),
            timecode_rate,
            frames: FrameCount(48),
            width: 640,
            height: 360,
            soundfields: vec![Soundfield::FiveOne, Soundfield::Stereo],
            language: "en-US".to_owned(),
            seed: 1,
            issued_at: DateTime::from_timestamp(DEFAULT_ISSUE_SECONDS, 0).unwrap_or_default(),
            defects: Vec::new(),
            dolby_vision: None,
            light_levels: LightLevels::default(),
        })
    }

    /// The sample title: twenty seconds that a customer may look at, made in well under half a minute.
    ///
    /// # Errors
    /// As [`MasterSpec::small`].
    pub fn sample_title() -> Result<MasterSpec, MasterError> {
        Ok(MasterSpec {
            content_kind: "episode".to_owned(),
            frames: FrameCount(480),
            ..MasterSpec::small("The Quiet Hills")?
        })
    }

    #[must_use]
    pub fn edit_rate(&self) -> EditRate {
        self.timecode_rate.edit_rate()
    }

    /// Samples at which `frame` begins; at 29.97 the sample that is running.
    #[must_use]
    pub fn first_sample_of(&self, frame: Frame) -> u64 {
        let scaled = self.edit_rate().scale_floor(frame.0, sample_rate());
        scaled.unwrap_or(u64::MAX)
    }

    /// Samples of the whole master.
    ///
    /// # Errors
    /// [`MasterError::FractionalSamples`] at 29.97 and 59.94 when the frames are no multiple of five.
    pub fn sample_count(&self) -> Result<u64, MasterError> {
        let exact = self.edit_rate().scale_exact(self.frames.0, sample_rate());
        exact.map_err(MasterError::FractionalSamples)
    }

    /// The number of the first frame of 01:00:00:00, from midnight.
    #[must_use]
    pub fn start_frame(&self) -> Frame {
        let start = self.timecode_rate.parse("01:00:00:00");
        let frame = start
            .ok()
            .and_then(|start| self.timecode_rate.frame_of(start).ok());
        frame.unwrap_or(Frame(0))
    }

    /// The id of a thing of this master.
    #[must_use]
    pub fn id(&self, name: &str) -> Uuid {
        let master = format!("{}\n{}\n{}", self.title, self.seed, self.language);
        let master = Uuid::new_v5(&Uuid::NAMESPACE_OID, master.as_bytes());
        Uuid::new_v5(&master, name.as_bytes())
    }

    /// Refuse what no encoder or package could carry.
    pub(crate) fn check(&self) -> Result<(), MasterError> {
        let is_even = self.width.is_multiple_of(2) && self.height.is_multiple_of(2);
        if !is_even || self.width < 160 || self.height < 90 || self.width > 2048 || self.height > 1556 {
            let (width, height) = (self.width, self.height);
            return Err(MasterError::PictureSize { width, height });
        }
        if self.frames.0 == 0 || self.frames.0 > u64::from(FRAME_LIMIT) {
            let frames = self.frames;
            return Err(MasterError::Length { frames });
        }
        self.sample_count().map(|_| ())
    }
}

/// 48,000 edit units per second.
pub(crate) fn sample_rate() -> EditRate {
    EditRate::new(SAMPLE_RATE_HZ, 1).unwrap_or(EditRate::FPS_24)
}
