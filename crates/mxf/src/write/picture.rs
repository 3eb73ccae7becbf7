//! Frame-wrapped JPEG 2000 (ST 422): one KLV per codestream, a descriptor drawn from the first one's main header.

use std::io::{self, Seek, Write};

use timecode::EditRate;
use uuid::Uuid;

use super::frame_texts::FrameTexts;
use super::header::{TRACK_ID, TrackHeader};
use super::klv::element_head;
use super::partition::Units;
use super::set::{SetWriter, SetsWriter};
use super::{
    Identity, Output, WriteError, Written, body_pack, check_texts, header_bytes, instance, tail_bytes,
};
use crate::codestream::CodestreamHeader;
use crate::local_set::Property;
use crate::metadata::{SetKind, descriptor, jpeg2000, picture};
use crate::ul::Ul;

/// ST 422: progressive frames, frame-wrapped.
const CONTAINER: Ul = Ul::from_hex(0x060e2b34_0401010d_0d010301_020c0600);
const PICTURE: Ul = Ul::from_hex(0x060e2b34_04010101_01030202_01000000);
const TRACK_NUMBER: u32 = 0x1501_0801;
const ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020101_0d010301_15010801);
const SCANNING_DIRECTION: Property = Property::Fixed(0x3405);

/// JPEG 2000 codings; byte 14 is the profile, byte 15 the level.
const JPEG2000_CODING: u128 = 0x060e2b34_0401010d_04010202_03010000;

/// The colour of a picture. Bit depth and sampling come from the codestream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Y'C'bC'r of BT.709 in narrow range.
    Bt709,
    /// Y'C'bC'r of BT.2020 in narrow range with the PQ transfer function, mastered on P3-D65 at 1,000 cd/m².
    Bt2020Pq,
    /// Full-range R'G'B' of P3-D65 with the PQ transfer function.
    P3D65Pq,
}

/// A picture track file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureTrack {
    pub identity: Identity,
    pub edit_rate: EditRate,
    /// Width to height, such as (16, 9).
    pub aspect_ratio: (u32, u32),
    pub colour: Colour,
    /// Documents that go along with the frames.
    pub texts: Option<FrameTexts>,
}

impl PictureTrack {
    /// Write codestreams as frames. All must have the size, components and profile of the first.
    ///
    /// # Errors
    /// [`WriteError`] names the frame that could not be read or does not fit.
    pub fn write<W: Write + Seek>(
        &self,
        out: &mut W,
        frames: &mut dyn Iterator<Item = io::Result<Vec<u8>>>,
    ) -> Result<Written, WriteError> {
        check_texts(&self.identity.texts())?;
        let mut out = Output { out, length_bytes: 0 };
        let mut first: Option<CodestreamHeader> = None;
        let mut offsets = Vec::new();
        let mut body = 0;
        let mut stream = 0;
        for (frame, codestream) in (0_u64..).zip(frames) {
            let codestream = codestream.map_err(|source| WriteError::ReadFrame { frame, source })?;
            let header = CodestreamHeader::parse(&codestream)
                .map_err(|source| WriteError::NotACodestream { frame, source })?;
            match &first {
                None => {
                    let bytes = self.header(&header, 0, 0);
                    body = bytes.len() as u64;
                    out.put(&bytes)?;
                    out.put(&body_pack(body, 0, CONTAINER))?;
                    first = Some(header);
                }
                Some(first) if !first.is_like(&header) => return Err(WriteError::FrameDiffers { frame }),
                Some(_) => {}
            }
            offsets.push(stream);
            let head = element_head(ELEMENT, codestream.len() as u64);
            stream += (head.len() + codestream.len()) as u64;
            out.put(&head)?;
            out.put(&codestream)?;
            if let Some(texts) = &self.texts {
                let element = texts
                    .element(frame)
                    .ok_or(WriteError::FrameTextMissing { frame })?;
                stream += element.len() as u64;
                out.put(&element)?;
            }
        }
        let first = first.ok_or(WriteError::Empty)?;
        let duration = offsets.len() as u64;
        let header = self.track_header(duration);
        let whole = self.texts.as_ref().map(FrameTexts::stream);
        let units = Units::Variable(&offsets);
        let (tail, footer) = tail_bytes(&header, body, out.length_bytes, units, whole.as_deref());
        out.put(&tail)?;
        out.patch(0, &self.header(&first, duration, footer))?;
        out.patch(body, &body_pack(body, footer, CONTAINER))?;
        Ok(Written {
            duration,
            length_bytes: out.length_bytes,
        })
    }

    fn header(&self, codestream: &CodestreamHeader, duration: u64, footer: u64) -> Vec<u8> {
        header_bytes(&self.track_header(duration), footer, |sets| {
            self.put_descriptor(sets, codestream, duration);
            self.put_jpeg2000(sets, codestream);
            if self.texts.is_some() {
                FrameTexts::put_sub_descriptor(sets, self.id("frame texts"));
            }
        })
    }

    fn id(&self, name: &str) -> Uuid {
        instance(self.identity.file_id, name)
    }

    fn track_header(&self, duration: u64) -> TrackHeader<'_> {
        TrackHeader {
            identity: &self.identity,
            container: CONTAINER,
            data_definition: PICTURE,
            track_name: "Picture",
            track_number: TRACK_NUMBER,
            edit_rate: self.edit_rate,
            duration,
            descriptor: self.id("descriptor"),
            data: self.texts.as_ref().map(|_| FrameTexts::track(self.edit_rate)),
            material_track: None,
        }
    }

    fn put_descriptor(&self, sets: &mut SetsWriter, codestream: &CodestreamHeader, duration: u64) {
        let kind = match self.colour {
            Colour::Bt709 | Colour::Bt2020Pq => SetKind::CDCI_DESCRIPTOR,
            Colour::P3D65Pq => SetKind::RGBA_DESCRIPTOR,
        };
        let lines: [[u8; 4]; 2] = [[0; 4]; 2];
        let mut parts = vec![self.id("jpeg2000")];
        parts.extend(self.texts.as_ref().map(|_| self.id("frame texts")));
        let set = sets
            .begin(kind, self.id("descriptor"))
            .references(descriptor::SUB_DESCRIPTORS, &parts)
            .u32(descriptor::LINKED_TRACK, TRACK_ID)
            .rate(descriptor::SAMPLE_RATE, self.edit_rate)
            .u64(descriptor::CONTAINER_DURATION, duration)
            .ul(descriptor::ESSENCE_CONTAINER, CONTAINER)
            .u8(picture::FRAME_LAYOUT, 0)
            .u32(picture::STORED_WIDTH, codestream.width())
            .u32(picture::STORED_HEIGHT, codestream.height())
            .pair(picture::ASPECT_RATIO, self.aspect_ratio)
            .ul(picture::PICTURE_CODING, picture_coding(codestream.rsiz))
            .array(picture::VIDEO_LINE_MAP, &lines);
        self.colour.put(set, codestream).end();
    }

    fn put_jpeg2000(&self, sets: &mut SetsWriter, codestream: &CodestreamHeader) {
        let sizing: Vec<[u8; 3]> = codestream
            .components
            .iter()
            .map(|component| [component.ssiz, component.xrsiz, component.yrsiz])
            .collect();
        sets.begin(SetKind::JPEG2000_SUB_DESCRIPTOR, self.id("jpeg2000"))
            .u16(jpeg2000::RSIZ, codestream.rsiz)
            .u32(jpeg2000::XSIZ, codestream.xsiz)
            .u32(jpeg2000::YSIZ, codestream.ysiz)
            .u32(jpeg2000::XOSIZ, codestream.xosiz)
            .u32(jpeg2000::YOSIZ, codestream.yosiz)
            .u32(jpeg2000::XTSIZ, codestream.xtsiz)
            .u32(jpeg2000::YTSIZ, codestream.ytsiz)
            .u32(jpeg2000::XTOSIZ, codestream.xtosiz)
            .u32(jpeg2000::YTOSIZ, codestream.ytosiz)
            .u16(jpeg2000::CSIZ, codestream.components.len() as u16)
            .array(jpeg2000::COMPONENT_SIZING, &sizing)
            .put(jpeg2000::CODING_STYLE_DEFAULT, &codestream.coding_style_default)
            .put(jpeg2000::QUANTIZATION_DEFAULT, &codestream.quantization_default)
            .layout(jpeg2000::J2C_LAYOUT, &self.colour.layout(codestream.bit_depth()))
            .end();
    }
}

impl Colour {
    /// Component codes of ST 377-1 annex G and their bits.
    fn layout(self, bits: u8) -> [(u8, u8); 3] {
        match self {
            Colour::Bt709 | Colour::Bt2020Pq => [(b'Y', bits), (b'U', bits), (b'V', bits)],
            Colour::P3D65Pq => [(b'R', bits), (b'G', bits), (b'B', bits)],
        }
    }

    fn put<'a>(self, set: SetWriter<'a>, codestream: &CodestreamHeader) -> SetWriter<'a> {
        let bits = codestream.bit_depth();
        match self {
            Colour::Bt709 | Colour::Bt2020Pq => {
                let chroma = codestream.components.get(1).or(codestream.components.first());
                let (horizontal, vertical) =
                    chroma.map_or((1, 1), |component| (component.xrsiz, component.yrsiz));
                let step = 1_u32 << u32::from(bits).saturating_sub(8).min(8);
                let [transfer, equations, primaries] = match self {
                    Colour::Bt2020Pq => [
                        0x060e2b34_0401010d_04010101_010a0000,
                        0x060e2b34_0401010d_04010101_02060000,
                        0x060e2b34_0401010d_04010101_03040000,
                    ],
                    _ => [
                        0x060e2b34_04010101_04010101_01020000,
                        0x060e2b34_04010101_04010101_02020000,
                        0x060e2b34_04010106_04010101_03030000,
                    ],
                };
                let set = set
                    .ul(picture::TRANSFER_CHARACTERISTIC, Ul::from_hex(transfer))
                    .ul(picture::CODING_EQUATIONS, Ul::from_hex(equations))
                    .ul(picture::COLOR_PRIMARIES, Ul::from_hex(primaries));
                let set = match self {
                    Colour::Bt2020Pq => put_mastering(set),
                    _ => set,
                };
                set.u32(picture::COMPONENT_DEPTH, u32::from(bits))
                    .u32(picture::HORIZONTAL_SUBSAMPLING, u32::from(horizontal))
                    .u32(picture::VERTICAL_SUBSAMPLING, u32::from(vertical))
                    .u8(picture::COLOR_SITING, 0)
                    .u32(picture::BLACK_REF_LEVEL, 16 * step)
                    .u32(picture::WHITE_REF_LEVEL, 235 * step)
                    .u32(picture::COLOR_RANGE, 224 * step + 1)
            }
            Colour::P3D65Pq => set
                .ul(
                    picture::TRANSFER_CHARACTERISTIC,
                    Ul::from_hex(0x060e2b34_0401010d_04010101_010a0000),
                )
                .ul(
                    picture::COLOR_PRIMARIES,
                    Ul::from_hex(0x060e2b34_0401010d_04010101_03060000),
                )
                .u32(picture::COMPONENT_MAX_REF, (1_u32 << u32::from(bits).min(16)) - 1)
                .u32(picture::COMPONENT_MIN_REF, 0)
                .u8(SCANNING_DIRECTION, 0)
                .layout(picture::PIXEL_LAYOUT, &self.layout(bits)),
        }
    }
}

/// ST 2067-21: chromaticities in 0.00002, luminances in 0.0001 cd/m².
fn put_mastering(set: SetWriter<'_>) -> SetWriter<'_> {
    let points = |points: &[(u16, u16)]| -> Vec<u8> {
        let both = |(x, y): &(u16, u16)| [x.to_be_bytes(), y.to_be_bytes()];
        points.iter().flat_map(both).flatten().collect()
    };
    set.put(
        picture::MASTERING_PRIMARIES,
        &points(&[(34_000, 16_000), (13_250, 34_500), (7_500, 3_000)]),
    )
    .put(picture::MASTERING_WHITE_POINT, &points(&[(15_635, 16_450)]))
    .u32(picture::MASTERING_MAXIMUM, 10_000_000)
    .u32(picture::MASTERING_MINIMUM, 1)
}

impl CodestreamHeader {
    fn is_like(&self, other: &CodestreamHeader) -> bool {
        self.rsiz == other.rsiz
            && (self.width(), self.height()) == (other.width(), other.height())
            && self.components == other.components
    }
}

/// The label of the codestream's IMF profile, main level and sub-level; plain JPEG 2000 for others. Levels are
/// numbered in order: level 0 has one sub-level, 1 to 3 have two, and from 4 on one more each (ST 2067-21).
fn picture_coding(rsiz: u16) -> Ul {
    let profile = rsiz >> 8;
    if !(4..=9).contains(&profile) {
        return Ul::from_hex(JPEG2000_CODING | 0x7f00);
    }
    let (main, sub) = (rsiz & 0x0f, rsiz >> 4 & 0x0f);
    let sub_levels = |level: u16| match level {
        0 => 1,
        1..=3 => 2,
        _ => level - 1,
    };
    let number = 1 + (0..main).map(sub_levels).sum::<u16>() + sub;
    let kind = profile - 2;
    Ul::from_hex(JPEG2000_CODING | u128::from(kind) << 8 | u128::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last two bytes as the label register has them.
    #[test]
    fn profiles_have_their_registered_labels() {
        for (rsiz, tail) in [
            (0x0411, [2, 3]),
            (0x0412, [2, 5]),
            (0x0413, [2, 7]),
            (0x0535, [3, 0x0e]),
            (0x0516, [3, 0x10]),
            (0x0701, [5, 2]),
        ] {
            assert_eq!(picture_coding(rsiz).0[14..], tail, "{rsiz:04x}");
        }
    }
}
