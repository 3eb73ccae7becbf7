//! The output folder before and after a run: given to the jail's user, then swept. A symbolic link left there by a taken
//! over decoder would make whoever publishes the folder read another file.

use std::fs::{Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{JailError, NOBODY};

/// Deepest folder tree that an output may have; ffmpeg writes flat.
const DEPTH_LIMIT: usize = 8;

pub(super) fn hand_over(folder: &Path) -> Result<(), JailError> {
    set_owner(folder, NOBODY, NOBODY)?;
    // What an earlier step left there belongs to us by now; the next step may replace it.
    for path in entries(folder)? {
        set_owner(&path, NOBODY, NOBODY)?;
    }
    Ok(())
}

/// Takes the folder back and refuses anything but plain files and folders.
pub(super) fn sweep(folder: &Path, take_back: bool) -> Result<(), JailError> {
    let (uid, gid) = (nix::unistd::geteuid().as_raw(), nix::unistd::getegid().as_raw());
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((path, depth)) = open.pop() {
        let found = std::fs::symlink_metadata(&path).map_err(|source| JailError::Prepare {
            path: path.clone(),
            source,
        })?;
        let plain = found.is_dir() || (found.is_file() && found.nlink() == 1);
        if !plain || depth > DEPTH_LIMIT {
            return Err(JailError::StrangeOutput { path });
        }
        if take_back {
            set_owner(&path, uid, gid)?;
            open_for_reading(&path, &found)?;
        }
        if found.is_dir() {
            open.extend(entries(&path)?.into_iter().map(|entry| (entry, depth + 1)));
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, JailError> {
    let failed = |source| JailError::Prepare {
        path: folder.to_owned(),
        source,
    };
    std::fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()).map_err(failed))
        .collect()
}

fn set_owner(path: &Path, uid: u32, gid: u32) -> Result<(), JailError> {
    std::os::unix::fs::lchown(path, Some(uid), Some(gid)).map_err(|source| JailError::Prepare {
        path: path.to_owned(),
        source,
    })
}

/// The next jail reads these as `nobody`, whatever our umask is. The output folder itself keeps its mode.
fn open_for_reading(path: &Path, found: &Metadata) -> Result<(), JailError> {
    if !found.is_file() || found.mode() & 0o444 == 0o444 {
        return Ok(());
    }
    std::fs::set_permissions(path, Permissions::from_mode(0o644)).map_err(|source| JailError::Prepare {
        path: path.to_owned(),
        source,
    })
}
