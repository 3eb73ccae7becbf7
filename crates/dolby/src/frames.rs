//! Metadata as a document for each frame: embedded in the picture's track file, or as a track of their own (RDD 47). One
//! more document tells of the whole programme. A composition plays parts of such files.

use crate::error::MetadataError;
use crate::global::{self, Globals};
use crate::level::Level;
use crate::metadata::{ENTRIES_LIMIT, FrameEdit, Metadata, Shot, Version};
use crate::sidecar::{levels_unchecked, version_of};
use crate::xml;
use timecode::EditRate;

const FRAME_ROOT: &str = "DolbyVisionFrameData";
const GLOBAL_ROOT: &str = "DolbyVisionGlobalData";
/// The only element that differs between the documents of one shot.
const NUMBER: (&[u8], &[u8]) = (b"<FrameNumber>", b"</FrameNumber>");

/// Frames one after another that have the same metadata.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    frames: u64,
    shot: String,
    levels: Vec<Level>,
}

/// The metadata of a track file, from its first edit unit on.
#[derive(Debug, Clone, PartialEq)]
pub struct FileFrames {
    version: Version,
    edit_rate: Option<EditRate>,
    globals: Globals,
    runs: Vec<Run>,
}

/// Takes the documents of a track file in order. What is kept is one entry for each change, not for each frame.
#[derive(Debug, Default)]
pub struct FramesReader {
    frames: u64,
    version: Option<Version>,
    runs: Vec<Run>,
    /// The document before, without its number.
    before: Vec<u8>,
    global: Option<Vec<u8>>,
}

impl FramesReader {
    /// # Errors
    /// [`MetadataError::Frame`] with the frame's number.
    pub fn push_frame(&mut self, text: &[u8]) -> Result<(), MetadataError> {
        let frame = self.frames;
        self.frames += 1;
        let unnumbered = without_number(text);
        if let Some(last) = self.runs.last_mut().filter(|_| unnumbered == self.before) {
            last.frames += 1;
            return Ok(());
        }
        let of_frame = |source| MetadataError::Frame {
            frame,
            source: Box::new(source),
        };
        let (version, shot, levels) = read_frame(text).map_err(of_frame)?;
        if *self.version.get_or_insert(version) != version {
            return Err(of_frame(MetadataError::Mixed));
        }
        if self.runs.len() >= ENTRIES_LIMIT {
            return Err(MetadataError::TooMany { limit: ENTRIES_LIMIT });
        }
        self.runs.push(Run {
            frames: 1,
            shot,
            levels,
        });
        self.before = unnumbered;
        Ok(())
    }

    /// The document of the whole programme; of several the last counts.
    pub fn push_global(&mut self, text: &[u8]) {
        self.global = Some(text.to_vec());
    }

    /// # Errors
    /// No document, or one of the whole programme that cannot be read.
    pub fn finish(self) -> Result<FileFrames, MetadataError> {
        let version = self.version.ok_or(MetadataError::Empty)?;
        let global = self.global.ok_or(MetadataError::GlobalMissing)?;
        let (edit_rate, globals) = read_global(&global).map_err(|source| MetadataError::Global {
            source: Box::new(source),
        })?;
        let mut runs = self.runs;
        let mut frame = 0;
        for run in &mut runs {
            let levels = std::mem::take(&mut run.levels);
            run.levels = globals
                .only_known(levels, 1)
                .map_err(|source| MetadataError::Frame {
                    frame,
                    source: Box::new(source),
                })?;
            frame += run.frames;
        }
        Ok(FileFrames {
            version,
            edit_rate,
            globals,
            runs,
        })
    }
}

fn without_number(text: &[u8]) -> Vec<u8> {
    let (opening, closing) = NUMBER;
    let find = |from: usize, what: &[u8]| {
        let rest = text.get(from..)?;
        Some(from + rest.windows(what.len()).position(|window| window == what)?)
    };
    let Some(start) = find(0, opening) else {
        return text.to_vec();
    };
    let end = find(start, closing).unwrap_or(start);
    [text.get(..start), text.get(end..)]
        .into_iter()
        .flatten()
        .flatten()
        .copied()
        .collect()
}

fn read_frame(text: &[u8]) -> Result<(Version, String, Vec<Level>), MetadataError> {
    let document = xml::parse(xml::utf8(text)?)?;
    xml::require_root(&document, FRAME_ROOT)?;
    let root = document.root_element();
    let shot = xml::child(root, "UniqueID").map_or_else(String::new, |id| xml::quote(xml::text(id)));
    Ok((version_of(root)?, shot, levels_unchecked(root)?))
}

fn read_global(text: &[u8]) -> Result<(Option<EditRate>, Globals), MetadataError> {
    let document = xml::parse(xml::utf8(text)?)?;
    xml::require_root(&document, GLOBAL_ROOT)?;
    let root = document.root_element();
    Ok((global::edit_rate(root)?, Globals::read(root)?))
}

/// The metadata of a composition that plays `count` frames of each file from `first` on, one after another.
///
/// # Errors
/// A file with fewer frames, or files that cannot be told in one.
pub fn compose<'a>(
    parts: impl IntoIterator<Item = (&'a FileFrames, u64, u64)>,
) -> Result<Metadata, MetadataError> {
    let mut composed: Option<Metadata> = None;
    for (file, first, count) in parts {
        let whole = composed.get_or_insert_with(|| Metadata {
            version: file.version,
            edit_rate: file.edit_rate,
            globals: file.globals.clone(),
            shots: Vec::new(),
        });
        if (whole.version, &whole.globals, whole.edit_rate) != (file.version, &file.globals, file.edit_rate) {
            return Err(MetadataError::Mixed);
        }
        add_part(&mut whole.shots, file, first, count)?;
        if whole.shots.len() > ENTRIES_LIMIT {
            return Err(MetadataError::TooMany { limit: ENTRIES_LIMIT });
        }
    }
    composed
        .filter(|metadata| !metadata.shots.is_empty())
        .ok_or(MetadataError::Empty)
}

/// A part begins with a shot of its own: what plays before is another place of the programme.
fn add_part(shots: &mut Vec<Shot>, file: &FileFrames, first: u64, count: u64) -> Result<(), MetadataError> {
    let frames = file.runs.iter().map(|run| run.frames).sum();
    let end = first.saturating_add(count);
    if end > frames {
        return Err(MetadataError::FrameMissing {
            frame: end.saturating_sub(1),
            frames,
        });
    }
    let mut start = 0;
    let mut running: Option<&str> = None;
    for run in &file.runs {
        let (from, to) = (start.max(first), (start + run.frames).min(end));
        start += run.frames;
        if from >= to {
            continue;
        }
        let goes_on = |shot: &&mut Shot| {
            // An edit can replace levels, not take them away.
            running == Some(run.shot.as_str()) && shot.levels.iter().all(|level| level.is_in(&run.levels))
        };
        match shots.last_mut().filter(goes_on) {
            Some(shot) => {
                // Most frames of a shot have the metadata of its first.
                let edits = (from..to).filter(|_| run.levels != shot.levels);
                let at = shot.duration_frames;
                shot.edits.extend(edits.map(|frame| FrameEdit {
                    offset: at + (frame - from),
                    levels: run.levels.clone(),
                }));
                shot.duration_frames += to - from;
            }
            None => shots.push(Shot {
                duration_frames: to - from,
                levels: run.levels.clone(),
                edits: Vec::new(),
            }),
        }
        running = Some(&run.shot);
    }
    Ok(())
}
