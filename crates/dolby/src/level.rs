//! The levels of metadata that a shot or a frame has, each a row of numbers.

use roxmltree::Node;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::MetadataError;
use crate::xml;

/// Numbers of one level, in the order of [`FIELDS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    pub level: u8,
    /// Id of the target display that a trim (2, 8) is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u8>,
    /// Stored as text: JSON readers round numbers of 17 digits.
    #[serde(serialize_with = "to_text", deserialize_with = "from_text")]
    pub values: Vec<f64>,
}

fn to_text<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    let texts: Vec<String> = values.iter().map(f64::to_string).collect();
    serializer.serialize_str(&texts.join(" "))
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let values: Result<Vec<f64>, _> = text.split(' ').map(str::parse).collect();
    values.map_err(serde::de::Error::custom)
}

/// L1: darkest, mean and brightest of a shot as PQ from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ImageCharacter {
    pub minimum: f64,
    pub average: f64,
    pub maximum: f64,
}

/// An element with so many numbers; optional ones are neutral at 0.
pub(crate) struct Field {
    pub name: &'static str,
    pub count: usize,
    pub is_optional: bool,
}

const fn field(name: &'static str, count: usize) -> Field {
    Field {
        name,
        count,
        is_optional: false,
    }
}

const fn optional(name: &'static str, count: usize) -> Field {
    Field {
        name,
        count,
        is_optional: true,
    }
}

/// Levels that go into an RPU; others are left out.
const FIELDS: [(u8, &[Field]); 6] = [
    (1, &[field("ImageCharacter", 3)]),
    (2, &[field("Trim", 9)]),
    (3, &[field("L1Offset", 3)]),
    (5, &[field("AspectRatios", 2)]),
    (
        8,
        &[
            field("L8Trim", 6),
            optional("MidContrastBias", 1),
            optional("HighlightClipping", 1),
            optional("SaturationVectorField", 6),
            optional("HueVectorField", 6),
        ],
    ),
    (9, &[field("SourceColorPrimary", 8)]),
];

pub(crate) fn fields_of(level: u8) -> Option<&'static [Field]> {
    FIELDS
        .iter()
        .find(|(number, _)| *number == level)
        .map(|(_, fields)| *fields)
}

pub(crate) fn is_trim(level: u8) -> bool {
    matches!(level, 2 | 8)
}

/// The largest number of a trim or an offset; ratios are larger.
const LIMIT: f64 = 100.0;

impl Level {
    /// The level of an element with the attribute `level`; None when it goes into no RPU.
    pub(crate) fn read(node: Node<'_, '_>) -> Result<Option<Level>, MetadataError> {
        let number = node.attribute("level").and_then(|text| text.trim().parse().ok());
        let Some((level, fields)) = number.and_then(|level| Some((level, fields_of(level)?))) else {
            return Ok(None);
        };
        let target = match is_trim(level) {
            true => Some(xml::number(node, "TID")?),
            false => None,
        };
        let mut values = Vec::new();
        for field in fields {
            match xml::child(node, field.name) {
                None if field.is_optional => values.extend(std::iter::repeat_n(0.0, field.count)),
                None => return Err(xml::missing(node, field.name)),
                Some(found) => values.extend(xml::numbers(found, field.count)?),
            }
        }
        let is_sensible = |value: &f64| match level {
            1 => (0.0..=1.0).contains(value),
            5 => *value > 0.0 && *value < LIMIT,
            _ => value.abs() < LIMIT,
        };
        if !values.iter().all(is_sensible) {
            return Err(xml::wrong(node, "numbers of that level"));
        }
        Ok(Some(Level {
            level,
            target,
            values,
        }))
    }

    pub(crate) fn image_character(levels: &[Level]) -> Option<ImageCharacter> {
        let first = levels.iter().find(|level| level.level == 1)?;
        match first.values.as_slice() {
            [minimum, average, maximum] => Some(ImageCharacter {
                minimum: *minimum,
                average: *average,
                maximum: *maximum,
            }),
            _ => None,
        }
    }

    /// Whether there is one of this level, and for a trim of this target.
    pub(crate) fn is_in(&self, levels: &[Level]) -> bool {
        levels
            .iter()
            .any(|other| (other.level, other.target) == (self.level, self.target))
    }

    /// `edit` over `base`: an edit replaces the level that it names, a trim only that of its target.
    pub(crate) fn over(base: &[Level], edit: &[Level]) -> Vec<Level> {
        let kept = base.iter().filter(|level| !level.is_in(edit));
        kept.chain(edit).cloned().collect()
    }
}
