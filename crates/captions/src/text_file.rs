//! The timed text of one track file: its document, what it shows when, and the images that it names. Read in a jail, and
//! told by it as JSON.

use std::io::{Read, Seek};

use mxf::{ReadError, TrackFile, find_resources, read_document, read_resource};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::{Cue, Document, Refusal};

/// Of all images of a document together.
const LIMIT_IMAGE_BYTES: usize = 1 << 30;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What a track file shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    pub document: String,
    pub cues: Vec<Cue>,
    pub images: Vec<Image>,
    /// What of the document was read past, in words with the line.
    #[serde(default)]
    pub problems: Vec<String>,
}

/// An image that the document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// As in the document.
    pub name: String,
    /// Its file beside the others.
    pub file: String,
}

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("{}", told(.0))]
    TrackFile(#[from] ReadError),
    #[error("it carries no timed text")]
    NoDocument,
    #[error("{0}")]
    Document(#[from] Refusal),
    #[error("the image {name} is not in the file")]
    ImageMissing { name: String },
    #[error("the image {name} is no PNG")]
    NotAnImage { name: String },
    #[error("its images have more than {LIMIT_IMAGE_BYTES} bytes together")]
    ImagesTooLarge,
    #[error("the image {name} could not be written: {source}")]
    Write { name: String, source: std::io::Error },
}

fn told(error: &ReadError) -> String {
    match error {
        ReadError::Io { offset, source } => format!("byte {offset} could not be read: {source}"),
        other => other.to_string(),
    }
}

impl TextFile {
    /// Reads a track file. `keep` is given each image with the name of its file, which begins with `prefix`.
    ///
    /// # Errors
    /// [`Unreadable`] when it is no track file of timed text, or its document or images cannot be shown.
    pub fn read<R: Read + Seek>(
        source: &mut R,
        prefix: &str,
        keep: &mut dyn FnMut(&str, &[u8]) -> std::io::Result<()>,
    ) -> Result<TextFile, Unreadable> {
        let file = TrackFile::read(&mut *source)?;
        let bytes = read_document(&mut *source, &file)?.ok_or(Unreadable::NoDocument)?;
        let document = Document::read(&bytes)?;
        let resources = find_resources(&mut *source, &file)?;
        let mut images = Vec::new();
        let mut image_bytes = 0_usize;
        for (number, name) in document.images.iter().enumerate() {
            let id = id_of(name);
            let mut found = resources.iter();
            let found = found
                .find(|resource| Some(resource.id) == id)
                .ok_or_else(|| Unreadable::ImageMissing { name: name.clone() })?;
            let bytes = read_resource(&mut *source, found)?;
            if !bytes.starts_with(PNG) {
                return Err(Unreadable::NotAnImage { name: name.clone() });
            }
            image_bytes = image_bytes.saturating_add(bytes.len());
            if image_bytes > LIMIT_IMAGE_BYTES {
                return Err(Unreadable::ImagesTooLarge);
            }
            let file = format!("{prefix}{number}.png");
            let kept = keep(&file, &bytes);
            kept.map_err(|source| Unreadable::Write {
                name: name.clone(),
                source,
            })?;
            images.push(Image {
                name: name.clone(),
                file,
            });
        }
        Ok(TextFile {
            document: String::from_utf8_lossy(&bytes).into_owned(),
            cues: document.cues,
            images,
            problems: document.problems.iter().map(ToString::to_string).collect(),
        })
    }
}

/// A resource is named by its id, or by a name from which the id follows (ST 2067-2 §5.4.5).
fn id_of(name: &str) -> Option<Uuid> {
    match name.strip_prefix("urn:uuid:") {
        Some(id) => Uuid::try_parse(id).ok(),
        None => Some(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())),
    }
}
