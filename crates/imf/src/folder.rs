//! Where a package's files are read from: a trait, so that a package may lie in a folder, an object store or a
//! test, and the folder on disk. The disk refuses symbolic links: a link leads out of the package like `..` does.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::path::PackagePath;
use crate::xml::LIMIT_BYTES;

/// More files than any package has.
pub const LIMIT_FILES: usize = 10_000;
const LIMIT_DEPTH: usize = 16;

/// A place that holds a package.
pub trait Folder {
    /// The bytes of a document; at most [`LIMIT_BYTES`] and one more, by which a reader sees that it is too large.
    ///
    /// # Errors
    /// `NotFound` when there is none; whatever else reading gives.
    fn read_document(&self, path: &PackagePath) -> io::Result<Vec<u8>>;
}

/// A package on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    root: PathBuf,
}

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    File {
        path: PathBuf,
        size_bytes: u64,
    },
    Missing,
    /// The path, or a folder on the way to it, is a symbolic link.
    SymbolicLink,
    /// A folder, a device, a pipe.
    NotAFile,
}

/// A file found in the folder. Bytes of its name that are no UTF-8 are shown as U+FFFD.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundFile {
    pub path: String,
    pub size_bytes: u64,
    /// Not a link, a device or a pipe: reading it ends.
    pub is_plain: bool,
}

impl Directory {
    #[must_use]
    pub fn new(root: &Path) -> Directory {
        Directory {
            root: root.to_owned(),
        }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Look at each name on the way without following a link.
    ///
    /// # Errors
    /// What the file system reports, other than that nothing is there.
    pub fn locate(&self, path: &PackagePath) -> io::Result<Located> {
        let mut full = self.root.clone();
        let mut names = path.names().peekable();
        while let Some(name) = names.next() {
            full.push(name);
            let metadata = match fs::symlink_metadata(&full) {
                Ok(metadata) => metadata,
                Err(error) if is_absence(&error) => return Ok(Located::Missing),
                Err(error) => return Err(error),
            };
            let is_last = names.peek().is_none();
            if metadata.is_symlink() {
                return Ok(Located::SymbolicLink);
            } else if is_last && metadata.is_file() {
                return Ok(Located::File {
                    path: full,
                    size_bytes: metadata.len(),
                });
            } else if is_last || !metadata.is_dir() {
                return Ok(Located::NotAFile);
            }
        }
        Ok(Located::Missing)
    }

    /// Every file below the folder, in order of path; links are listed, not followed.
    ///
    /// # Errors
    /// What the file system reports, and `InvalidData` for more than [`LIMIT_FILES`] files.
    pub fn files(&self) -> io::Result<Vec<FoundFile>> {
        let mut found = Vec::new();
        let mut open = vec![(self.root.clone(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = open.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let kind = entry.file_type()?;
                if kind.is_dir() && depth < LIMIT_DEPTH {
                    open.push((entry.path(), format!("{path}/"), depth + 1));
                } else if !kind.is_dir() {
                    let size_bytes = entry.metadata()?.len();
                    found.push(FoundFile {
                        path,
                        size_bytes,
                        is_plain: kind.is_file(),
                    });
                }
                if found.len() + open.len() > LIMIT_FILES {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "too many files"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

/// A name below a file is as absent as one below nothing.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

impl Folder for Directory {
    fn read_document(&self, path: &PackagePath) -> io::Result<Vec<u8>> {
        match self.locate(path)? {
            Located::File { path, .. } => {
                let mut bytes = Vec::new();
                File::open(path)?
                    .take(LIMIT_BYTES as u64 + 1)
                    .read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Located::Missing => Err(io::ErrorKind::NotFound.into()),
            Located::SymbolicLink | Located::NotAFile => {
                Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_never_followed_not_even_inside_the_package() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("real")).unwrap();
        fs::write(folder.path().join("real/a.xml"), "a").unwrap();
        std::os::unix::fs::symlink("real", folder.path().join("linked")).unwrap();
        std::os::unix::fs::symlink("real/a.xml", folder.path().join("b.xml")).unwrap();
        let directory = Directory::new(folder.path());
        let locate = |path: &str| directory.locate(&PackagePath::parse(path).unwrap()).unwrap();

        assert!(matches!(
            locate("real/a.xml"),
            Located::File { size_bytes: 1, .. }
        ));
        assert_eq!(locate("linked/a.xml"), Located::SymbolicLink);
        assert_eq!(locate("b.xml"), Located::SymbolicLink);
        assert_eq!(locate("real"), Located::NotAFile);
        assert_eq!(locate("real/a.xml/b"), Located::NotAFile);
        assert_eq!(locate("none.xml"), Located::Missing);
    }

    #[test]
    fn files_are_listed_with_their_folders_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/b"), "bb").unwrap();
        fs::write(folder.path().join("a"), "a").unwrap();
        let files = Directory::new(folder.path()).files().unwrap();
        let shown: Vec<(&str, u64)> = files
            .iter()
            .map(|file| (file.path.as_str(), file.size_bytes))
            .collect();
        assert_eq!(shown, [("a", 1), ("sub/b", 2)]);
    }
}
