//! Header metadata (ST 377-1 §9 and annexes): the sets of one partition, and the tree from the Preface down.
//! Strong references are followed by instance id, each kind of set in its own file.

pub(crate) mod descriptor;
pub(crate) mod isxd;
pub(crate) mod jpeg2000;
pub(crate) mod labels;
pub(crate) mod mga;
pub(crate) mod package;
pub(crate) mod picture;
pub(crate) mod preface;
pub(crate) mod sound;
pub(crate) mod timed_text;

use std::cell::RefCell;
use std::collections::BTreeMap;

use uuid::Uuid;

pub use descriptor::EssenceDescriptor;
pub use isxd::IsxdDescriptor;
pub use jpeg2000::Jpeg2000SubDescriptor;
pub use labels::{AudioChannelLabel, GroupOfSoundfieldGroupsLabel, McaLabel, SoundfieldGroupLabel};
pub use mga::MgaDescriptor;
pub use package::{Package, StartComponent, Track};
pub use picture::{Cdci, MasteringDisplay, PictureColour, PictureDescriptor, Rgba};
pub use preface::Preface;
pub use sound::SoundDescriptor;
pub use timed_text::TimedTextDescriptor;

pub(crate) use descriptor::FileDescriptor;

use crate::error::{Fault, FaultKind};
use crate::local_set::{LocalSet, SetView};
use crate::ul::Ul;

/// Header metadata sets share this beginning; the last two bytes say which set.
const METADATA_SET: Ul = Ul::from_hex(0x060e2b34_02530101_0d010101_01010000);

/// Sets of one partition's metadata. A feature's track file has about fifty.
pub const SETS_LIMIT: usize = 16_384;
/// One set: sixty-five thousand properties would not fit, sixty do.
pub const SET_LIMIT_BYTES: u64 = 16 << 20;

/// The last two bytes of a set's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SetKind(pub u16);

impl SetKind {
    pub const PREFACE: SetKind = SetKind(0x2f00);
    pub const CONTENT_STORAGE: SetKind = SetKind(0x1800);
    pub const ESSENCE_CONTAINER_DATA: SetKind = SetKind(0x2300);
    pub const MATERIAL_PACKAGE: SetKind = SetKind(0x3600);
    pub const SOURCE_PACKAGE: SetKind = SetKind(0x3700);
    pub const SEQUENCE: SetKind = SetKind(0x0f00);
    pub const SOURCE_CLIP: SetKind = SetKind(0x1100);
    pub const TIMECODE_COMPONENT: SetKind = SetKind(0x1400);
    pub const CDCI_DESCRIPTOR: SetKind = SetKind(0x2800);
    pub const RGBA_DESCRIPTOR: SetKind = SetKind(0x2900);
    pub const MULTIPLE_DESCRIPTOR: SetKind = SetKind(0x4400);
    pub const GENERIC_SOUND_DESCRIPTOR: SetKind = SetKind(0x4200);
    pub const AES3_DESCRIPTOR: SetKind = SetKind(0x4700);
    pub const WAVE_AUDIO_DESCRIPTOR: SetKind = SetKind(0x4800);
    pub const IAB_DESCRIPTOR: SetKind = SetKind(0x7b00);
    pub const TIMED_TEXT_DESCRIPTOR: SetKind = SetKind(0x6400);
    pub const JPEG2000_SUB_DESCRIPTOR: SetKind = SetKind(0x5a00);
    pub const AUDIO_CHANNEL_LABEL: SetKind = SetKind(0x6b00);
    pub const SOUNDFIELD_GROUP_LABEL: SetKind = SetKind(0x6c00);
    pub const GROUP_OF_SOUNDFIELD_GROUPS_LABEL: SetKind = SetKind(0x6d00);
    pub const CONTAINER_CONSTRAINTS: SetKind = SetKind(0x6700);
    pub const MGA_DESCRIPTOR: SetKind = SetKind(0x8106);
    pub const MGA_AUDIO_METADATA: SetKind = SetKind(0x8107);
    pub const MGA_SOUNDFIELD_GROUP_LABEL: SetKind = SetKind(0x8108);
    pub const IAB_SOUNDFIELD_LABEL: SetKind = SetKind(0x7c00);

    /// `None` for sets of another register: dark metadata.
    pub fn of(key: Ul) -> Option<SetKind> {
        let [.., kind, edition] = key.0;
        key.begins_like(METADATA_SET, 14)
            .then_some(SetKind(u16::from_be_bytes([kind, edition])))
    }

    /// The key of this set, for the writer.
    pub fn key(self) -> Ul {
        Ul::from_hex(u128::from_be_bytes(METADATA_SET.0) | u128::from(self.0))
    }
}

/// The sets of one partition.
#[derive(Default)]
pub struct Sets {
    by_instance: BTreeMap<Uuid, LocalSet>,
    preface: Option<Uuid>,
    faults: RefCell<Vec<Fault>>,
}

impl Sets {
    pub fn len(&self) -> usize {
        self.by_instance.len()
    }

    /// Keep a set. One without an instance id can never be referred to.
    pub fn insert(&mut self, set: LocalSet) {
        let Some(instance) = set.instance() else { return };
        if SetKind::of(set.key) == Some(SetKind::PREFACE) {
            self.preface = Some(instance);
        }
        let offset = set.offset;
        if self.by_instance.insert(instance, set).is_some() {
            let kind = FaultKind::SameInstance;
            self.faults.get_mut().push(Fault { offset, kind });
        }
    }

    pub fn preface(&self) -> Option<Preface> {
        self.get(self.preface?).map(Preface::read)
    }

    /// What was odd about the properties that were read.
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.dedup();
        faults
    }

    fn get(&self, instance: Uuid) -> Option<SetView<'_>> {
        let set = self.by_instance.get(&instance)?;
        let faults = &self.faults;
        Some(SetView { set, faults })
    }

    /// Those of `instances` that are here, with their kinds.
    fn all(&self, instances: Vec<Uuid>) -> impl Iterator<Item = (SetKind, SetView<'_>)> {
        let views = instances.into_iter().filter_map(|instance| self.get(instance));
        views.filter_map(|view| Some((SetKind::of(view.set.key)?, view)))
    }
}
