//! Paths as an AssetMap may name them: relative, inside the package, once. Everything else is refused here, before
//! any program sees it: a path that climbs out of the package reads other people's films. Purely lexical;
//! `folder` looks at the disk.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Longer than any file system of a facility takes.
pub const LIMIT_PATH_BYTES: usize = 1024;
const LIMIT_NAME_BYTES: usize = 255;

/// A path below the package's folder: plain names joined by `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackagePath(String);

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathRefusal {
    #[error("is empty")]
    Empty,
    #[error("is longer than {LIMIT_PATH_BYTES} bytes, or a name in it than {LIMIT_NAME_BYTES}")]
    TooLong,
    #[error("is absolute")]
    Absolute,
    #[error("leads out of the package")]
    Climbs,
    #[error("has a backslash")]
    Backslash,
    #[error("names a scheme, a drive or a stream")]
    Scheme,
    #[error("has a control character")]
    Control,
    #[error("has a broken percent escape")]
    Escape,
}

impl PackagePath {
    /// ST 429-9 makes the path a URI reference, so percent escapes are undone once, and what they hid is checked.
    ///
    /// # Errors
    /// The first reason to refuse the path.
    pub fn parse(text: &str) -> Result<PackagePath, PathRefusal> {
        if text.len() > LIMIT_PATH_BYTES {
            return Err(PathRefusal::TooLong);
        }
        let text = unescape(text)?;
        if text.chars().any(char::is_control) {
            return Err(PathRefusal::Control);
        }
        if text.contains('\\') {
            return Err(PathRefusal::Backslash);
        }
        if text.starts_with('/') {
            return Err(PathRefusal::Absolute);
        }
        if text.contains(':') {
            return Err(PathRefusal::Scheme);
        }
        let mut names = Vec::new();
        for name in text.split('/') {
            match name {
                ".." => return Err(PathRefusal::Climbs),
                "" | "." => {}
                name if name.len() > LIMIT_NAME_BYTES => return Err(PathRefusal::TooLong),
                name => names.push(name),
            }
        }
        if names.is_empty() || text.ends_with('/') {
            return Err(PathRefusal::Empty);
        }
        Ok(PackagePath(names.join("/")))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Folders, then the file's name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// Equal for paths that a file system without case cannot tell apart.
    #[must_use]
    pub fn without_case(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Pairs of positions whose paths differ only by case: on some file systems both would be one file. The same path
/// twice is a pair too.
#[must_use]
pub fn case_twins(paths: &[&PackagePath]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut twins = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        match seen.get(&path.without_case()) {
            Some(first) => twins.push((*first, index)),
            None => {
                seen.insert(path.without_case(), index);
            }
        }
    }
    twins
}

fn unescape(text: &str) -> Result<String, PathRefusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (high, low) = (digit(), digit());
        let escaped = high.zip(low).ok_or(PathRefusal::Escape)?;
        bytes.push((escaped.0 * 16 + escaped.1) as u8);
    }
    String::from_utf8(bytes).map_err(|_| PathRefusal::Escape)
}

impl fmt::Display for PackagePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<PackagePath> for String {
    fn from(path: PackagePath) -> String {
        path.0
    }
}

impl TryFrom<String> for PackagePath {
    type Error = PathRefusal;

    fn try_from(text: String) -> Result<PackagePath, PathRefusal> {
        PackagePath::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_out_of_the_package_is_refused() {
        let refused = [
            ("", PathRefusal::Empty),
            ("./", PathRefusal::Empty),
            ("folder/", PathRefusal::Empty),
            ("/etc/hostname", PathRefusal::Absolute),
            ("%2fetc/hostname", PathRefusal::Absolute),
            ("../a.mxf", PathRefusal::Climbs),
            ("a/../../b.mxf", PathRefusal::Climbs),
            ("%2e%2E/a.mxf", PathRefusal::Climbs),
            (".%2e/a.mxf", PathRefusal::Climbs),
            ("..\\a.mxf", PathRefusal::Backslash),
            ("%5c%5cserver%5ca.mxf", PathRefusal::Backslash),
            ("file:///etc/hostname", PathRefusal::Scheme),
            ("C:a.mxf", PathRefusal::Scheme),
            ("a.mxf:stream", PathRefusal::Scheme),
            ("a\0.mxf", PathRefusal::Control),
            ("a%00.mxf", PathRefusal::Control),
            ("a%0a.mxf", PathRefusal::Control),
            ("a%zz.mxf", PathRefusal::Escape),
            ("a%2", PathRefusal::Escape),
            ("a%ff.mxf", PathRefusal::Escape),
        ];
        for (text, refusal) in refused {
            assert_eq!(PackagePath::parse(text), Err(refusal), "{text:?}");
        }
        assert_eq!(PackagePath::parse(&"a".repeat(256)), Err(PathRefusal::TooLong));
        assert_eq!(PackagePath::parse(&"a/".repeat(600)), Err(PathRefusal::TooLong));
    }

    #[test]
    fn an_escape_is_undone_only_once() {
        let path = PackagePath::parse("%252e%252e/a%20b.mxf").unwrap();
        assert_eq!(path.as_str(), "%2e%2e/a b.mxf");
    }

    #[test]
    fn folders_and_dots_inside_names_are_fine() {
        let path = PackagePath::parse("./reels//R1..final/pic ture.é.mxf").unwrap();
        assert_eq!(
            path.names().collect::<Vec<_>>(),
            ["reels", "R1..final", "pic ture.é.mxf"]
        );
    }

    #[test]
    fn paths_that_differ_by_case_are_twins() {
        let paths = ["a.mxf", "B.mxf", "A.MXF", "b.mxf2"].map(|path| PackagePath::parse(path).unwrap());
        assert_eq!(case_twins(&paths.iter().collect::<Vec<_>>()), [(0, 2)]);
    }
}
