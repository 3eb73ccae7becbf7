//! Clip-wrapped PCM (ST 382) with one soundfield, its multichannel audio labels as ST 2067-8 asks for them.

use std::io::{Read, Seek, Write};

use timecode::EditRate;
use uuid::Uuid;

use super::header::{TRACK_ID, TrackHeader};
use super::klv::element_head;
use super::partition::Units;
use super::set::SetsWriter;
use super::{
    Identity, Output, WriteError, Written, body_pack, check_texts, header_bytes, instance, tail_bytes,
};
use crate::local_set::Property;
use crate::metadata::{SetKind, descriptor, labels, sound};
use crate::ul::Ul;

/// ST 382: wave audio, clip-wrapped.
const CONTAINER: Ul = Ul::from_hex(0x060e2b34_04010101_0d010301_02060200);
const SOUND: Ul = Ul::from_hex(0x060e2b34_04010101_01030202_02000000);
const TRACK_NUMBER: u32 = 0x1601_0201;
const ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020101_0d010301_16010201);
/// ST 2067-2: what a channel carries is said by its label.
const LABELLED_CHANNELS: Ul = Ul::from_hex(0x060e2b34_0401010d_04020210_04010000);
const LOCKED: Property = Property::Fixed(0x3d02);

/// IMF sound has 24 bits.
const QUANTIZATION_BITS: u32 = 24;
const SAMPLE_BYTES: u32 = 3;
/// How much is copied at once.
const PIECE_BYTES: u64 = 1 << 20;

/// Soundfields of ST 2067-8 that this writer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Soundfield {
    Stereo,
    /// L R C LFE Ls Rs.
    FiveOne,
}

/// A channel of a soundfield.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    Left,
    Right,
    Center,
    Lfe,
    LeftSurround,
    RightSurround,
}

/// A sound track file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundTrack {
    pub identity: Identity,
    /// 48,000 or 96,000 per second.
    pub sample_rate: EditRate,
    pub soundfield: Soundfield,
    /// RFC 5646.
    pub language: String,
    pub title: String,
    pub title_version: String,
    /// `PRM` for a printmaster.
    pub content_kind: String,
    /// `CM` for a complete mix.
    pub element_kind: String,
}

impl Soundfield {
    /// In the order of the samples.
    #[must_use]
    pub fn channels(self) -> &'static [Channel] {
        use Channel::{Center, Left, LeftSurround, Lfe, Right, RightSurround};
        match self {
            Soundfield::Stereo => &[Left, Right],
            Soundfield::FiveOne => &[Left, Right, Center, Lfe, LeftSurround, RightSurround],
        }
    }

    #[must_use]
    pub fn tag_symbol(self) -> &'static str {
        match self {
            Soundfield::Stereo => "sgST",
            Soundfield::FiveOne => "sg51",
        }
    }

    fn tag_name(self) -> &'static str {
        match self {
            Soundfield::Stereo => "Standard Stereo",
            Soundfield::FiveOne => "5.1",
        }
    }

    fn dictionary_id(self) -> Ul {
        Ul::from_hex(match self {
            Soundfield::Stereo => 0x060e2b34_0401010d_03020220_01000000,
            Soundfield::FiveOne => 0x060e2b34_0401010d_03020201_00000000,
        })
    }
}

impl Channel {
    #[must_use]
    pub fn tag_symbol(self) -> &'static str {
        match self {
            Channel::Left => "chL",
            Channel::Right => "chR",
            Channel::Center => "chC",
            Channel::Lfe => "chLFE",
            Channel::LeftSurround => "chLs",
            Channel::RightSurround => "chRs",
        }
    }

    fn tag_name(self) -> &'static str {
        match self {
            Channel::Left => "Left",
            Channel::Right => "Right",
            Channel::Center => "Center",
            Channel::Lfe => "LFE",
            Channel::LeftSurround => "Left Surround",
            Channel::RightSurround => "Right Surround",
        }
    }

    fn dictionary_id(self) -> Ul {
        let number: u128 = match self {
            Channel::Left => 1,
            Channel::Right => 2,
            Channel::Center => 3,
            Channel::Lfe => 4,
            Channel::LeftSurround => 5,
            Channel::RightSurround => 6,
        };
        Ul::from_hex(0x060e2b34_0401010d_03020100_00000000 | number << 32)
    }
}

impl SoundTrack {
    /// Write interleaved little-endian 24-bit samples.
    ///
    /// # Errors
    /// [`WriteError`] when samples cannot be read, end within one, or are none.
    pub fn write<W: Write + Seek>(&self, out: &mut W, samples: &mut dyn Read) -> Result<Written, WriteError> {
        check_texts(&self.identity.texts())?;
        check_texts(&[&self.language, &self.title, &self.title_version])?;
        check_texts(&[&self.content_kind, &self.element_kind])?;
        let mut out = Output { out, length_bytes: 0 };
        let header = self.header(0, 0);
        let body = header.len() as u64;
        out.put(&header)?;
        out.put(&body_pack(body, 0, CONTAINER))?;
        let element = out.length_bytes;
        out.put(&element_head(ELEMENT, 0))?;
        let clip_bytes = copy(samples, &mut out)?;

        let block_bytes = u64::from(self.block_bytes());
        let left_bytes = clip_bytes % block_bytes;
        if left_bytes > 0 {
            return Err(WriteError::PartialSample { left_bytes });
        }
        let duration = clip_bytes / block_bytes;
        if duration == 0 {
            return Err(WriteError::Empty);
        }
        let units = Units::Constant {
            bytes: self.block_bytes(),
            count: duration,
        };
        let (tail, footer) = tail_bytes(&self.track_header(duration), body, out.length_bytes, units, None);
        out.put(&tail)?;
        out.patch(element, &element_head(ELEMENT, clip_bytes))?;
        out.patch(0, &self.header(duration, footer))?;
        out.patch(body, &body_pack(body, footer, CONTAINER))?;
        Ok(Written {
            duration,
            length_bytes: out.length_bytes,
        })
    }

    /// Bytes of one sample of all channels.
    fn block_bytes(&self) -> u32 {
        SAMPLE_BYTES * self.soundfield.channels().len() as u32
    }

    fn bytes_per_second(&self) -> u32 {
        let bytes = u64::from(self.block_bytes()) * u64::from(self.sample_rate.num());
        u32::try_from(bytes / u64::from(self.sample_rate.den())).unwrap_or(u32::MAX)
    }

    fn id(&self, name: &str) -> Uuid {
        instance(self.identity.file_id, name)
    }

    fn header(&self, duration: u64, footer: u64) -> Vec<u8> {
        header_bytes(&self.track_header(duration), footer, |sets| {
            self.put_descriptor(sets, duration);
            self.put_soundfield(sets);
            for (number, channel) in (1..).zip(self.soundfield.channels()) {
                self.put_channel(sets, number, *channel);
            }
        })
    }

    fn track_header(&self, duration: u64) -> TrackHeader<'_> {
        TrackHeader {
            identity: &self.identity,
            container: CONTAINER,
            data_definition: SOUND,
            track_name: "Sound",
            track_number: TRACK_NUMBER,
            edit_rate: self.sample_rate,
            duration,
            descriptor: self.id("descriptor"),
            data: None,
            material_track: None,
        }
    }

    fn put_descriptor(&self, sets: &mut SetsWriter, duration: u64) {
        let channels = self.soundfield.channels();
        let mut labels = vec![self.id("soundfield")];
        labels.extend(channels.iter().map(|channel| self.id(channel.tag_symbol())));
        sets.begin(SetKind::WAVE_AUDIO_DESCRIPTOR, self.id("descriptor"))
            .references(descriptor::SUB_DESCRIPTORS, &labels)
            .u32(descriptor::LINKED_TRACK, TRACK_ID)
            .rate(descriptor::SAMPLE_RATE, self.sample_rate)
            .u64(descriptor::CONTAINER_DURATION, duration)
            .ul(descriptor::ESSENCE_CONTAINER, CONTAINER)
            .rate(sound::AUDIO_SAMPLE_RATE, self.sample_rate)
            .u8(LOCKED, 0)
            .u32(sound::CHANNEL_COUNT, channels.len() as u32)
            .u32(sound::QUANTIZATION_BITS, QUANTIZATION_BITS)
            .u16(sound::BLOCK_ALIGN, self.block_bytes() as u16)
            .u32(sound::AVERAGE_BYTES_PER_SECOND, self.bytes_per_second())
            .ul(sound::CHANNEL_ASSIGNMENT, LABELLED_CHANNELS)
            .end();
    }

    fn put_soundfield(&self, sets: &mut SetsWriter) {
        let field = self.soundfield;
        sets.begin(SetKind::SOUNDFIELD_GROUP_LABEL, self.id("soundfield"))
            .ul(Property::ByLabel(labels::DICTIONARY_ID), field.dictionary_id())
            .uuid(Property::ByLabel(labels::LINK_ID), self.id("soundfield link"))
            .text(Property::ByLabel(labels::TAG_SYMBOL), field.tag_symbol())
            .text(Property::ByLabel(labels::TAG_NAME), field.tag_name())
            .put(
                Property::ByLabel(labels::SPOKEN_LANGUAGE),
                self.language.as_bytes(),
            )
            .text(Property::ByLabel(labels::TITLE), &self.title)
            .text(Property::ByLabel(labels::TITLE_VERSION), &self.title_version)
            .text(Property::ByLabel(labels::CONTENT_KIND), &self.content_kind)
            .text(Property::ByLabel(labels::ELEMENT_KIND), &self.element_kind)
            .end();
    }

    fn put_channel(&self, sets: &mut SetsWriter, number: u32, channel: Channel) {
        let link = self.id(&format!("{} link", channel.tag_symbol()));
        sets.begin(SetKind::AUDIO_CHANNEL_LABEL, self.id(channel.tag_symbol()))
            .ul(Property::ByLabel(labels::DICTIONARY_ID), channel.dictionary_id())
            .uuid(Property::ByLabel(labels::LINK_ID), link)
            .text(Property::ByLabel(labels::TAG_SYMBOL), channel.tag_symbol())
            .text(Property::ByLabel(labels::TAG_NAME), channel.tag_name())
            .u32(Property::ByLabel(labels::CHANNEL_ID), number)
            .put(
                Property::ByLabel(labels::SPOKEN_LANGUAGE),
                self.language.as_bytes(),
            )
            .uuid(
                Property::ByLabel(labels::SOUNDFIELD_GROUP_LINK),
                self.id("soundfield link"),
            )
            .end();
    }
}

fn copy<W: Write + Seek>(samples: &mut dyn Read, out: &mut Output<'_, W>) -> Result<u64, WriteError> {
    let mut total = 0;
    loop {
        let mut piece = Vec::new();
        let read = samples.take(PIECE_BYTES).read_to_end(&mut piece);
        read.map_err(|source| WriteError::ReadSamples { source })?;
        if piece.is_empty() {
            return Ok(total);
        }
        total += piece.len() as u64;
        out.put(&piece)?;
    }
}
