//! Picture track files against App 2E, and against what the composition's descriptor says of them.

use imf::cpl::PictureEssence;
use imf::{Colour, Ul};
use mxf::{PictureColour, PictureDescriptor};

use super::track_file::{Compare, shown};
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::Stated;

/// The largest picture of ST 2067-21.
const LIMIT_WIDTH: u32 = 4096;
const LIMIT_HEIGHT: u32 = 3112;

pub(super) fn check(path: &str, picture: &PictureDescriptor, findings: &mut Findings) {
    if colour(picture) == Colour::Unknown {
        let (primaries, transfer) = (picture.color_primaries, picture.transfer_characteristic);
        let fault = Fault::ColourUnknown {
            primaries: Stated(shown(primaries)),
            transfer: Stated(shown(transfer)),
        };
        findings.add(fault, path, Place::Whole);
    }
    if let (Some(width), Some(height)) = (picture.stored_width, picture.stored_height)
        && (width > LIMIT_WIDTH || height > LIMIT_HEIGHT)
    {
        findings.add(Fault::PictureTooLarge { width, height }, path, Place::Whole);
    }
}

pub(super) fn colour(picture: &PictureDescriptor) -> Colour {
    Colour::of(
        label(picture.color_primaries),
        label(picture.transfer_characteristic),
    )
}

fn label(ul: Option<mxf::Ul>) -> Option<Ul> {
    ul.map(|ul| Ul(ul.0))
}

/// Labels are compared without their register version.
pub(super) fn compare(written: &PictureEssence, own: &PictureDescriptor, compare: &mut Compare<'_>) {
    compare(
        "stored width",
        shown(written.stored_width),
        shown(own.stored_width),
    );
    compare(
        "stored height",
        shown(written.stored_height),
        shown(own.stored_height),
    );
    compare(
        "component depth",
        shown(written.component_depth),
        shown(own.bit_depth()),
    );
    let labels = [
        (
            "picture compression",
            written.picture_compression,
            own.picture_coding,
        ),
        ("colour primaries", written.color_primaries, own.color_primaries),
        (
            "transfer characteristic",
            written.transfer_characteristic,
            own.transfer_characteristic,
        ),
        ("coding equations", written.coding_equations, own.coding_equations),
    ];
    for (item, written, own) in labels {
        let is_same = written
            .zip(label(own))
            .is_none_or(|(written, own)| written.is_same_as(own));
        if !is_same {
            compare(item, shown(written), shown(label(own)));
        }
    }
    let is_rgb = matches!(own.colour, PictureColour::Rgba(_));
    let kind = |is_rgb| Some(if is_rgb { "RGBA" } else { "CDCI" }.to_owned());
    compare("kind", kind(written.is_rgb), kind(is_rgb));
}
