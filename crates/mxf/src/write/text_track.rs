//! A track of documents, one for each frame, as the essence of its own file (RDD 47), and a document of the whole
//! programme in a generic stream (ST 410) that the header describes (RP 2057).

use std::io::{Seek, Write};

use timecode::EditRate;
use uuid::Uuid;

use super::frame_texts::{FrameTexts, STREAM_SID};
use super::header::{TRACK_ID, TrackHeader};
use super::klv::element_head;
use super::partition::Units;
use super::set::SetsWriter;
use super::{
    Identity, Output, WriteError, Written, body_pack, check_texts, header_bytes, instance, tail_bytes,
};
use crate::local_set::Property;
use crate::metadata::{SetKind, descriptor, isxd, package};
use crate::ul::Ul;

const CONTAINER: Ul = Ul::from_hex(0x060e2b34_04010105_0e090607_01010103);
const DATA: Ul = Ul::from_hex(0x060e2b34_04010101_01030202_03000000);
const TRACK_NUMBER: u32 = 0x0100_0101;
const ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020105_0e090502_01000101);
/// XML in UTF-8.
const CODING: Ul = Ul::from_hex(0x060e2b34_04010105_0e090606_00000000);

const DESCRIPTIVE_METADATA: Ul = Ul::from_hex(0x060e2b34_04010101_01030201_10000000);
const STATIC_TRACK: SetKind = SetKind(0x3a00);
const DESCRIPTIVE_SEGMENT: SetKind = SetKind(0x4100);
const SEGMENT_FRAMEWORK: Property = Property::Fixed(0x6101);
const FRAMEWORK: Ul = Ul::from_hex(0x060e2b34_02530101_0d010401_04010100);
const FRAMEWORK_OBJECT: Property = Property::ByLabel(0x060e2b34_0101010d_06010104_05410100);
const OBJECT: Ul = Ul::from_hex(0x060e2b34_02530101_0d010401_04020100);
const OBJECT_SCHEME: Property = Property::ByLabel(0x060e2b34_0101010d_04060806_00000000);
const TEXT_SCHEME: Ul = Ul::from_hex(0x060e2b34_0401010d_0d010801_04010000);
const OBJECT_MEDIA_TYPE: Property = Property::ByLabel(0x060e2b34_0101010d_04090202_00000000);
const OBJECT_LANGUAGE: Property = Property::ByLabel(0x060e2b34_0101010d_03010102_02140000);
const OBJECT_DESCRIPTION: Property = Property::ByLabel(0x060e2b34_0101010d_03020106_03020000);
const OBJECT_STREAM: Property = Property::ByLabel(0x060e2b34_0101010d_01030408_00000000);
/// Beside the essence's.
const STREAM_TRACK_ID: u32 = 2;

/// A track file of documents to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTrack {
    pub identity: Identity,
    pub edit_rate: EditRate,
    /// Of the documents.
    pub namespace: String,
    pub texts: FrameTexts,
}

impl TextTrack {
    /// # Errors
    /// [`WriteError`] when there are no documents, or the file cannot be written.
    pub fn write<W: Write + Seek>(&self, out: &mut W) -> Result<Written, WriteError> {
        check_texts(&self.identity.texts())?;
        check_texts(&[&self.namespace])?;
        if self.texts.frames.is_empty() {
            return Err(WriteError::Empty);
        }
        let mut out = Output { out, length_bytes: 0 };
        let duration = self.texts.frames.len() as u64;
        let front = self.header(duration, 0);
        let body = front.len() as u64;
        out.put(&front)?;
        out.put(&body_pack(body, 0, CONTAINER))?;
        let mut offsets = Vec::new();
        let mut stream = 0;
        for text in &self.texts.frames {
            let head = element_head(ELEMENT, text.len() as u64);
            offsets.push(stream);
            stream += (head.len() + text.len()) as u64;
            out.put(&head)?;
            out.put(text.as_bytes())?;
        }
        let header = self.track_header(duration);
        let whole = self.texts.stream();
        let units = Units::Variable(&offsets);
        let (tail, footer) = tail_bytes(&header, body, out.length_bytes, units, Some(&whole));
        out.put(&tail)?;
        out.patch(0, &self.header(duration, footer))?;
        out.patch(body, &body_pack(body, footer, CONTAINER))?;
        Ok(Written {
            duration,
            length_bytes: out.length_bytes,
        })
    }

    fn header(&self, duration: u64, footer: u64) -> Vec<u8> {
        header_bytes(&self.track_header(duration), footer, |sets| {
            self.put_descriptor(sets, duration);
            self.put_stream(sets);
        })
    }

    fn id(&self, name: &str) -> Uuid {
        instance(self.identity.file_id, name)
    }

    fn track_header(&self, duration: u64) -> TrackHeader<'_> {
        TrackHeader {
            identity: &self.identity,
            container: CONTAINER,
            data_definition: DATA,
            track_name: "Frame metadata",
            track_number: TRACK_NUMBER,
            edit_rate: self.edit_rate,
            duration,
            descriptor: self.id("descriptor"),
            data: None,
            material_track: Some(self.id("stream track")),
        }
    }

    fn put_descriptor(&self, sets: &mut SetsWriter, duration: u64) {
        sets.begin(SetKind::CONTAINER_CONSTRAINTS, self.id("constraints"))
            .end();
        sets.begin_keyed(isxd::KEY, self.id("descriptor"))
            .references(descriptor::SUB_DESCRIPTORS, &[self.id("constraints")])
            .u32(descriptor::LINKED_TRACK, TRACK_ID)
            .rate(descriptor::SAMPLE_RATE, self.edit_rate)
            .u64(descriptor::CONTAINER_DURATION, duration)
            .ul(descriptor::ESSENCE_CONTAINER, CONTAINER)
            .ul(descriptor::DATA_ESSENCE_CODING, CODING)
            .narrow_text(isxd::NAMESPACE_URI, &self.namespace)
            .end();
    }

    /// What the generic stream is: a static track of descriptive metadata that names it.
    fn put_stream(&self, sets: &mut SetsWriter) {
        let [sequence, segment, framework, object] =
            ["sequence", "segment", "framework", "object"].map(|name| self.id(&format!("stream {name}")));
        sets.begin(STATIC_TRACK, self.id("stream track"))
            .u32(package::TRACK_ID, STREAM_TRACK_ID)
            .u32(package::TRACK_NUMBER, 0)
            .text(package::TRACK_NAME, "Global metadata")
            .uuid(package::TRACK_SEQUENCE, sequence)
            .end();
        sets.begin(SetKind::SEQUENCE, sequence)
            .ul(package::DATA_DEFINITION, DESCRIPTIVE_METADATA)
            .u64(package::DURATION, 1)
            .references(package::COMPONENTS, &[segment])
            .end();
        sets.begin(DESCRIPTIVE_SEGMENT, segment)
            .ul(package::DATA_DEFINITION, DESCRIPTIVE_METADATA)
            .uuid(SEGMENT_FRAMEWORK, framework)
            .end();
        sets.begin_keyed(FRAMEWORK, framework)
            .uuid(FRAMEWORK_OBJECT, object)
            .end();
        sets.begin_keyed(OBJECT, object)
            .ul(OBJECT_SCHEME, TEXT_SCHEME)
            .text(OBJECT_MEDIA_TYPE, "text/xml")
            .text(OBJECT_LANGUAGE, "en")
            .text(OBJECT_DESCRIPTION, &self.namespace)
            .u32(OBJECT_STREAM, STREAM_SID)
            .end();
    }
}
