//! The timed text of a track file (ST 429-5): the one document of its body, and the images that it names, each in a generic
//! stream of its own (ST 410). What the document says is not known here.

use std::io::{Read, Seek};

use uuid::Uuid;

use crate::error::ReadError;
use crate::essence::EssenceKind;
use crate::klv::{Found, Klv};
use crate::metadata::EssenceDescriptor;
use crate::source::ByteSource;
use crate::texts::is_generic_stream;
use crate::track_file::TrackFile;

/// Of the document: the subtitles of a long film are about one.
pub const DOCUMENT_LIMIT_BYTES: u64 = 8 << 20;
const RESOURCE_LIMIT_BYTES: u64 = 16 << 20;
/// Of all resources together: a film in images has some thousands of them.
const RESOURCES_LIMIT_BYTES: u64 = 1 << 30;
const PARTITION_KLVS_LIMIT: u64 = 1000;

/// Where the body of a resource lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundResource {
    pub id: Uuid,
    pub media_type: String,
    place: Klv,
}

/// The document as it stands in the file. None where the file carries none.
///
/// # Errors
/// As of [`TrackFile::read`], and a document that is too long.
pub fn read_document<R: Read + Seek>(source: R, file: &TrackFile) -> Result<Option<Vec<u8>>, ReadError> {
    let Some((offset, length)) = file.clip().filter(|_| file.essence == EssenceKind::TimedText) else {
        return Ok(None);
    };
    if length > DOCUMENT_LIMIT_BYTES {
        return Err(limit(
            offset,
            "bytes in a timed text document",
            DOCUMENT_LIMIT_BYTES,
        ));
    }
    ByteSource::new(source)?.read_exactly(offset, length).map(Some)
}

/// The resources of the document that are in the file, in the order of the descriptor.
///
/// # Errors
/// As of [`TrackFile::read`], and resources that are too large.
pub fn find_resources<R: Read + Seek>(source: R, file: &TrackFile) -> Result<Vec<FoundResource>, ReadError> {
    let EssenceDescriptor::TimedText(descriptor) = &file.descriptor else {
        return Ok(Vec::new());
    };
    let mut source = ByteSource::new(source)?;
    let mut total_bytes = 0_u64;
    let mut found = Vec::new();
    for resource in &descriptor.resources {
        let (Some(id), Some(stream)) = (resource.id, resource.stream_id) else {
            continue;
        };
        let mut partitions = file.partitions.iter();
        let Some(partition) = partitions.find(|partition| partition.body_sid == stream) else {
            continue;
        };
        let Some(place) = first_stream_data(&mut source, partition.offset)? else {
            continue;
        };
        total_bytes = total_bytes.saturating_add(place.length_bytes);
        if place.length_bytes > RESOURCE_LIMIT_BYTES || total_bytes > RESOURCES_LIMIT_BYTES {
            return Err(limit(
                place.offset,
                "bytes in a resource of timed text",
                RESOURCE_LIMIT_BYTES,
            ));
        }
        found.push(FoundResource {
            id,
            media_type: resource.media_type.clone().unwrap_or_default(),
            place,
        });
    }
    Ok(found)
}

/// The bytes of a resource.
///
/// # Errors
/// As of [`TrackFile::read`].
pub fn read_resource<R: Read + Seek>(source: R, found: &FoundResource) -> Result<Vec<u8>, ReadError> {
    let mut source = ByteSource::new(source)?;
    let what = "bytes in a resource of timed text";
    found.place.value(&mut source, RESOURCE_LIMIT_BYTES, what)
}

/// Behind the partition pack at `offset`, before anything that belongs to another partition.
fn first_stream_data<R: Read + Seek>(
    source: &mut ByteSource<R>,
    offset: u64,
) -> Result<Option<Klv>, ReadError> {
    let mut at = offset;
    for _ in 0..PARTITION_KLVS_LIMIT {
        let Found::Klv(klv) = Klv::at(source, at)? else {
            return Ok(None);
        };
        if is_generic_stream(klv.key) {
            return Ok(Some(klv));
        }
        if !klv.is_fill() && klv.offset != offset {
            return Ok(None);
        }
        at = klv.end();
    }
    Ok(None)
}

fn limit(offset: u64, what: &'static str, limit: u64) -> ReadError {
    ReadError::Limit { offset, what, limit }
}
