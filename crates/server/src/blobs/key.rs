//! A blob's key: parts of plain letters, divided by slashes. Names that people chose never become keys, so nothing
//! has to be escaped, and no key leaves its prefix.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const LIMIT_BYTES: usize = 512;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlobKey(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no key of a blob: parts of letters, digits, '-', '_' and '.' divided by '/'")]
pub struct KeyError(pub String);

impl BlobKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key below this one.
    pub fn join(&self, part: &str) -> Result<BlobKey, KeyError> {
        format!("{}/{part}", self.0).parse()
    }
}

impl FromStr for BlobKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<BlobKey, KeyError> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(is_letter) && part.bytes().any(|byte| byte != b'.')
        };
        if text.len() <= LIMIT_BYTES && text.split('/').all(is_part) {
            Ok(BlobKey(text.to_owned()))
        } else {
            Err(KeyError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for BlobKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<BlobKey, KeyError> {
        text.parse()
    }
}

impl From<BlobKey> for String {
    fn from(key: BlobKey) -> String {
        key.0
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_leaves_its_prefix() {
        for bad in [
            "", "/", "a//b", "../a", "a/..", "a/./b", "/a", "a/", "a\\b", "a%2e", "ä", "a b",
        ] {
            assert_eq!(bad.parse::<BlobKey>(), Err(KeyError(bad.to_owned())));
        }
        assert!("masters/0190/file.mxf".parse::<BlobKey>().is_ok());
    }
}
