//! What is true of the whole programme: aspect, light level, mastering and target displays.

use roxmltree::Node;
use serde::{Deserialize, Serialize};
use timecode::EditRate;

use crate::error::MetadataError;
use crate::level::Level;
use crate::xml;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Globals {
    /// Width to height of the canvas and of the image within.
    pub canvas_aspect: Option<f64>,
    pub image_aspect: Option<f64>,
    pub maximum_content_light: u16,
    pub maximum_frame_average_light: u16,
    pub mastering: MasteringDisplay,
    pub targets: Vec<TargetDisplay>,
    /// Displays of cinemas, whose trims are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_targets: Vec<u8>,
    /// L254, of CM v4.0.
    #[serde(default)]
    pub management: Option<DisplayManagement>,
    /// L11, of CM v4.0.
    #[serde(default)]
    pub intent: Option<ContentIntent>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MasteringDisplay {
    pub peak_nits: u16,
    pub minimum_nits: f64,
}

/// A display that trims were made for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetDisplay {
    pub id: u8,
    pub peak_nits: u16,
    pub minimum_nits: f64,
    /// x and y of red, green, blue and white.
    pub primaries: [f64; 8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayManagement {
    pub mode: u8,
    pub version: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentIntent {
    pub content_type: u8,
    pub white_point: u8,
}

const TARGETS_LIMIT: usize = 256;
/// ST 2084 ends here.
const NITS_LIMIT: u16 = 10_000;

impl Globals {
    /// From the element that holds all of it: an Output of a sidecar, or a document of the whole programme.
    pub(crate) fn read(holder: Node<'_, '_>) -> Result<Globals, MetadataError> {
        let aspect = |name| {
            let found = xml::child(holder, name);
            found.map(aspect).transpose()
        };
        let light =
            |name: &'static str| match xml::below(holder, "Level6").and_then(|l6| xml::child(l6, name)) {
                Some(found) if !xml::text(found).is_empty() => xml::whole(found),
                _ => Ok(0),
            };
        let mastering =
            xml::below(holder, "MasteringDisplay").ok_or_else(|| xml::missing(holder, "MasteringDisplay"))?;
        let (mut targets, mut other_targets) = (Vec::new(), Vec::new());
        let described = holder
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == "TargetDisplay");
        for node in described.take(TARGETS_LIMIT) {
            match is_for_home(node) {
                true => targets.push(target(node)?),
                false => other_targets.push(xml::number(node, "ID")?),
            }
        }
        Ok(Globals {
            canvas_aspect: aspect("CanvasAspectRatio")?,
            image_aspect: aspect("ImageAspectRatio")?,
            maximum_content_light: light("MaxCLL")?,
            maximum_frame_average_light: light("MaxFALL")?,
            mastering: MasteringDisplay {
                peak_nits: peak(mastering)?,
                minimum_nits: minimum(mastering)?,
            },
            targets,
            other_targets,
            management: xml::below(holder, "Level254").map(management).transpose()?,
            intent: xml::below(holder, "Level11").map(intent).transpose()?,
        })
    }

    /// Leaves out the trims of cinemas, and refuses those of displays that nothing describes.
    pub(crate) fn only_known(&self, mut levels: Vec<Level>, line: u32) -> Result<Vec<Level>, MetadataError> {
        let has = |id: u8| self.targets.iter().any(|target| target.id == id);
        for level in &levels {
            if let Some(target) = level.target
                && !has(target)
                && !self.other_targets.contains(&target)
            {
                return Err(MetadataError::Target {
                    line,
                    level: level.level,
                    target,
                });
            }
        }
        levels.retain(|level| level.target.is_none_or(has));
        Ok(levels)
    }
}

/// Version 5 also describes cinema displays; those are no televisions.
fn is_for_home(node: Node<'_, '_>) -> bool {
    xml::child(node, "ApplicationType").is_none_or(|kind| xml::text(kind) == "HOME")
}

fn target(node: Node<'_, '_>) -> Result<TargetDisplay, MetadataError> {
    let colours = xml::require(node, "Primaries")?;
    let mut primaries = [0.0; 8];
    let points = [
        xml::require(colours, "Red")?,
        xml::require(colours, "Green")?,
        xml::require(colours, "Blue")?,
        xml::require(node, "WhitePoint")?,
    ];
    for (place, point) in primaries.chunks_mut(2).zip(points) {
        place.copy_from_slice(&xml::numbers(point, 2)?);
    }
    Ok(TargetDisplay {
        id: xml::number(node, "ID")?,
        peak_nits: peak(node)?,
        minimum_nits: minimum(node)?,
        primaries,
    })
}

fn peak(display: Node<'_, '_>) -> Result<u16, MetadataError> {
    let found = xml::require(display, "PeakBrightness")?;
    let nits: u16 = xml::whole(found)?;
    match (1..=NITS_LIMIT).contains(&nits) {
        true => Ok(nits),
        false => Err(xml::wrong(found, "from 1 to 10,000 cd/m²")),
    }
}

fn minimum(display: Node<'_, '_>) -> Result<f64, MetadataError> {
    let found = xml::require(display, "MinimumBrightness")?;
    let nits = xml::numbers(found, 1)?.first().copied().unwrap_or_default();
    match (0.0..1.0).contains(&nits) {
        true => Ok(nits),
        false => Err(xml::wrong(found, "from 0 to 1 cd/m²")),
    }
}

fn aspect(found: Node<'_, '_>) -> Result<f64, MetadataError> {
    let ratio = xml::numbers(found, 1)?.first().copied().unwrap_or_default();
    match (0.1..10.0).contains(&ratio) {
        true => Ok(ratio),
        false => Err(xml::wrong(found, "a ratio of width to height")),
    }
}

fn management(node: Node<'_, '_>) -> Result<DisplayManagement, MetadataError> {
    let read = |name, otherwise| xml::child(node, name).map_or(Ok(otherwise), xml::whole);
    Ok(DisplayManagement {
        mode: read("DMMode", 0)?,
        version: read("DMVersion", 2)?,
    })
}

fn intent(node: Node<'_, '_>) -> Result<ContentIntent, MetadataError> {
    Ok(ContentIntent {
        content_type: xml::number(node, "ContentType")?,
        white_point: xml::number(node, "IntendedWhitePoint")?,
    })
}

/// `Rate` with numerator and denominator, or `EditRate` with both.
pub(crate) fn edit_rate(holder: Node<'_, '_>) -> Result<Option<EditRate>, MetadataError> {
    let (found, parts) = if let Some(rate) = xml::below(holder, "EditRate") {
        (rate, xml::numbers(rate, 2)?)
    } else if let Some(rate) = xml::below(holder, "Rate") {
        let part = |name| xml::numbers(xml::require(rate, name)?, 1);
        (rate, [part("n")?, part("d")?].concat())
    } else {
        return Ok(None);
    };
    let whole = |place: usize| {
        let value = parts.get(place).copied().unwrap_or_default();
        (value.fract() == 0.0 && (1.0..1e9).contains(&value)).then_some(value as u32)
    };
    let rate = whole(0)
        .zip(whole(1))
        .and_then(|(num, den)| EditRate::new(num, den).ok());
    rate.map(Some).ok_or_else(|| xml::wrong(found, "an edit rate"))
}
