//! What laptop and TV say to each other, as JSON with a `type` and a sequence number. Most of it the server only hands on: it
//! knows which side may say what, and that nothing is larger than a notification of the database carries.

use qc::id::{RequestId, TaskId, TvSessionId};
use qc::tv::{Capabilities, TvEnd};
use serde::{Deserialize, Serialize};
use timecode::EditRate;

/// PostgreSQL takes 8,000 bytes in a notification; ours wraps the text once more.
pub(super) const LIMIT_BYTES: usize = 6_000;
/// A TV reports at most some twenty times a second.
pub(super) const LIMIT_A_SECOND: u32 = 100;

const FROM_DESK: &[&str] = &[
    "HELLO",
    "PLAY",
    "PAUSE",
    "SEEK_FRAME",
    "STEP",
    "RATE",
    "TRACKS",
    "FLAG",
    "CARD",
    "SEEN",
    "PING",
];
const FROM_TV: &[&str] = &["AT", "CAPS", "FLAGGED", "PONG"];

/// The part of a message that every one has.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub seq: u64,
}

impl Head {
    pub fn of(text: &str) -> Option<Head> {
        serde_json::from_str(text).ok()
    }

    pub fn is_for_tv(&self) -> bool {
        FROM_DESK.contains(&self.kind.as_str())
    }

    pub fn is_for_desk(&self) -> bool {
        FROM_TV.contains(&self.kind.as_str())
    }
}

/// The first words of a TV.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ScreenHello {
    /// Of a page that was here before: a socket that was cut, a reload.
    pub secret: Option<String>,
    pub device: String,
}

/// Handed over by Cast.
#[derive(Debug, Deserialize)]
pub(super) struct Pair {
    pub token: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Caps {
    pub capabilities: Capabilities,
}

/// The desk asks for a task; the server says by which stream.
#[derive(Debug, Deserialize)]
pub(super) struct Load {
    pub seq: u64,
    pub task_id: TaskId,
    #[serde(default)]
    pub at: u64,
}

/// What the server itself says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Said<'a> {
    /// To a TV: what it shows while it waits.
    Screen {
        secret: &'a str,
        code: &'a str,
    },
    /// To a TV: whose it is now.
    Paired(Programme),
    /// To a TV: what to play.
    Load {
        seq: u64,
        task_id: TaskId,
        hls_url: &'a str,
        progressive_url: Option<&'a str>,
        at: u64,
        picture: qc::tv::TvPicture,
        sound: qc::tv::TvSound,
    },
    /// To both.
    Ended {
        reason: TvEnd,
    },
    /// To a laptop: another one has the TV.
    Taken,
    /// To both, every few seconds: whoever hears nothing for longer knows that the line is dead.
    Here,
    Refused {
        seq: u64,
        code: &'a str,
        detail: String,
    },
}

#[derive(Debug, Serialize)]
pub(super) struct Programme {
    pub session_id: TvSessionId,
    pub request_id: RequestId,
    pub title: String,
    pub watermark: String,
    pub edit_rate: EditRate,
    pub drop_frame: bool,
    pub duration_frames: u64,
    /// What the streams of this request want decoded: the TV says which it can.
    pub codecs: Vec<String>,
    /// A large file of the streams, to measure the way with.
    pub probe_url: Option<String>,
}

impl Said<'_> {
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
