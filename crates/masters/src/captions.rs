//! Timed text of a master: IMSC documents whose every cue says its language and its frames, so that a test reads from the
//! screen what it should see.

use timecode::{Frame, FrameCount, FrameRange, TimecodeRate};

/// The profile of the documents (IMSC 1.1).
pub(crate) const PROFILE: &str = "http://www.w3.org/ns/ttml/profile/imsc1.1/text";

/// A track of timed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captions {
    pub kind: CaptionKind,
    /// RFC 5646, such as `en-US`.
    pub language: String,
    pub cues: Vec<CaptionCue>,
}

/// Whom a track is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaptionKind {
    Subtitles,
    HearingImpaired,
    ForcedNarrative,
}

/// A text and the frames over which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptionCue {
    pub frames: FrameRange,
    pub text: String,
}

impl CaptionKind {
    /// Names track files, and what follows from their names.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            CaptionKind::Subtitles => "subtitles",
            CaptionKind::HearingImpaired => "captions",
            CaptionKind::ForcedNarrative => "forced narrative",
        }
    }
}

impl Captions {
    /// A cue in each second, half a second long: from a quarter after its beginning on.
    #[must_use]
    pub fn counting(kind: CaptionKind, language: &str, rate: TimecodeRate, frames: FrameCount) -> Captions {
        let second = u64::from(rate.nominal());
        let cue = |number: u64| {
            let first = Frame(number * second + second / 4);
            let frames = FrameRange::starting_at(first, FrameCount((second / 2).max(1)))?;
            let (first, last) = (frames.first().0, frames.last().0);
            let text = format!("{language} {}: {first} to {last}", number + 1);
            Some(CaptionCue { frames, text })
        };
        let cues = (0..frames.0 / second.max(1)).filter_map(cue);
        Captions {
            kind,
            language: language.to_owned(),
            cues: cues.collect(),
        }
    }

    /// The document. Its times are frames, which are exact at every rate. It stands above the burned-in timecode.
    pub(crate) fn document(&self, rate: TimecodeRate) -> String {
        let (nominal, edit_rate) = (rate.nominal(), rate.edit_rate());
        let multiplier = format!(
            "{} {}",
            edit_rate.num(),
            u64::from(nominal) * u64::from(edit_rate.den())
        );
        let cues: String = self.cues.iter().map(paragraph).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" \
             xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" ttp:contentProfiles=\"{PROFILE}\" \
             ttp:frameRate=\"{nominal}\" ttp:frameRateMultiplier=\"{multiplier}\" xml:lang=\"{language}\">\n\
             <head><layout><region xml:id=\"above\" tts:origin=\"10% 45%\" tts:extent=\"80% 25%\" \
             tts:displayAlign=\"after\" tts:textAlign=\"center\" tts:fontSize=\"120%\" tts:color=\"white\" \
             tts:backgroundColor=\"#000000cc\" tts:showBackground=\"whenActive\"/></layout></head>\n\
             <body region=\"above\"><div>\n{cues}</div></body>\n</tt>\n",
            language = escaped(&self.language),
        )
    }
}

fn paragraph(cue: &CaptionCue) -> String {
    let (begin, end) = (cue.frames.first().0, cue.frames.last().0 + 1);
    format!(
        "<p begin=\"{begin}f\" end=\"{end}f\">{}</p>\n",
        escaped(&cue.text)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
