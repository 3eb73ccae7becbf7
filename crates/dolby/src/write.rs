//! Documents written from metadata: for the crate that makes RPUs, and for masters of our own. The versions differ in how
//! elements are called and numbers parted.

use std::fmt::Write;

use timecode::EditRate;

use crate::level::{Field, Level, fields_of};
use crate::metadata::{Metadata, Shot, Version};

/// Numbers for each version: how they are parted, and the version's own number.
fn separator(version: Version) -> &'static str {
    match version {
        Version::Cm29 => ",",
        Version::Cm40 => " ",
    }
}

/// A sidecar of the whole programme.
#[must_use]
pub fn sidecar_document(metadata: &Metadata) -> String {
    let version = metadata.version;
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    text.push_str(match version {
        Version::Cm29 => "<DolbyLabsMDF version=\"2.0.5\">\n",
        Version::Cm40 => {
            "<DolbyLabsMDF xmlns=\"http://www.dolby.com/schemas/dvmd/4_0_2\">\n<Version>4.0.2</Version>\n"
        }
    });
    text.push_str("<Outputs>\n<Output name=\"Output\">\n");
    put_aspects(&mut text, metadata);
    text.push_str("<Video>\n<Track name=\"V1\">\n");
    put_rate(&mut text, metadata.edit_rate, version);
    put_globals(&mut text, metadata);
    let mut start = 0;
    for (number, shot) in metadata.shots.iter().enumerate() {
        put_shot(&mut text, shot, number, start, version);
        start += shot.duration_frames;
    }
    text.push_str("</Track>\n</Video>\n</Output>\n</Outputs>\n</DolbyLabsMDF>\n");
    text
}

/// The document of the whole programme that stands beside those of the frames.
#[must_use]
pub fn global_document(metadata: &Metadata) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    text.push_str(&opening("DolbyVisionGlobalData", metadata.version));
    put_aspects(&mut text, metadata);
    put_rate(&mut text, metadata.edit_rate, metadata.version);
    put_globals(&mut text, metadata);
    text.push_str("</DolbyVisionGlobalData>\n");
    text
}

/// A document for each frame, in order.
pub fn frame_documents(metadata: &Metadata) -> impl Iterator<Item = String> + '_ {
    let version = metadata.version;
    let starts = metadata.shots.iter().scan(0, |next, shot| {
        let start = *next;
        *next += shot.duration_frames;
        Some(start)
    });
    let shots = metadata.shots.iter().zip(starts).enumerate();
    shots.flat_map(move |(number, (shot, start))| {
        (0..shot.duration_frames).map(move |offset| {
            let edit = shot.edits.iter().find(|edit| edit.offset == offset);
            let levels = match edit {
                Some(edit) => Level::over(&shot.levels, &edit.levels),
                None => shot.levels.clone(),
            };
            let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
            text.push_str(&opening("DolbyVisionFrameData", version));
            put_record(&mut text, number, start, shot.duration_frames);
            put_levels(&mut text, &levels, version);
            let _ = write!(
                text,
                "<FrameNumber>{offset}</FrameNumber>\n</DolbyVisionFrameData>\n"
            );
            text
        })
    })
}

fn opening(root: &str, version: Version) -> String {
    match version {
        Version::Cm29 => format!("<{root} version=\"2.0.5\">\n"),
        Version::Cm40 => format!("<{root} xmlns=\"{}\">\n", frame_namespace(version)),
    }
}

/// What a track of these documents says that they are; CM v2.9 does not write it into them.
#[must_use]
pub fn frame_namespace(version: Version) -> &'static str {
    match version {
        Version::Cm29 => "http://www.dolby.com/schemas/dvmd-fw/2_0_5",
        Version::Cm40 => "http://www.dolby.com/schemas/dvmd-fw/4_0_2",
    }
}

fn put_aspects(text: &mut String, metadata: &Metadata) {
    let globals = &metadata.globals;
    if let (Some(canvas), Some(image)) = (globals.canvas_aspect, globals.image_aspect) {
        let _ = write!(
            text,
            "<CanvasAspectRatio>{canvas}</CanvasAspectRatio>\n<ImageAspectRatio>{image}</ImageAspectRatio>\n"
        );
    }
}

fn put_rate(text: &mut String, rate: Option<EditRate>, version: Version) {
    let Some(rate) = rate else { return };
    let (num, den) = (rate.num(), rate.den());
    let _ = match version {
        Version::Cm29 => writeln!(text, "<Rate><n>{num}</n><d>{den}</d></Rate>"),
        Version::Cm40 => writeln!(text, "<EditRate>{num} {den}</EditRate>"),
    };
}

fn put_globals(text: &mut String, metadata: &Metadata) {
    let globals = &metadata.globals;
    let _ = write!(
        text,
        "<Level6 level=\"6\"><MaxCLL>{}</MaxCLL><MaxFALL>{}</MaxFALL></Level6>\n<PluginNode>\n<DVGlobalData level=\"0\">\n",
        globals.maximum_content_light, globals.maximum_frame_average_light
    );
    let mastering = &globals.mastering;
    let _ = writeln!(
        text,
        "<MasteringDisplay><PeakBrightness>{}</PeakBrightness><MinimumBrightness>{}</MinimumBrightness></MasteringDisplay>",
        mastering.peak_nits, mastering.minimum_nits
    );
    for target in &globals.targets {
        let parted = |values: &[f64]| joined(values, separator(metadata.version));
        let [red, green, blue, white] = [0, 2, 4, 6].map(|at| target.primaries.get(at..at + 2).map(parted));
        let _ = writeln!(
            text,
            "<TargetDisplay><ID>{}</ID><Primaries><Red>{}</Red><Green>{}</Green><Blue>{}</Blue></Primaries>\
             <WhitePoint>{}</WhitePoint><PeakBrightness>{}</PeakBrightness><MinimumBrightness>{}</MinimumBrightness>\
             </TargetDisplay>",
            target.id,
            red.unwrap_or_default(),
            green.unwrap_or_default(),
            blue.unwrap_or_default(),
            white.unwrap_or_default(),
            target.peak_nits,
            target.minimum_nits
        );
    }
    text.push_str("</DVGlobalData>\n");
    if let Some(intent) = &globals.intent {
        let _ = writeln!(
            text,
            "<Level11 level=\"11\"><ContentType>{}</ContentType><IntendedWhitePoint>{}</IntendedWhitePoint></Level11>",
            intent.content_type, intent.white_point
        );
    }
    if let Some(management) = &globals.management {
        let _ = writeln!(
            text,
            "<Level254 level=\"254\"><DMMode>{}</DMMode><DMVersion>{}</DMVersion><CMVersion>4 0</CMVersion></Level254>",
            management.mode, management.version
        );
    }
    text.push_str("</PluginNode>\n");
}

fn put_shot(text: &mut String, shot: &Shot, number: usize, start: u64, version: Version) {
    text.push_str("<Shot>\n");
    put_record(text, number, start, shot.duration_frames);
    put_levels(text, &shot.levels, version);
    for edit in &shot.edits {
        let _ = writeln!(text, "<Frame><EditOffset>{}</EditOffset>", edit.offset);
        put_levels(text, &edit.levels, version);
        text.push_str("</Frame>\n");
    }
    text.push_str("</Shot>\n");
}

fn put_record(text: &mut String, number: usize, start: u64, duration: u64) {
    let _ = write!(
        text,
        "<UniqueID>shot-{number}</UniqueID>\n<Record><In>{start}</In><Duration>{duration}</Duration></Record>\n"
    );
}

fn put_levels(text: &mut String, levels: &[Level], version: Version) {
    let (outer, inner) = match version {
        Version::Cm29 => ("<PluginNode>\n", "</PluginNode>\n"),
        Version::Cm40 => (
            "<PluginNode>\n<DVDynamicData>\n",
            "</DVDynamicData>\n</PluginNode>\n",
        ),
    };
    text.push_str(outer);
    for level in levels {
        put_level(text, level, version);
    }
    text.push_str(inner);
}

fn put_level(text: &mut String, level: &Level, version: Version) {
    let number = level.level;
    let element = match version {
        Version::Cm29 => "DolbyEDR".to_owned(),
        Version::Cm40 => format!("Level{number}"),
    };
    let _ = write!(text, "<{element} level=\"{number}\">");
    if let Some(target) = level.target {
        let _ = write!(text, "<TID>{target}</TID>");
    }
    let mut values = level.values.as_slice();
    for Field { name, count, .. } in fields_of(number).unwrap_or_default() {
        let (own, rest) = values.split_at_checked(*count).unwrap_or((values, &[]));
        values = rest;
        let _ = write!(text, "<{name}>{}</{name}>", joined(own, separator(version)));
    }
    let _ = writeln!(text, "</{element}>");
}

fn joined(values: &[f64], separator: &str) -> String {
    let texts: Vec<String> = values.iter().map(f64::to_string).collect();
    texts.join(separator)
}
