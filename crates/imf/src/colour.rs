//! The colour systems of ST 2067-21 (COLOR.3 to COLOR.8), told from the labels of a picture descriptor.
//! Used for facts about a picture, whether its labels come from a CPL or from a track file.

use serde::{Deserialize, Serialize};

use crate::ul::Ul;

/// A picture's primaries and transfer characteristic, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// COLOR.3
    Bt709,
    /// COLOR.5
    Bt2020,
    /// COLOR.6
    P3D65Pq,
    /// COLOR.7
    Bt2020Pq,
    /// COLOR.8
    Hlg,
    Unknown,
}

const PRIMARIES: [u8; 5] = [4, 1, 1, 1, 3];
const TRANSFER: [u8; 5] = [4, 1, 1, 1, 1];

impl Colour {
    /// A missing or unknown label leaves the colour unknown: guessing would show a picture wrongly.
    #[must_use]
    pub fn of(primaries: Option<Ul>, transfer: Option<Ul>) -> Colour {
        match (number(primaries, PRIMARIES), number(transfer, TRANSFER)) {
            (Some(0x03), Some(0x02)) => Colour::Bt709,
            (Some(0x04), Some(0x09)) => Colour::Bt2020,
            (Some(0x06), Some(0x0a)) => Colour::P3D65Pq,
            (Some(0x04), Some(0x0a)) => Colour::Bt2020Pq,
            (Some(0x04), Some(0x0b)) => Colour::Hlg,
            _ => Colour::Unknown,
        }
    }

    #[must_use]
    pub fn is_hdr(self) -> bool {
        matches!(self, Colour::P3D65Pq | Colour::Bt2020Pq | Colour::Hlg)
    }
}

/// The number of an entry of the register's node, such as 3 in `04010101.0303`.
fn number(label: Option<Ul>, node: [u8; 5]) -> Option<u8> {
    let [a, b, c, d, e, number, ..] = label?.item();
    ([a, b, c, d, e] == node).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(primaries: &str, transfer: &str) -> Colour {
        let ul = |item: &str| Ul::parse(&format!("urn:smpte:ul:060e2b34.0401010d.04010101.{item}0000")).ok();
        Colour::of(ul(primaries), ul(transfer))
    }

    #[test]
    fn the_colour_systems_of_app_2e_are_told_apart() {
        assert_eq!(colour("0303", "0102"), Colour::Bt709);
        assert_eq!(colour("0304", "0109"), Colour::Bt2020);
        assert_eq!(colour("0306", "010a"), Colour::P3D65Pq);
        assert_eq!(colour("0304", "010a"), Colour::Bt2020Pq);
        assert_eq!(colour("0304", "010b"), Colour::Hlg);
    }

    #[test]
    fn a_label_of_another_node_or_none_leaves_the_colour_unknown() {
        assert_eq!(colour("0103", "0102"), Colour::Unknown);
        assert_eq!(Colour::of(None, None), Colour::Unknown);
        assert!(!Colour::Unknown.is_hdr());
    }
}
