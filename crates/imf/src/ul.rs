//! SMPTE universal labels as RegXML spells them. Compared without their register version (the eighth byte), which
//! writers fill at will. It knows no meanings: `colour` knows those that are needed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A universal label. Text form: `urn:smpte:ul:` and four groups of eight hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ul(pub [u8; 16]);

/// Text that is no universal label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a universal label")]
pub struct NotALabel {
    pub text: String,
}

impl Ul {
    /// # Errors
    /// [`NotALabel`] unless the text is `urn:smpte:ul:` with 32 hexadecimal digits, dots allowed between them. The
    /// register of 2013 wrote `urn:uuid:` and hyphens.
    pub fn parse(text: &str) -> Result<Ul, NotALabel> {
        let refused = || NotALabel {
            text: text.chars().take(80).collect(),
        };
        let prefixes = ["urn:smpte:ul:", "urn:uuid:"];
        let digits = prefixes
            .iter()
            .find_map(|prefix| text.trim().strip_prefix(prefix))
            .filter(|digits| {
                digits
                    .get(..8)
                    .is_some_and(|begin| begin.eq_ignore_ascii_case("060e2b34"))
            })
            .ok_or_else(refused)?;
        let digits: Option<Vec<u32>> = digits
            .chars()
            .filter(|c| !matches!(c, '.' | '-'))
            .map(|c| c.to_digit(16))
            .collect();
        let bytes: Vec<u8> = digits
            .filter(|digits| digits.len() == 32)
            .ok_or_else(refused)?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0_u32, |byte, digit| byte << 4 | digit) as u8)
            .collect();
        bytes.try_into().map(Ul).map_err(|_| refused())
    }

    /// The last eight bytes: what the label is, apart from register and version.
    #[must_use]
    pub fn item(self) -> [u8; 8] {
        let [.., a, b, c, d, e, f, g, h] = self.0;
        [a, b, c, d, e, f, g, h]
    }

    /// Equal but for the register version.
    #[must_use]
    pub fn is_same_as(self, other: Ul) -> bool {
        let version = 7;
        self.0
            .iter()
            .zip(other.0)
            .enumerate()
            .all(|(index, (own, other))| index == version || *own == other)
    }
}

impl fmt::Display for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:smpte:ul:")?;
        for (index, byte) in self.0.iter().enumerate() {
            let dot = if index > 0 && index % 4 == 0 { "." } else { "" };
            write!(out, "{dot}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl From<Ul> for String {
    fn from(ul: Ul) -> String {
        ul.to_string()
    }
}

impl TryFrom<String> for Ul {
    type Error = NotALabel;

    fn try_from(text: String) -> Result<Ul, NotALabel> {
        Ul::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_written_as_it_was_read() {
        let text = "urn:smpte:ul:060e2b34.04010106.04010101.03030000";
        let ul = Ul::parse(text).unwrap();
        assert_eq!(ul.to_string(), text);
        assert_eq!(ul.item(), [4, 1, 1, 1, 3, 3, 0, 0]);
    }

    #[test]
    fn the_register_version_does_not_matter() {
        let old = Ul::parse("urn:smpte:ul:060e2b34.04010101.04010101.03030000").unwrap();
        let new = Ul::parse("urn:smpte:ul:060e2b34.0401010d.04010101.03030000").unwrap();
        let other = Ul::parse("urn:smpte:ul:060e2b34.0401010d.04010101.03040000").unwrap();
        assert!(old.is_same_as(new) && !old.is_same_as(other));
    }

    #[test]
    fn what_is_no_label_is_refused() {
        for text in [
            "",
            "urn:smpte:ul:",
            "060e2b34.04010101.04010101.03030000",
            "urn:smpte:ul:060e2b34.04é",
        ] {
            assert!(Ul::parse(text).is_err(), "{text}");
        }
    }
}
