//! A supplemental package: some pictures of an original are made anew, everything else is taken from it by
//! reference. The new pictures carry version 1 in their barcode, and say so in letters.

use std::fs;
use std::path::Path;

use timecode::{Frame, FrameRange};

use crate::error::MasterError;
use crate::package::{Documents, Master, Part, packed};
use crate::track_files::write_picture;

/// Replace the pictures of `range` of `original` by a package in `folder`, which is created when it is not there.
///
/// # Errors
/// [`MasterError::RangeOutside`], and as [`crate::write_master`].
pub fn write_supplemental(
    original: &Master,
    range: FrameRange,
    folder: &Path,
) -> Result<Master, MasterError> {
    let spec = &original.spec;
    if range.last().0 >= spec.frames.0 {
        let frames = spec.frames;
        return Err(MasterError::RangeOutside { range, frames });
    }
    fs::create_dir_all(folder).map_err(MasterError::write(folder))?;
    let (first, behind) = (range.first().0, range.last().0 + 1);
    let name = format!("picture {first} to {}", range.last().0);
    let frames = (first..behind).map(Frame).collect();
    let picture = write_picture(spec, folder, &name, 1, frames)?;

    let stretch = |picture, entry, frames| Part {
        picture,
        entry,
        frames,
    };
    let parts = [
        stretch(&original.picture, 0, first),
        stretch(&picture, 0, range.len().0),
        stretch(&original.picture, behind, spec.frames.0 - behind),
    ];
    let parts: Vec<Part<'_>> = parts.into_iter().filter(|part| part.frames > 0).collect();
    let documents = Documents {
        spec,
        name: &format!("supplemental {name}"),
        annotation: &format!("{} (supplemental)", spec.title),
        parts: &parts,
        sounds: &original.sounds,
        metadata: original.metadata.as_ref(),
    };
    let written = documents.write(folder, vec![packed(picture.id, &picture.file_name)])?;
    Ok(documents.master(folder, written, picture.clone()))
}
