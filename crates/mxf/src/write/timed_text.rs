//! Timed text (ST 429-5 as ST 2067-5 uses it): one document, clip-wrapped. Documents that name images are not written.

use std::io::{Seek, Write};

use timecode::EditRate;
use uuid::Uuid;

use super::header::{TRACK_ID, TrackHeader};
use super::klv::put_klv;
use super::partition::Units;
use super::set::SetsWriter;
use super::{
    Identity, Output, WriteError, Written, body_pack, check_texts, header_bytes, instance, tail_bytes,
};
use crate::metadata::{SetKind, descriptor, timed_text};
use crate::ul::Ul;

const CONTAINER: Ul = Ul::from_hex(0x060e2b34_0401010a_0d010301_02130101);
const DATA: Ul = Ul::from_hex(0x060e2b34_04010101_01030202_03000000);
const TRACK_NUMBER: u32 = 0x1701_0b01;
const ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020101_0d010301_17010b01);

/// A track file of timed text to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedTextTrack {
    pub identity: Identity,
    pub edit_rate: EditRate,
    /// In edit units: the document says nothing of its length.
    pub duration: u64,
    /// The profile that the document is of.
    pub namespace: String,
    /// RFC 5646.
    pub language: String,
    /// XML in UTF-8.
    pub document: String,
}

impl TimedTextTrack {
    /// # Errors
    /// [`WriteError`] when it lasts no time, or the file cannot be written.
    pub fn write<W: Write + Seek>(&self, out: &mut W) -> Result<Written, WriteError> {
        check_texts(&self.identity.texts())?;
        check_texts(&[&self.namespace, &self.language])?;
        if self.duration == 0 {
            return Err(WriteError::Empty);
        }
        let mut out = Output { out, length_bytes: 0 };
        let front = self.header(0);
        let body = front.len() as u64;
        out.put(&front)?;
        out.put(&body_pack(body, 0, CONTAINER))?;
        let mut element = Vec::new();
        put_klv(&mut element, ELEMENT, self.document.as_bytes());
        out.put(&element)?;
        // The one document is the one unit of the index, whatever its time.
        let units = Units::Variable(&[0]);
        let (tail, footer) = tail_bytes(&self.track_header(), body, out.length_bytes, units, None);
        out.put(&tail)?;
        out.patch(0, &self.header(footer))?;
        out.patch(body, &body_pack(body, footer, CONTAINER))?;
        Ok(Written {
            duration: self.duration,
            length_bytes: out.length_bytes,
        })
    }

    fn header(&self, footer: u64) -> Vec<u8> {
        header_bytes(&self.track_header(), footer, |sets| self.put_descriptor(sets))
    }

    fn id(&self, name: &str) -> Uuid {
        instance(self.identity.file_id, name)
    }

    fn track_header(&self) -> TrackHeader<'_> {
        TrackHeader {
            identity: &self.identity,
            container: CONTAINER,
            data_definition: DATA,
            track_name: "Timed text",
            track_number: TRACK_NUMBER,
            edit_rate: self.edit_rate,
            duration: self.duration,
            descriptor: self.id("descriptor"),
            data: None,
            material_track: None,
        }
    }

    fn put_descriptor(&self, sets: &mut SetsWriter) {
        sets.begin(SetKind::TIMED_TEXT_DESCRIPTOR, self.id("descriptor"))
            .u32(descriptor::LINKED_TRACK, TRACK_ID)
            .rate(descriptor::SAMPLE_RATE, self.edit_rate)
            .u64(descriptor::CONTAINER_DURATION, self.duration)
            .ul(descriptor::ESSENCE_CONTAINER, CONTAINER)
            .uuid(timed_text::RESOURCE_ID, self.id("document"))
            .text(timed_text::UCS_ENCODING, "UTF-8")
            .text(timed_text::NAMESPACE_URI, &self.namespace)
            .text(timed_text::LANGUAGE_TAGS, &self.language)
            .end();
    }
}
