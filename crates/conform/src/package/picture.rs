//! Pictures against App 2 and App 2E, told from a composition's descriptor or from a track file alike; and the two against
//! each other. The image table and the JPEG 2000 profiles are data, with the edition from which a row holds.

use imf::cpl::PictureEssence;
use imf::edition::{self, Application, Edition, Role};
use imf::{Colour, Ul};
use mxf::{PictureColour, PictureDescriptor};
use timecode::EditRate;

use super::track_file::{Compare, shown};
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::{Listed, Stated};

/// The largest picture of ST 2067-21 up to 2021.
const LIMIT_WIDTH: u32 = 4096;
const LIMIT_HEIGHT: u32 = 3112;

/// A picture, whoever describes it. None where nothing is said.
#[derive(Debug, Clone, Default)]
pub(super) struct Picture {
    is_rgb: bool,
    width: Option<u32>,
    height: Option<u32>,
    is_progressive: Option<bool>,
    rate: Option<EditRate>,
    depth: Option<u32>,
    subsampling: Option<(u32, u32)>,
    /// Black and white, or the smallest and largest component.
    levels: Option<(u32, u32)>,
    primaries: Option<Ul>,
    transfer: Option<Ul>,
    equations: Option<Ul>,
    coding: Option<Ul>,
    container: Option<Ul>,
    jpeg2000: Option<Jpeg2000>,
}

#[derive(Debug, Clone, Default)]
struct Jpeg2000 {
    rsiz: Option<u32>,
    size: Option<(u32, u32)>,
    coding_style: Option<Vec<u8>>,
    /// None when it is missing; codes as letters.
    layout: Option<Vec<(char, u32)>>,
}

impl Picture {
    pub fn of_composition(
        written: &PictureEssence,
        rate: Option<EditRate>,
        container: Option<Ul>,
    ) -> Picture {
        Picture {
            is_rgb: written.is_rgb,
            width: written.stored_width,
            height: written.stored_height,
            is_progressive: written
                .frame_layout
                .as_deref()
                .map(|layout| layout == "FullFrame"),
            rate,
            depth: written.component_depth,
            subsampling: Some((
                written.horizontal_subsampling.unwrap_or(1),
                written.vertical_subsampling.unwrap_or(1),
            )),
            levels: if written.is_rgb {
                written.component_min_ref.zip(written.component_max_ref)
            } else {
                written.black_ref_level.zip(written.white_ref_level)
            },
            primaries: written.color_primaries,
            transfer: written.transfer_characteristic,
            equations: written.coding_equations,
            coding: written.picture_compression,
            container,
            jpeg2000: written.jpeg2000.as_ref().map(|sub| Jpeg2000 {
                rsiz: sub.rsiz,
                size: sub.xsiz.zip(sub.ysiz),
                coding_style: sub.coding_style_default.clone(),
                layout: sub
                    .layout
                    .as_ref()
                    .map(|layout| layout.iter().map(|(code, bits)| (letter(code), *bits)).collect()),
            }),
        }
    }

    pub fn of_file(own: &PictureDescriptor, rate: Option<EditRate>, container: Option<mxf::Ul>) -> Picture {
        let (is_rgb, subsampling, levels) = match &own.colour {
            PictureColour::Rgba(rgba) => (true, (1, 1), rgba.component_min_ref.zip(rgba.component_max_ref)),
            PictureColour::Cdci(cdci) => (
                false,
                (
                    cdci.horizontal_subsampling.unwrap_or(1),
                    cdci.vertical_subsampling.unwrap_or(1),
                ),
                cdci.black_ref_level.zip(cdci.white_ref_level),
            ),
        };
        Picture {
            is_rgb,
            width: own.stored_width,
            height: own.stored_height,
            is_progressive: own.frame_layout.map(|layout| layout == 0),
            rate,
            depth: own.bit_depth(),
            subsampling: Some(subsampling),
            levels,
            primaries: label(own.color_primaries),
            transfer: label(own.transfer_characteristic),
            equations: label(own.coding_equations),
            coding: label(own.picture_coding),
            container: label(container),
            jpeg2000: own.jpeg2000.as_ref().map(|sub| Jpeg2000 {
                rsiz: sub.rsiz.map(u32::from),
                size: sub.xsiz.zip(sub.ysiz),
                coding_style: sub.coding_style_default.clone(),
                layout: Some(
                    sub.j2c_layout
                        .iter()
                        .filter(|(code, _)| *code != 0)
                        .map(|(code, bits)| (char::from(*code), u32::from(*bits)))
                        .collect(),
                )
                .filter(|layout: &Vec<_>| !layout.is_empty()),
            }),
        }
    }

    fn colour(&self) -> Colour {
        Colour::of(self.primaries, self.transfer)
    }
}

/// ST 377-1 annex G: component codes as single letters.
fn letter(code: &str) -> char {
    match code {
        "CompRed" => 'R',
        "CompGreen" => 'G',
        "CompBlue" => 'B',
        "CompLuma" => 'Y',
        "CompColorDifferenceU" => 'U',
        "CompColorDifferenceV" => 'V',
        "CompAlpha" => 'A',
        "CompFill" => 'F',
        _ => '?',
    }
}

/// Colour systems of the image table that this crate's facts do not know: BT.601 and xvYCC.
const COLOURS_OF_OLD: [(u8, u8); 3] = [(0x01, 0x02), (0x02, 0x02), (0x03, 0x08)];

/// A row of the image table (ST 2067-21). Width and height are the largest.
struct Row {
    size: (u32, u32),
    /// With those of the systems of old.
    colours: &'static [Colour],
    has_old_colours: bool,
    depths: &'static [u32],
    is_progressive: bool,
    rates: &'static [(u32, u32)],
    is_rgb: bool,
    subsampling: (u32, u32),
    since: u16,
}

const RATES_HD: &[(u32, u32)] = &[(25, 1), (30, 1), (30_000, 1001)];
const RATES_UHD: &[(u32, u32)] = &[
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
];
const RATES_4K: &[(u32, u32)] = &[
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
    (120, 1),
];
const HD: (u32, u32) = (1920, 1080);
const UHD: (u32, u32) = (3840, 2160);
const FOUR_K: (u32, u32) = (LIMIT_WIDTH, LIMIT_HEIGHT);
/// The fifth edition went beyond 4K.
const EIGHT_K: (u32, u32) = (8192, 6224);

macro_rules! rows {
    ($($size:ident $colours:expr, $old:literal, $depths:expr, $progressive:literal, $rates:ident, $rgb:literal $sub:expr, $since:literal;)*) => {
        &[$(Row { size: $size, colours: $colours, has_old_colours: $old, depths: $depths, is_progressive: $progressive,
            rates: $rates, is_rgb: $rgb, subsampling: $sub, since: $since }),*]
    };
}

use Colour::{Bt709, Bt2020, Bt2020Pq, Hlg, P3D65Pq};

const TABLE: &[Row] = rows! {
    HD &[Bt709], true, &[8, 10], false, RATES_HD, false (2, 1), 2014;
    HD &[Bt709], true, &[8, 10], true, RATES_HD, false (2, 1), 2014;
    HD &[Bt709], true, &[8, 10, 12], true, RATES_HD, false (1, 1), 2014;
    HD &[Bt709], true, &[8, 10, 12], true, RATES_HD, true (1, 1), 2014;
    UHD &[Bt709], true, &[8, 10], true, RATES_UHD, false (2, 1), 2014;
    UHD &[Bt709], false, &[8, 10, 12, 16], true, RATES_UHD, false (2, 1), 2020;
    UHD &[Bt2020], false, &[10, 12], true, RATES_UHD, false (2, 1), 2014;
    UHD &[Hlg], false, &[10, 12], true, RATES_UHD, false (2, 1), 2020;
    UHD &[Bt2020Pq], false, &[10, 12, 16], true, RATES_UHD, false (2, 1), 2014;
    FOUR_K &[Bt709], false, &[8, 10], true, RATES_4K, true (1, 1), 2014;
    FOUR_K &[Bt709], false, &[8, 10, 12, 16], true, RATES_4K, true (1, 1), 2020;
    FOUR_K &[Bt2020], false, &[10, 12], true, RATES_4K, true (1, 1), 2014;
    FOUR_K &[Hlg], false, &[10, 12], true, RATES_4K, true (1, 1), 2020;
    FOUR_K &[P3D65Pq, Bt2020Pq], false, &[10, 12, 16], true, RATES_4K, true (1, 1), 2014;
    EIGHT_K &[Bt709, Bt2020, Bt2020Pq, P3D65Pq, Hlg], false, &[8, 10, 12, 16], true, RATES_4K, true (1, 1), 2023;
    EIGHT_K &[Bt709, Bt2020, Bt2020Pq, Hlg], false, &[8, 10, 12, 16], true, RATES_UHD, false (2, 1), 2023;
};

impl Row {
    /// What the picture does not say is not held against it.
    fn allows(&self, picture: &Picture, year: u16) -> bool {
        let colour = picture.colour();
        let is_old = self.has_old_colours && COLOURS_OF_OLD.contains(&numbers(picture));
        let fits = |value: Option<u32>, limit: u32| value.is_none_or(|value| value <= limit);
        let rate = picture.rate.map(|rate| (rate.num(), rate.den()));
        self.since <= year
            && fits(picture.width, self.size.0)
            && fits(picture.height, self.size.1)
            && (self.colours.contains(&colour) || is_old)
            && picture.depth.is_none_or(|depth| self.depths.contains(&depth))
            && picture
                .is_progressive
                .is_none_or(|progressive| progressive == self.is_progressive)
            && rate.is_none_or(|rate| self.rates.contains(&rate))
            && picture.is_rgb == self.is_rgb
            && picture.subsampling.is_none_or(|sub| sub == self.subsampling)
    }
}

/// The register's numbers of primaries and transfer.
fn numbers(picture: &Picture) -> (u8, u8) {
    let number = |ul: Option<Ul>| ul.map_or(0, |ul| ul.item()[5]);
    (number(picture.primaries), number(picture.transfer))
}

/// A family of JPEG 2000 profiles: the register's number, the largest picture, and the profile's byte of Rsiz.
struct Profile {
    name: &'static str,
    number: u8,
    size: (u32, u32),
    rsiz: &'static [u8],
}

const PROFILES: [Profile; 7] = [
    Profile {
        name: "Broadcast",
        number: 0x01,
        size: UHD,
        rsiz: &[1, 2, 3],
    },
    Profile {
        name: "IMF 2K",
        number: 0x02,
        size: (2048, 1556),
        rsiz: &[4],
    },
    Profile {
        name: "IMF 4K",
        number: 0x03,
        size: FOUR_K,
        rsiz: &[5],
    },
    Profile {
        name: "IMF 8K",
        number: 0x04,
        size: EIGHT_K,
        rsiz: &[6],
    },
    Profile {
        name: "IMF 2K reversible",
        number: 0x05,
        size: (2048, 1556),
        rsiz: &[7],
    },
    Profile {
        name: "IMF 4K reversible",
        number: 0x06,
        size: FOUR_K,
        rsiz: &[8],
    },
    Profile {
        name: "IMF 8K reversible",
        number: 0x07,
        size: EIGHT_K,
        rsiz: &[9],
    },
];
/// ISO/IEC 15444-15, whose codestreams App 2E limits by themselves.
const HIGH_THROUGHPUT: u8 = 0x08;
/// The node of JPEG 2000 among picture codings.
const JPEG2000_CODINGS: [u8; 6] = [4, 1, 2, 2, 3, 1];
/// ST 422 table 1: interlaced or progressive frames, one for each element.
const WRAPPED_FRAMES: [u8; 3] = [3, 5, 6];
/// Precincts of 128 × 128 in the lowest sub-band and 256 × 256 above.
const LOWEST_PRECINCT: u8 = 0x77;
const PRECINCT: u8 = 0x88;

/// The edition of App 2 or 2E that a composition identifies, the latest of several.
pub(super) fn app_2_edition(applications: &[String]) -> Option<&'static Edition> {
    let known = applications.iter().filter_map(|name| edition::of(name));
    known
        .filter(|edition| edition.role == Role::Application(Application::Two))
        .max_by_key(|edition| edition.edition)
}

/// What every picture of a delivery is asked, whatever its application.
pub(super) fn check(path: &str, place: &Place, picture: &Picture, findings: &mut Findings) {
    if picture.colour() == Colour::Unknown && !COLOURS_OF_OLD.contains(&numbers(picture)) {
        let fault = Fault::ColourUnknown {
            primaries: Stated(shown(picture.primaries)),
            transfer: Stated(shown(picture.transfer)),
        };
        findings.add(fault, path, place.clone());
    }
}

/// App 2 and 2E.
pub(super) fn check_app_2(
    path: &str,
    place: &Place,
    picture: &Picture,
    edition: &Edition,
    findings: &mut Findings,
) {
    let mut add = |fault| findings.add(fault, path, place.clone());
    let year = edition.edition.parse().unwrap_or(u16::MAX);
    let is_known_colour = picture.colour() != Colour::Unknown || COLOURS_OF_OLD.contains(&numbers(picture));
    if !is_known_colour || !has_equations_of(picture) {
        add(Fault::ColourSystemWrong {
            primaries: Stated(shown(picture.primaries)),
            transfer: Stated(shown(picture.transfer)),
            equations: Stated(shown(picture.equations)),
        });
    } else if let (Some(width), Some(height)) = (picture.width, picture.height) {
        let limit = if year >= 2023 { EIGHT_K } else { FOUR_K };
        if width > limit.0 || height > limit.1 {
            add(Fault::PictureTooLarge { width, height });
        } else if !TABLE.iter().any(|row| row.allows(picture, year)) {
            add(Fault::PictureCharacteristics {
                found: described(picture),
            });
        }
    }
    if let Some((black, white)) = picture.levels
        && let Some(depth) = picture.depth.filter(|depth| (8..=16).contains(depth))
        && !level_pairs(picture.is_rgb, depth).contains(&(black, white))
    {
        add(Fault::PictureLevels { black, white, depth });
    }
    check_container(picture, &mut add);
    check_coding(picture, &mut add);
}

/// Frames are wrapped as ST 422 wraps those of a known structure; "undefined" says nothing to a player.
fn check_container(picture: &Picture, add: &mut dyn FnMut(Fault)) {
    let Some(container) = picture.container else {
        return;
    };
    let [_, _, _, _, _, what, how, _] = container.item();
    if what == 0x0c && !WRAPPED_FRAMES.contains(&how) {
        add(Fault::PictureContainer {
            container: container.to_string(),
        });
    }
}

fn check_coding(picture: &Picture, add: &mut dyn FnMut(Fault)) {
    let Some(coding) = picture.coding else {
        add(Fault::PictureItemMissing {
            item: "PictureCompression".to_owned(),
        });
        return;
    };
    let [a, b, c, d, e, f, number, _] = coding.item();
    if [a, b, c, d, e, f] != JPEG2000_CODINGS {
        add(Fault::PictureCoding {
            coding: coding.to_string(),
        });
        return;
    }
    let Some(jpeg2000) = &picture.jpeg2000 else {
        add(Fault::PictureItemMissing {
            item: "JPEG2000SubDescriptor".to_owned(),
        });
        return;
    };
    check_layout(picture, jpeg2000, add);
    if let (Some((width, height)), Some(stored)) = (jpeg2000.size, picture.width)
        && width != stored
    {
        add(Fault::CodestreamSizeDiffers {
            width,
            height,
            stored_width: stored,
        });
    }
    let profile = PROFILES.iter().find(|profile| profile.number == number);
    if let (Some(profile), Some(width), Some(height)) = (profile, picture.width, picture.height) {
        let is_beyond = width > profile.size.0 || height > profile.size.1;
        // A 4K profile is for pictures that a 2K one cannot carry.
        let is_below = profile.name.starts_with("IMF 4K") && width <= 2048;
        if is_beyond || is_below {
            add(Fault::PictureProfile {
                profile: profile.name.to_owned(),
                width,
                height,
            });
        }
        if let Some(rsiz) = jpeg2000.rsiz
            && !profile.rsiz.contains(&((rsiz >> 8) as u8))
        {
            add(Fault::PictureRsiz {
                profile: profile.name.to_owned(),
                rsiz,
            });
        }
    }
    if number == HIGH_THROUGHPUT
        && let Some(style) = &jpeg2000.coding_style
        && !has_precincts_of_app_2e(style)
    {
        add(Fault::PicturePrecincts {
            found: Listed(
                style
                    .get(10..)
                    .unwrap_or_default()
                    .iter()
                    .map(|size| format!("{size:02x}"))
                    .collect(),
            ),
        });
    }
}

/// The components that the codestream is said to have are those of the picture.
fn check_layout(picture: &Picture, jpeg2000: &Jpeg2000, add: &mut dyn FnMut(Fault)) {
    let Some(layout) = &jpeg2000.layout else {
        add(Fault::PictureItemMissing {
            item: "J2CLayout".to_owned(),
        });
        return;
    };
    let expected = if picture.is_rgb {
        ['R', 'G', 'B']
    } else {
        ['Y', 'U', 'V']
    };
    let codes: Vec<char> = layout.iter().map(|(code, _)| *code).collect();
    let is_depth = |(_, bits): &(char, u32)| picture.depth.is_none_or(|depth| depth == *bits);
    if codes != expected || !layout.iter().all(is_depth) {
        add(Fault::PictureLayout {
            expected: Listed(expected.to_vec()),
            found: Listed(
                layout
                    .iter()
                    .map(|(code, bits)| format!("{code}{bits}"))
                    .collect(),
            ),
        });
    }
}

/// Only colour differences are made by coding equations.
fn has_equations_of(picture: &Picture) -> bool {
    if picture.is_rgb {
        return true;
    }
    let number = picture
        .equations
        .map(|ul| (ul.item()[5], ul.item()[6], ul.item()[7]));
    match picture.colour() {
        Bt2020 | Bt2020Pq | Hlg => number == Some((6, 0, 0)),
        Bt709 => number == Some((2, 0, 0)),
        _ => matches!(number, Some((1 | 2, 0, 0))),
    }
}

/// Black and white in bits of `depth`: reference levels, and for RGB the full range too.
fn level_pairs(is_rgb: bool, depth: u32) -> Vec<(u32, u32)> {
    let shift = depth - 8;
    let mut pairs = vec![(16 << shift, 235 << shift)];
    if is_rgb {
        pairs.push((0, (1 << depth) - 1));
    }
    pairs
}

/// Behind progression, layers, transform, levels, code blocks and filter stand the precincts, the lowest first.
fn has_precincts_of_app_2e(style: &[u8]) -> bool {
    let Some((lowest, others)) = style.get(10..).and_then(|sizes| sizes.split_first()) else {
        return false;
    };
    *lowest == LOWEST_PRECINCT && others.iter().all(|size| *size == PRECINCT)
}

fn described(picture: &Picture) -> String {
    let said = |value: Option<u32>| value.map_or("?".to_owned(), |value| value.to_string());
    let sampling = match (picture.is_rgb, picture.subsampling) {
        (true, _) => "RGB".to_owned(),
        (false, Some((2, 1))) => "YCbCr 4:2:2".to_owned(),
        (false, Some((1, 1))) => "YCbCr 4:4:4".to_owned(),
        (false, _) => "YCbCr 4:2:0".to_owned(),
    };
    format!(
        "{} × {}, {}, {} bits, {}, {}, {:?}",
        said(picture.width),
        said(picture.height),
        picture
            .rate
            .map_or("? fps".to_owned(), |rate| format!("{rate} fps")),
        said(picture.depth),
        sampling,
        if picture.is_progressive == Some(false) {
            "interlaced"
        } else {
            "progressive"
        },
        picture.colour(),
    )
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
    let own_rsiz = own.jpeg2000.as_ref().and_then(|sub| sub.rsiz).map(u32::from);
    let written_rsiz = written.jpeg2000.as_ref().and_then(|sub| sub.rsiz);
    compare("JPEG 2000 profile (Rsiz)", shown(written_rsiz), shown(own_rsiz));
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
