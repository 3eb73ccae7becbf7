//! Header metadata of a track file with one track: Preface, Identification, ContentStorage, material and file
//! package, and the descriptor that `picture` or `sound` adds.

use timecode::EditRate;
use uuid::Uuid;

use super::set::SetsWriter;
use super::{BODY_SID, INDEX_SID, Identity, OP1A, instance};
use crate::local_set::Property;
use crate::metadata::{SetKind, package, preface};
use crate::ul::{Ul, Umid};

const VERSION: Property = Property::Fixed(0x3b05);
const OBJECT_MODEL_VERSION: Property = Property::Fixed(0x3b07);
const LAST_MODIFIED: Property = Property::Fixed(0x3b02);
const PRIMARY_PACKAGE: Property = Property::Fixed(0x3b08);
const IDENTIFICATIONS: Property = Property::Fixed(0x3b06);
const DESCRIPTIVE_SCHEMES: Property = Property::Fixed(0x3b0b);
const GENERATION: Property = Property::Fixed(0x3c09);
const COMPANY: Property = Property::Fixed(0x3c01);
const PRODUCT: Property = Property::Fixed(0x3c02);
const PRODUCT_VERSION: Property = Property::Fixed(0x3c04);
const PRODUCT_ID: Property = Property::Fixed(0x3c05);
const MODIFIED: Property = Property::Fixed(0x3c06);
const PACKAGE_MODIFIED: Property = Property::Fixed(0x4404);
const PACKAGE_CREATED: Property = Property::Fixed(0x4405);
const CLIP_START: Property = Property::Fixed(0x1201);
const SOURCE_TRACK: Property = Property::Fixed(0x1102);
const BODY: Property = Property::Fixed(0x3f07);
const INDEX: Property = Property::Fixed(0x3f06);

const IDENTIFICATION: SetKind = SetKind(0x3000);
const TIMELINE_TRACK: SetKind = SetKind(0x3b00);

/// Version 1.3 of ST 377-1.
const MXF_VERSION: u16 = 0x0103;
/// The one track of both packages.
pub const TRACK_ID: u32 = 1;

/// What the header says of its one track.
pub struct TrackHeader<'a> {
    pub identity: &'a Identity,
    pub container: Ul,
    pub data_definition: Ul,
    pub track_name: &'a str,
    /// The last four bytes of the essence elements' keys.
    pub track_number: u32,
    pub edit_rate: EditRate,
    pub duration: u64,
    pub descriptor: Uuid,
    /// A second track, of data.
    pub data: Option<DataTrack>,
    /// A further track of the material package, whose sets the caller puts.
    pub material_track: Option<Uuid>,
}

/// A track of data beside the essence.
#[derive(Debug, Clone, Copy)]
pub struct DataTrack {
    pub id: u32,
    pub number: u32,
    pub name: &'static str,
    pub data_definition: Ul,
    pub edit_rate: EditRate,
}

/// A track of one of the two packages, and where its clip comes from.
struct PutTrack<'a> {
    id: u32,
    number: u32,
    name: &'a str,
    data_definition: Ul,
    edit_rate: EditRate,
    source: (Umid, u32),
}

impl TrackHeader<'_> {
    fn id(&self, name: &str) -> Uuid {
        instance(self.identity.file_id, name)
    }

    /// Everything but the descriptor.
    pub fn put(&self, sets: &mut SetsWriter) {
        self.put_preface(sets);
        self.put_storage(sets);
        let material = Umid::of(self.identity.material_id);
        let file = Umid::of(self.identity.file_id);
        self.put_package(sets, "material", material, None, Some(file));
        self.put_package(sets, "file", file, Some(self.descriptor), None);
    }

    fn put_preface(&self, sets: &mut SetsWriter) {
        let identity = self.identity;
        sets.begin(SetKind::PREFACE, self.id("preface"))
            .put(LAST_MODIFIED, &identity.written_at.to_bytes())
            .u16(VERSION, MXF_VERSION)
            .u32(OBJECT_MODEL_VERSION, 1)
            .uuid(PRIMARY_PACKAGE, self.id("file package"))
            .references(IDENTIFICATIONS, &[self.id("identification")])
            .uuid(preface::CONTENT_STORAGE, self.id("storage"))
            .ul(preface::OPERATIONAL_PATTERN, OP1A)
            .array(preface::ESSENCE_CONTAINERS, &[self.container.0])
            .array::<16>(DESCRIPTIVE_SCHEMES, &[])
            .end();
        sets.begin(IDENTIFICATION, self.id("identification"))
            .uuid(GENERATION, self.id("generation"))
            .text(COMPANY, &identity.company)
            .text(PRODUCT, &identity.product)
            .text(PRODUCT_VERSION, &identity.product_version)
            .uuid(PRODUCT_ID, instance(Uuid::NAMESPACE_URL, &identity.product))
            .put(MODIFIED, &identity.written_at.to_bytes())
            .end();
    }

    fn put_storage(&self, sets: &mut SetsWriter) {
        let packages = [self.id("material package"), self.id("file package")];
        sets.begin(SetKind::CONTENT_STORAGE, self.id("storage"))
            .references(preface::PACKAGES, &packages)
            .references(preface::ESSENCE_DATA, &[self.id("container")])
            .end();
        sets.begin(SetKind::ESSENCE_CONTAINER_DATA, self.id("container"))
            .put(preface::LINKED_PACKAGE, &Umid::of(self.identity.file_id).0)
            .u32(INDEX, INDEX_SID)
            .u32(BODY, BODY_SID)
            .end();
    }

    fn put_package(
        &self,
        sets: &mut SetsWriter,
        which: &str,
        umid: Umid,
        descriptor: Option<Uuid>,
        source: Option<Umid>,
    ) {
        let kind = descriptor.map_or(SetKind::MATERIAL_PACKAGE, |_| SetKind::SOURCE_PACKAGE);
        let mut tracks = vec![self.id(&format!("{which} track"))];
        // Players look for essence behind every track of a material package: data are only in the file package.
        let data = self.data.filter(|_| descriptor.is_some());
        tracks.extend(data.map(|_| self.id(&format!("{which} data track"))));
        tracks.extend(self.material_track.filter(|_| descriptor.is_none()));
        let at = self.identity.written_at.to_bytes();
        let set = sets
            .begin(kind, self.id(&format!("{which} package")))
            .put(package::PACKAGE_ID, &umid.0)
            .text(package::PACKAGE_NAME, &format!("{} ({which})", self.track_name))
            .put(PACKAGE_CREATED, &at)
            .put(PACKAGE_MODIFIED, &at)
            .references(package::PACKAGE_TRACKS, &tracks);
        match descriptor {
            Some(descriptor) => set.uuid(package::DESCRIPTOR, descriptor).end(),
            None => set.end(),
        }
        let number_of = |number: u32| descriptor.map_or(0, |_| number);
        let source_of = |track: u32| source.map_or((Umid([0; 32]), 0), |package| (package, track));
        let essence = PutTrack {
            id: TRACK_ID,
            number: number_of(self.track_number),
            name: self.track_name,
            data_definition: self.data_definition,
            edit_rate: self.edit_rate,
            source: source_of(TRACK_ID),
        };
        self.put_track(sets, which, &essence);
        if let Some(data) = data {
            let track = PutTrack {
                id: data.id,
                number: number_of(data.number),
                name: data.name,
                data_definition: data.data_definition,
                edit_rate: data.edit_rate,
                source: source_of(data.id),
            };
            self.put_track(sets, &format!("{which} data"), &track);
        }
    }

    fn put_track(&self, sets: &mut SetsWriter, which: &str, put: &PutTrack<'_>) {
        let sequence = self.id(&format!("{which} sequence"));
        let clip = self.id(&format!("{which} clip"));
        sets.begin(TIMELINE_TRACK, self.id(&format!("{which} track")))
            .u32(package::TRACK_ID, put.id)
            .u32(package::TRACK_NUMBER, put.number)
            .text(package::TRACK_NAME, put.name)
            .uuid(package::TRACK_SEQUENCE, sequence)
            .rate(package::EDIT_RATE, put.edit_rate)
            .u64(package::ORIGIN, 0)
            .end();
        sets.begin(SetKind::SEQUENCE, sequence)
            .ul(package::DATA_DEFINITION, put.data_definition)
            .u64(package::DURATION, self.duration)
            .references(package::COMPONENTS, &[clip])
            .end();
        sets.begin(SetKind::SOURCE_CLIP, clip)
            .ul(package::DATA_DEFINITION, put.data_definition)
            .u64(package::DURATION, self.duration)
            .u64(CLIP_START, 0)
            .put(package::SOURCE_PACKAGE_ID, &put.source.0.0)
            .u32(SOURCE_TRACK, put.source.1)
            .end();
    }
}
