//! How a sound track is opened: a stream of the composition, or WAV files.

use super::{PlanError, composition_input, words};
use crate::facts::{SoundFacts, Source};

/// How the track is opened and how its channels are gathered into one stream.
pub(super) struct Input {
    pub args: Vec<String>,
    pub stream: String,
    /// Joins files of one channel each, before anything else.
    pub gather: String,
    /// A file may be shorter than its composition; an IMF track may not.
    pub pads_freely: bool,
}

impl Input {
    pub fn of(track: usize, sound: &SoundFacts, source: &Source) -> Result<Input, PlanError> {
        match source {
            Source::Composition { cpl, asset_maps } => Ok(Input {
                args: composition_input(cpl, asset_maps),
                stream: format!("[0:a:{track}]"),
                gather: String::new(),
                pads_freely: false,
            }),
            Source::Waves { tracks } => {
                let files = tracks.get(track).map(Vec::as_slice).unwrap_or_default();
                let whole = files.len() == 1 || files.len() == sound.channel_count as usize;
                if files.is_empty() || !whole {
                    let channels = sound.channel_count;
                    return Err(PlanError::ChannelsDiffer {
                        track,
                        channels,
                        files: files.len(),
                    });
                }
                let open = |file: &String| {
                    let mut args = words("-protocol_whitelist file,pipe -format_whitelist wav -f wav -i");
                    args.push(format!("in/{file}"));
                    args
                };
                let gather = match files.len() {
                    1 => String::new(),
                    count => format!("amerge=inputs={count},"),
                };
                Ok(Input {
                    args: files.iter().flat_map(open).collect(),
                    stream: (0..files.len()).map(|file| format!("[{file}:a:0]")).collect(),
                    gather,
                    pads_freely: true,
                })
            }
        }
    }
}
