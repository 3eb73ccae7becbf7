//! The file descriptor of a source package: what the essence is. Multiple descriptors give their first.

use timecode::EditRate;
use uuid::Uuid;

use super::{
    IsxdDescriptor, MgaDescriptor, PictureDescriptor, SetKind, Sets, SoundDescriptor, TimedTextDescriptor,
};
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

pub(crate) const LINKED_TRACK: Property = Property::Fixed(0x3006);
pub(crate) const SAMPLE_RATE: Property = Property::Fixed(0x3001);
pub(crate) const CONTAINER_DURATION: Property = Property::Fixed(0x3002);
pub(crate) const ESSENCE_CONTAINER: Property = Property::Fixed(0x3004);
pub(crate) const FILE_DESCRIPTORS: Property = Property::Fixed(0x3f01);
const CODEC: Property = Property::Fixed(0x3005);
pub(crate) const DATA_ESSENCE_CODING: Property = Property::Fixed(0x3e01);
const INSTANCE_ID: Property = Property::Fixed(crate::local_set::INSTANCE_ID);
pub(crate) const SUB_DESCRIPTORS: Property = Property::ByLabel(0x060e2b34_01010109_06010104_06100000);

/// What a track file's essence is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EssenceDescriptor {
    Picture(Box<PictureDescriptor>),
    Sound(SoundDescriptor),
    /// An immersive audio bitstream (ST 2067-201).
    Iab(SoundDescriptor),
    TimedText(TimedTextDescriptor),
    /// Documents for each frame (ST 2067-202).
    Isxd(IsxdDescriptor),
    /// Sound with serial ADM metadata (ST 2067-203).
    MgaSAdm(MgaDescriptor),
    /// A descriptor that this crate does not read.
    Other {
        key: Ul,
    },
}

/// What every file descriptor has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileDescriptor {
    pub linked_track_id: Option<u32>,
    pub sample_rate: Option<EditRate>,
    pub container_duration: Option<u64>,
    pub essence_container: Option<Ul>,
    pub codec: Option<Ul>,
    pub has_container_constraints: bool,
    /// Of the set.
    pub offset: u64,
}

impl EssenceDescriptor {
    /// The descriptor at `instance`, and its common part.
    pub(crate) fn read(instance: Uuid, sets: &Sets) -> Option<(FileDescriptor, EssenceDescriptor)> {
        let mut view = sets.get(instance)?;
        if SetKind::of(view.set.key) == Some(SetKind::MULTIPLE_DESCRIPTOR) {
            let first = sets.all(view.references(FILE_DESCRIPTORS)).next();
            view = first.map_or(view, |(_, view)| view);
        }
        let descriptor = match SetKind::of(view.set.key) {
            Some(kind @ (SetKind::CDCI_DESCRIPTOR | SetKind::RGBA_DESCRIPTOR)) => {
                EssenceDescriptor::Picture(Box::new(PictureDescriptor::read(kind, view, sets)))
            }
            Some(
                SetKind::WAVE_AUDIO_DESCRIPTOR | SetKind::AES3_DESCRIPTOR | SetKind::GENERIC_SOUND_DESCRIPTOR,
            ) => EssenceDescriptor::Sound(SoundDescriptor::read(view, sets)),
            Some(SetKind::IAB_DESCRIPTOR) => EssenceDescriptor::Iab(SoundDescriptor::read(view, sets)),
            Some(SetKind::TIMED_TEXT_DESCRIPTOR) => {
                EssenceDescriptor::TimedText(TimedTextDescriptor::read(view))
            }
            Some(SetKind::MGA_DESCRIPTOR) => EssenceDescriptor::MgaSAdm(MgaDescriptor::read(view, sets)),
            _ if IsxdDescriptor::is(view.set.key) => {
                EssenceDescriptor::Isxd(IsxdDescriptor::read(view, sets))
            }
            _ => EssenceDescriptor::Other { key: view.set.key },
        };
        Some((FileDescriptor::read(view, sets), descriptor))
    }
}

impl FileDescriptor {
    fn read(view: SetView<'_>, sets: &Sets) -> FileDescriptor {
        FileDescriptor {
            linked_track_id: view.u32(LINKED_TRACK),
            sample_rate: view.rate(SAMPLE_RATE),
            container_duration: view.position(CONTAINER_DURATION),
            essence_container: view.ul(ESSENCE_CONTAINER),
            codec: view.ul(CODEC),
            has_container_constraints: sub_descriptors(view, sets)
                .any(|(kind, _)| kind == SetKind::CONTAINER_CONSTRAINTS),
            offset: view.set.offset,
        }
    }
}

/// The id of a descriptor or label set.
pub(super) fn instance_id(view: SetView<'_>) -> Option<Uuid> {
    view.uuid(INSTANCE_ID)
}

/// The sub-descriptors of a descriptor, with their kinds.
pub(super) fn sub_descriptors<'a>(
    view: SetView<'_>,
    sets: &'a Sets,
) -> impl Iterator<Item = (SetKind, SetView<'a>)> {
    sets.all(view.references(SUB_DESCRIPTORS))
}
