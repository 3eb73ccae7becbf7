//! A sidecar: one document with the whole programme and all its shots.

use roxmltree::Node;

use crate::error::MetadataError;
use crate::global::{self, Globals};
use crate::level::Level;
use crate::metadata::{ENTRIES_LIMIT, FrameEdit, Metadata, Shot, Version};
use crate::xml;

const ROOT: &str = "DolbyLabsMDF";
/// Bytes at the beginning of a document in which its root must stand.
const ROOT_WITHIN_BYTES: usize = 4096;

/// Whether this may be the beginning of a sidecar, before all of it is read.
#[must_use]
pub fn is_sidecar(beginning: &[u8]) -> bool {
    let beginning = beginning.get(..ROOT_WITHIN_BYTES).unwrap_or(beginning);
    String::from_utf8_lossy(beginning).contains("<DolbyLabsMDF")
}

/// # Errors
/// [`MetadataError`] with the line.
pub fn read_sidecar(bytes: &[u8]) -> Result<Metadata, MetadataError> {
    let document = xml::parse(xml::utf8(bytes)?)?;
    xml::require_root(&document, ROOT)?;
    let root = document.root_element();
    let version = version_of(root)?;
    let outputs = xml::require(root, "Outputs")?;
    let output = xml::require(outputs, "Output")?;
    let video = xml::require(output, "Video")?;
    let track = xml::require(video, "Track")?;
    let globals = Globals::read(output)?;
    let shots = shots(track, &globals)?;
    Ok(Metadata {
        version,
        edit_rate: global::edit_rate(track)?,
        globals,
        shots,
    })
}

/// The attribute, the element, or the end of the namespace.
pub(crate) fn version_of(root: Node<'_, '_>) -> Result<Version, MetadataError> {
    let element = xml::child(root, "Version").map(xml::text);
    let namespace = root
        .tag_name()
        .namespace()
        .and_then(|name| name.rsplit('/').next());
    let said = root.attribute("version").or(element).or(namespace);
    Version::of(said.ok_or_else(|| xml::missing(root, "version"))?)
}

fn shots(track: Node<'_, '_>, globals: &Globals) -> Result<Vec<Shot>, MetadataError> {
    let mut found = Vec::new();
    let mut entries = 0usize;
    for node in xml::children(track, "Shot") {
        let record = xml::require(node, "Record")?;
        let start: u64 = xml::number(record, "In")?;
        let shot = shot(node, record, globals)?;
        entries += 1 + shot.edits.len();
        if entries > ENTRIES_LIMIT {
            return Err(MetadataError::TooMany { limit: ENTRIES_LIMIT });
        }
        found.push((start, xml::line_of(node), shot));
    }
    // Documents may list shots in any order.
    found.sort_by_key(|(start, _, _)| *start);
    let mut next = None;
    for (start, line, shot) in &found {
        if let Some(expected) = next.filter(|next| next != start) {
            return Err(MetadataError::NotContiguous {
                line: *line,
                expected,
                found: *start,
            });
        }
        next = Some(start.saturating_add(shot.duration_frames));
    }
    match found.is_empty() {
        true => Err(MetadataError::Empty),
        false => Ok(found.into_iter().map(|(_, _, shot)| shot).collect()),
    }
}

fn shot(node: Node<'_, '_>, record: Node<'_, '_>, globals: &Globals) -> Result<Shot, MetadataError> {
    let length = xml::require(record, "Duration")?;
    let duration_frames: u64 = xml::whole(length)?;
    if duration_frames == 0 {
        return Err(xml::wrong(length, "a number of frames"));
    }
    let mut edits = Vec::new();
    for frame in xml::children(node, "Frame") {
        let offset: u64 = xml::number(frame, "EditOffset")?;
        if offset >= duration_frames {
            return Err(MetadataError::EditOutside {
                line: xml::line_of(frame),
                offset,
                duration: duration_frames,
            });
        }
        edits.push(FrameEdit {
            offset,
            levels: levels(frame, globals)?,
        });
    }
    edits.sort_by_key(|edit| edit.offset);
    edits.dedup_by_key(|edit| edit.offset);
    Ok(Shot {
        duration_frames,
        levels: levels(node, globals)?,
        edits,
    })
}

/// The levels of a shot or a frame, without the trims for displays that are left out.
fn levels(holder: Node<'_, '_>, globals: &Globals) -> Result<Vec<Level>, MetadataError> {
    globals.only_known(levels_unchecked(holder)?, xml::line_of(holder))
}

pub(crate) fn levels_unchecked(holder: Node<'_, '_>) -> Result<Vec<Level>, MetadataError> {
    let Some(plugin) = xml::child(holder, "PluginNode") else {
        return Ok(Vec::new());
    };
    let data = xml::child(plugin, "DVDynamicData").unwrap_or(plugin);
    let mut levels = Vec::new();
    for node in data.children().filter(|node| node.has_attribute("level")) {
        levels.extend(Level::read(node)?);
    }
    Ok(levels)
}
