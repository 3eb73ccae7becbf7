//! Packages, their tracks, and what the tracks hold: sequences, source clips, timecode components
//! (ST 377-1 annex B).

use timecode::EditRate;
use uuid::Uuid;

use super::{SetKind, Sets};
use crate::local_set::{Property, SetView};
use crate::ul::{Ul, Umid};

pub(crate) const PACKAGE_ID: Property = Property::Fixed(0x4401);
pub(crate) const PACKAGE_NAME: Property = Property::Fixed(0x4402);
pub(crate) const PACKAGE_TRACKS: Property = Property::Fixed(0x4403);
pub(crate) const DESCRIPTOR: Property = Property::Fixed(0x4701);
pub(crate) const TRACK_ID: Property = Property::Fixed(0x4801);
pub(crate) const TRACK_NAME: Property = Property::Fixed(0x4802);
pub(crate) const TRACK_SEQUENCE: Property = Property::Fixed(0x4803);
pub(crate) const TRACK_NUMBER: Property = Property::Fixed(0x4804);
pub(crate) const EDIT_RATE: Property = Property::Fixed(0x4b01);
pub(crate) const ORIGIN: Property = Property::Fixed(0x4b02);
pub(crate) const DATA_DEFINITION: Property = Property::Fixed(0x0201);
pub(crate) const DURATION: Property = Property::Fixed(0x0202);
pub(crate) const COMPONENTS: Property = Property::Fixed(0x1001);
pub(crate) const SOURCE_PACKAGE_ID: Property = Property::Fixed(0x1101);
const TIMECODE_START: Property = Property::Fixed(0x1501);
const ROUNDED_TIMECODE_BASE: Property = Property::Fixed(0x1502);
const DROP_FRAME: Property = Property::Fixed(0x1503);

/// The last eight bytes of the data definitions of picture and sound, in their two spellings each.
const PICTURE: [u8; 5] = [0x01, 0x03, 0x02, 0x02, 0x01];
const SOUND: [u8; 5] = [0x01, 0x03, 0x02, 0x02, 0x02];

/// A material package (the output) or a source package (what lies in the file).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub is_material: bool,
    pub id: Umid,
    pub name: Option<String>,
    pub tracks: Vec<Track>,
    pub(crate) descriptor: Option<Uuid>,
}

/// A timeline track with what its sequence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    pub id: Option<u32>,
    /// The last four bytes of the essence elements' keys; zero in a material package.
    pub number: u32,
    pub name: Option<String>,
    pub edit_rate: Option<EditRate>,
    pub origin: u64,
    pub data_definition: Option<Ul>,
    /// In the track's edit units; `None` when not known.
    pub duration: Option<u64>,
    /// The first source clip's package; all zero in a file package.
    pub source_package: Option<Umid>,
    pub timecode: Option<StartComponent>,
}

/// A timecode component: the timecode of the track's first edit unit (ST 377-1 §B.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartComponent {
    /// The frame of the day.
    pub start: u64,
    /// Labels per second.
    pub rounded_base: u16,
    pub is_drop_frame: bool,
}

impl Package {
    pub(super) fn read(kind: SetKind, view: SetView<'_>, sets: &Sets) -> Option<Package> {
        let is_material = match kind {
            SetKind::MATERIAL_PACKAGE => true,
            SetKind::SOURCE_PACKAGE => false,
            _ => return None,
        };
        let tracks = sets.all(view.references(PACKAGE_TRACKS));
        Some(Package {
            is_material,
            id: view.umid(PACKAGE_ID)?,
            name: view.text(PACKAGE_NAME),
            tracks: tracks.map(|(_, track)| Track::read(track, sets)).collect(),
            descriptor: view.uuid(DESCRIPTOR),
        })
    }

    /// The first track that carries picture or sound, else the first with a track number, else the first.
    #[must_use]
    pub fn essence_track(&self) -> Option<&Track> {
        let essence = self.tracks.iter().find(|track| track.is_picture_or_sound());
        let numbered = || self.tracks.iter().find(|track| track.number != 0);
        essence.or_else(numbered).or_else(|| self.tracks.first())
    }
}

impl Track {
    fn read(view: SetView<'_>, sets: &Sets) -> Track {
        let mut track = Track {
            id: view.u32(TRACK_ID),
            number: view.u32(TRACK_NUMBER).unwrap_or(0),
            name: view.text(TRACK_NAME),
            edit_rate: view.rate(EDIT_RATE),
            origin: view.position(ORIGIN).unwrap_or(0),
            data_definition: None,
            duration: None,
            source_package: None,
            timecode: None,
        };
        let Some(sequence) = view.uuid(TRACK_SEQUENCE).and_then(|id| sets.get(id)) else {
            return track;
        };
        track.data_definition = sequence.ul(DATA_DEFINITION);
        track.duration = sequence.position(DURATION);
        let mut components = vec![sequence];
        if SetKind::of(sequence.set.key) == Some(SetKind::SEQUENCE) {
            components = sets
                .all(sequence.references(COMPONENTS))
                .map(|(_, view)| view)
                .collect();
        }
        for component in components {
            match SetKind::of(component.set.key) {
                Some(SetKind::SOURCE_CLIP) if track.source_package.is_none() => {
                    track.source_package = component.umid(SOURCE_PACKAGE_ID);
                }
                Some(SetKind::TIMECODE_COMPONENT) if track.timecode.is_none() => {
                    track.timecode = StartComponent::read(component);
                }
                _ => {}
            }
        }
        track
    }

    fn is_picture_or_sound(&self) -> bool {
        self.data_definition.is_some_and(|label| {
            let tail = label.0.get(8..13).unwrap_or_default();
            tail == PICTURE || tail == SOUND
        })
    }
}

impl StartComponent {
    fn read(view: SetView<'_>) -> Option<StartComponent> {
        Some(StartComponent {
            start: view.position(TIMECODE_START)?,
            rounded_base: view.u16(ROUNDED_TIMECODE_BASE)?,
            is_drop_frame: view.u8(DROP_FRAME)? != 0,
        })
    }
}
