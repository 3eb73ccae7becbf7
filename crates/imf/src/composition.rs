//! A composition as time: every virtual track flattened to stretches of track files, in the track's own edit units
//! (frames for picture, samples for sound). What cannot be flattened is an error with its line; whether the tracks
//! fit together is asked of [`Composition`] by `conform`.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, FrameRange};
use uuid::Uuid;

use crate::cpl::{Cpl, Marker, Resource, ResourceKind, Segment, Sequence, SequenceKind};

/// Repeats are unrolled; this many stretches of one track are enough for any film.
pub const LIMIT_STRETCHES: usize = 20_000;

/// The virtual tracks of a CPL, each over the whole composition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Composition {
    pub id: Uuid,
    pub edit_rate: EditRate,
    pub duration: FrameCount,
    pub tracks: Vec<VirtualTrack>,
    pub markers: Vec<PlacedMarker>,
}

/// One virtual track. `stretches` follow each other without gaps and count in `edit_rate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VirtualTrack {
    pub id: Uuid,
    pub kind: SequenceKind,
    pub edit_rate: EditRate,
    pub stretches: Vec<Stretch>,
    /// Essence descriptors of its resources, in order of first use.
    pub source_encodings: Vec<Uuid>,
    pub track_files: Vec<Uuid>,
}

/// Where a run of a track file shows in its virtual track. All in edit units of the track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub frames: FrameRange,
    pub track_file_id: Uuid,
    pub source_first: Frame,
}

/// A marker at its frame of the composition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedMarker {
    pub label: String,
    pub annotation: Option<String>,
    pub frame: Frame,
}

/// Why a composition has no time line. The line is the CPL's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlattenError {
    #[error("line {line}: the edit rate {found} differs from the {expected} of the same virtual track")]
    EditRateChanges {
        line: u32,
        track: Uuid,
        expected: EditRate,
        found: EditRate,
    },
    #[error("line {line}: the durations add up to more than can be counted")]
    TooLong { line: u32 },
    #[error("line {line}: more than {LIMIT_STRETCHES} stretches")]
    TooManyStretches { line: u32 },
    #[error("line {line}: the resource lasts no time")]
    NoDuration { line: u32 },
    #[error("line {line}: {num}/{den} s of the segment are no whole number of frames", num = duration.0, den = duration.1)]
    BetweenFrames { line: u32, duration: (u64, u32) },
}

impl FlattenError {
    #[must_use]
    pub fn line(&self) -> u32 {
        match self {
            FlattenError::EditRateChanges { line, .. }
            | FlattenError::TooLong { line }
            | FlattenError::TooManyStretches { line }
            | FlattenError::NoDuration { line }
            | FlattenError::BetweenFrames { line, .. } => *line,
        }
    }
}

impl Stretch {
    /// The source frame shown at `frame`; none outside the stretch.
    #[must_use]
    pub fn source_at(&self, frame: Frame) -> Option<Frame> {
        let into = self
            .frames
            .contains(frame)
            .then(|| frame.checked_since(self.frames.first()))
            .flatten()?;
        self.source_first.checked_add(into)
    }

    /// The source frames used. Flattening has checked that their last can be counted.
    #[must_use]
    pub fn source(&self) -> Option<FrameRange> {
        FrameRange::starting_at(self.source_first, self.frames.len())
    }
}

impl VirtualTrack {
    /// The length in edit units of the track.
    #[must_use]
    pub fn duration(&self) -> FrameCount {
        let end = self.stretches.last().map(|stretch| stretch.frames.last());
        end.map_or(FrameCount(0), |last| FrameCount(last.0.saturating_add(1)))
    }

    /// The track file and source frame shown at `frame`.
    #[must_use]
    pub fn source_at(&self, frame: Frame) -> Option<(Uuid, Frame)> {
        let next = self
            .stretches
            .partition_point(|stretch| stretch.frames.last() < frame);
        let stretch = self.stretches.get(next)?;
        Some((stretch.track_file_id, stretch.source_at(frame)?))
    }
}

impl Composition {
    /// Flatten every virtual track that plays track files. The composition lasts as long as its picture, or without
    /// one as its first track.
    ///
    /// # Errors
    /// The first [`FlattenError`] in document order.
    pub fn of(cpl: &Cpl) -> Result<Composition, FlattenError> {
        let mut tracks: Vec<VirtualTrack> = Vec::new();
        for sequence in cpl.sequences() {
            let playing = sequence
                .resources
                .iter()
                .any(|r| matches!(r.kind, ResourceKind::TrackFile(_)));
            if playing {
                let (index, mut track) = take_track(&mut tracks, sequence, cpl.edit_rate);
                add_sequence(&mut track, sequence)?;
                tracks.insert(index, track);
            }
        }
        let image = tracks.iter().find(|track| track.kind == SequenceKind::MainImage);
        let duration = match image.or(tracks.first()) {
            Some(track) => FrameCount(
                track
                    .edit_rate
                    .scale_floor(track.duration().0, cpl.edit_rate)
                    .unwrap_or(track.duration().0),
            ),
            None => FrameCount(0),
        };
        let markers = place_markers(cpl)?;
        Ok(Composition {
            id: cpl.id,
            edit_rate: cpl.edit_rate,
            duration,
            tracks,
            markers,
        })
    }

    /// The main picture.
    #[must_use]
    pub fn picture(&self) -> Option<&VirtualTrack> {
        self.tracks
            .iter()
            .find(|track| track.kind == SequenceKind::MainImage)
    }

    #[must_use]
    pub fn track(&self, id: Uuid) -> Option<&VirtualTrack> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// Every track file once, in order of first use.
    #[must_use]
    pub fn track_files(&self) -> Vec<Uuid> {
        let mut files = Vec::new();
        for file in self.tracks.iter().flat_map(|track| &track.track_files) {
            if !files.contains(file) {
                files.push(*file);
            }
        }
        files
    }
}

/// Takes the track out of the list, or begins it.
fn take_track(tracks: &mut Vec<VirtualTrack>, sequence: &Sequence, rate: EditRate) -> (usize, VirtualTrack) {
    if let Some(index) = tracks.iter().position(|track| track.id == sequence.track_id) {
        return (index, tracks.remove(index));
    }
    let track = VirtualTrack {
        id: sequence.track_id,
        kind: sequence.kind.clone(),
        edit_rate: sequence
            .resources
            .first()
            .map_or(rate, |resource| resource.edit_rate),
        stretches: Vec::new(),
        source_encodings: Vec::new(),
        track_files: Vec::new(),
    };
    (tracks.len(), track)
}

fn add_sequence(track: &mut VirtualTrack, sequence: &Sequence) -> Result<(), FlattenError> {
    for resource in &sequence.resources {
        let ResourceKind::TrackFile(source) = &resource.kind else {
            continue;
        };
        let (line, expected) = (resource.line, track.edit_rate);
        if resource.edit_rate != expected {
            let (track, found) = (track.id, resource.edit_rate);
            return Err(FlattenError::EditRateChanges {
                line,
                track,
                expected,
                found,
            });
        }
        for _ in 0..resource.repeat_count.min(LIMIT_STRETCHES as u64 + 1) {
            add_stretch(track, resource, source.track_file_id)?;
        }
        add_once(&mut track.source_encodings, source.source_encoding);
        add_once(&mut track.track_files, source.track_file_id);
    }
    Ok(())
}

fn add_once(ids: &mut Vec<Uuid>, id: Uuid) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// A stretch that goes on where the last one ended in the same track file only makes that one longer.
fn add_stretch(track: &mut VirtualTrack, resource: &Resource, id: Uuid) -> Result<(), FlattenError> {
    let line = resource.line;
    let length = FrameCount(resource.source_duration);
    if length.0 == 0 {
        return Err(FlattenError::NoDuration { line });
    }
    let first = Frame(track.duration().0);
    let frames = FrameRange::starting_at(first, length).ok_or(FlattenError::TooLong { line })?;
    let source_first = Frame(resource.entry_point);
    source_first
        .checked_add(length)
        .ok_or(FlattenError::TooLong { line })?;
    if let Some(last) = track.stretches.last_mut() {
        let next = last.source_first.checked_add(last.frames.len());
        if last.track_file_id == id && next == Some(source_first) {
            last.frames = last.frames.hull(frames);
            return Ok(());
        }
    }
    if track.stretches.len() >= LIMIT_STRETCHES {
        return Err(FlattenError::TooManyStretches { line });
    }
    track.stretches.push(Stretch {
        frames,
        track_file_id: id,
        source_first,
    });
    Ok(())
}

fn place_markers(cpl: &Cpl) -> Result<Vec<PlacedMarker>, FlattenError> {
    let mut placed = Vec::new();
    let mut segment_first = Frame(0);
    for segment in &cpl.segments {
        for sequence in &segment.sequences {
            place_in_sequence(sequence, segment_first, &mut placed);
        }
        let duration = segment_duration(segment, cpl.edit_rate)?;
        let line = segment.line;
        segment_first = segment_first
            .checked_add(duration)
            .ok_or(FlattenError::TooLong { line })?;
    }
    placed.sort_by_key(|marker: &PlacedMarker| marker.frame);
    Ok(placed)
}

/// Marker resources count in the composition's edit units and follow each other like any resource.
fn place_in_sequence(sequence: &Sequence, segment_first: Frame, placed: &mut Vec<PlacedMarker>) {
    let mut first = segment_first;
    for resource in &sequence.resources {
        if let ResourceKind::Markers(markers) = &resource.kind {
            placed.extend(markers.iter().map(|marker: &Marker| PlacedMarker {
                label: marker.label.clone(),
                annotation: marker.annotation.clone(),
                frame: first.saturating_add(FrameCount(marker.offset)),
            }));
            first = first.saturating_add(FrameCount(resource.duration().unwrap_or(u64::MAX)));
        }
    }
}

/// In frames of the composition: the picture's length, or without one the first playing sequence's.
fn segment_duration(segment: &Segment, rate: EditRate) -> Result<FrameCount, FlattenError> {
    let image = segment
        .sequences
        .iter()
        .find(|sequence| sequence.kind == SequenceKind::MainImage);
    let playing = segment
        .sequences
        .iter()
        .find(|sequence| sequence.kind != SequenceKind::Marker);
    let Some(sequence) = image.or(playing) else {
        return Ok(FrameCount(0));
    };
    let Some((units, own)) = sequence.duration()? else {
        return Ok(FrameCount(0));
    };
    let frames = own.scale_exact(units, rate);
    let duration = (units, own.num());
    frames.map(FrameCount).map_err(|_| FlattenError::BetweenFrames {
        line: sequence.line,
        duration,
    })
}

impl Sequence {
    /// The sum of its resources and the rate in which it counts; none without resources.
    ///
    /// # Errors
    /// [`FlattenError`] when the sum overflows or the rate changes inside the sequence.
    pub fn duration(&self) -> Result<Option<(u64, EditRate)>, FlattenError> {
        let Some(first) = self.resources.first() else {
            return Ok(None);
        };
        let mut sum = 0_u64;
        for resource in &self.resources {
            let (line, expected) = (resource.line, first.edit_rate);
            if resource.edit_rate != expected {
                let (track, found) = (self.track_id, resource.edit_rate);
                return Err(FlattenError::EditRateChanges {
                    line,
                    track,
                    expected,
                    found,
                });
            }
            let longer = resource.duration().and_then(|duration| sum.checked_add(duration));
            sum = longer.ok_or(FlattenError::TooLong { line })?;
        }
        Ok(Some((sum, first.edit_rate)))
    }
}
