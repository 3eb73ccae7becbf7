//! Writes 24-bit PCM: RIFF while the file stays under 4 GiB, RF64 beyond. Room for the 64-bit sizes is reserved at
//! the beginning (EBU Tech 3306), so that the choice can be made at the end.

use std::io::{self, Seek, SeekFrom, Write};

use crate::bext::Bext;
use crate::channel::Channel;
use crate::format::mask_of;

const BYTES_PER_SAMPLE: u16 = 3;
/// ds64: RIFF size, data size, sample count, an empty table.
const DS64_BYTES: u32 = 28;
/// The sub-format of PCM: the tag, then the fixed part of its GUID.
const PCM_GUID: [u8; 16] = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavSpec {
    pub sample_rate_hz: u32,
    /// In the order of the samples.
    pub channels: Vec<Channel>,
    pub bext: Option<Bext>,
}

/// Writes samples as they come. Without [`WavWriter::finish`] the sizes stay 0 and the file is not valid.
#[derive(Debug)]
pub struct WavWriter<W> {
    out: W,
    channels: usize,
    data_offset: u64,
    data_bytes: u64,
    limit_bytes: u64,
}

impl<W: Write + Seek> WavWriter<W> {
    /// # Errors
    /// What writing reports; `InvalidInput` without channels.
    pub fn create(out: W, spec: &WavSpec) -> io::Result<WavWriter<W>> {
        WavWriter::with_limit(out, spec, u64::from(u32::MAX))
    }

    fn with_limit(mut out: W, spec: &WavSpec, limit_bytes: u64) -> io::Result<WavWriter<W>> {
        let channels = u16::try_from(spec.channels.len())
            .ok()
            .filter(|count| (1..=128).contains(count));
        let channels =
            channels.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "1 to 128 channels"))?;
        let mut head = Vec::new();
        head.extend(b"RIFF\0\0\0\0WAVE");
        put_chunk(&mut head, b"JUNK", &[0; DS64_BYTES as usize]);
        if let Some(bext) = &spec.bext {
            put_chunk(&mut head, b"bext", &bext.to_bytes());
        }
        put_chunk(&mut head, b"fmt ", &format(spec, channels));
        head.extend(b"data\0\0\0\0");
        out.write_all(&head)?;
        Ok(WavWriter {
            out,
            channels: channels.into(),
            data_offset: head.len() as u64,
            data_bytes: 0,
            limit_bytes,
        })
    }

    /// Interleaved samples within ±2²³; what lies beyond is clipped.
    ///
    /// # Errors
    /// What writing reports; `InvalidInput` when a sample frame is incomplete.
    pub fn write(&mut self, samples: &[i32]) -> io::Result<()> {
        if !samples.len().is_multiple_of(self.channels) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "an incomplete sample frame",
            ));
        }
        let mut bytes = Vec::with_capacity(samples.len() * usize::from(BYTES_PER_SAMPLE));
        for sample in samples {
            let [low, middle, high, _] = (*sample).clamp(-(1 << 23), (1 << 23) - 1).to_le_bytes();
            bytes.extend([low, middle, high]);
        }
        self.data_bytes += bytes.len() as u64;
        self.out.write_all(&bytes)
    }

    /// Pad, and write the sizes.
    ///
    /// # Errors
    /// What writing reports.
    pub fn finish(mut self) -> io::Result<W> {
        if self.data_bytes % 2 == 1 {
            self.out.write_all(&[0])?;
        }
        let riff_bytes = self.data_offset + self.data_bytes + self.data_bytes % 2 - 8;
        if riff_bytes <= self.limit_bytes {
            self.put_at(4, &(riff_bytes as u32).to_le_bytes())?;
            self.put_at(self.data_offset - 4, &(self.data_bytes as u32).to_le_bytes())?;
        } else {
            let frames = self.data_bytes / (self.channels as u64 * u64::from(BYTES_PER_SAMPLE));
            let mut ds64 = Vec::from(*b"ds64");
            ds64.extend(DS64_BYTES.to_le_bytes());
            [riff_bytes, self.data_bytes, frames]
                .iter()
                .for_each(|size| ds64.extend(size.to_le_bytes()));
            self.put_at(0, b"RF64\xff\xff\xff\xff")?;
            self.put_at(12, &ds64)?;
            self.put_at(self.data_offset - 4, &[0xff; 4])?;
        }
        self.out.seek(SeekFrom::End(0))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.out.seek(SeekFrom::Start(offset))?;
        self.out.write_all(bytes)
    }
}

fn put_chunk(head: &mut Vec<u8>, id: &[u8; 4], body: &[u8]) {
    head.extend(id);
    head.extend((body.len() as u32).to_le_bytes());
    head.extend(body);
    head.resize(head.len() + body.len() % 2, 0);
}

/// Plain PCM for one and two channels, WAVEFORMATEXTENSIBLE with its mask for more.
fn format(spec: &WavSpec, channels: u16) -> Vec<u8> {
    let block_align = channels * BYTES_PER_SAMPLE;
    let is_extensible = channels > 2;
    let tag: u16 = if is_extensible { 0xfffe } else { 1 };
    let mut body = Vec::new();
    body.extend(tag.to_le_bytes());
    body.extend(channels.to_le_bytes());
    body.extend(spec.sample_rate_hz.to_le_bytes());
    body.extend(
        spec.sample_rate_hz
            .saturating_mul(block_align.into())
            .to_le_bytes(),
    );
    body.extend(block_align.to_le_bytes());
    body.extend((BYTES_PER_SAMPLE * 8).to_le_bytes());
    if is_extensible {
        body.extend(22_u16.to_le_bytes());
        body.extend((BYTES_PER_SAMPLE * 8).to_le_bytes());
        body.extend(mask_of(&spec.channels).to_le_bytes());
        body.extend(PCM_GUID);
    }
    body
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::channel::Soundfield;
    use crate::file::{Container, WavFile};

    fn written(soundfield: Soundfield, samples: &[i32], limit_bytes: u64) -> Vec<u8> {
        let bext = Bext {
            time_reference_samples: 172_800_000,
            version: 1,
            ..Bext::default()
        };
        let channels = soundfield.channels().to_vec();
        let spec = WavSpec {
            sample_rate_hz: 48_000,
            channels,
            bext: Some(bext),
        };
        let mut writer = WavWriter::with_limit(Cursor::new(Vec::new()), &spec, limit_bytes).unwrap();
        writer.write(samples).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> (WavFile, Vec<i32>) {
        let (file, mut samples) = WavFile::read(Cursor::new(bytes)).unwrap();
        let (mut all, mut piece) = (Vec::new(), Vec::new());
        while samples.read(&mut piece).map(|()| !piece.is_empty()).unwrap() {
            all.extend(&piece);
        }
        (file, all)
    }

    #[test]
    fn samples_survive_writing_and_reading() {
        let samples: Vec<i32> = (0..6 * 9001)
            .map(|n| (n * 7919) % (1 << 24) - (1 << 23))
            .collect();
        let (file, all) = read(&written(Soundfield::FiveOne, &samples, u64::from(u32::MAX)));
        assert_eq!(all, samples);
        assert_eq!(
            (file.container, file.frames, file.missing_bytes),
            (Container::Riff, 9001, 0)
        );
        assert_eq!(
            file.format.masked_channels().as_deref(),
            Some(Soundfield::FiveOne.channels())
        );
        assert_eq!(file.bext.unwrap().time_reference_samples, 172_800_000);
    }

    #[test]
    fn a_large_file_becomes_rf64_and_is_read_alike() {
        let samples: Vec<i32> = (0..2 * 501).collect();
        let (file, all) = read(&written(Soundfield::Stereo, &samples, 1000));
        assert_eq!(
            (file.container, file.frames, file.data_bytes),
            (Container::Rf64, 501, 3006)
        );
        assert_eq!(all, samples);
    }

    #[test]
    fn loud_samples_are_clipped_and_odd_data_is_padded() {
        let bytes = written(Soundfield::Mono, &[i32::MAX, i32::MIN, 5], u64::from(u32::MAX));
        assert_eq!(bytes.len() % 2, 0);
        assert_eq!(read(&bytes).1, [(1 << 23) - 1, -(1 << 23), 5]);
    }

    #[test]
    fn an_incomplete_sample_frame_is_refused() {
        let spec = WavSpec {
            sample_rate_hz: 48_000,
            channels: vec![Channel::L, Channel::R],
            bext: None,
        };
        let mut writer = WavWriter::create(Cursor::new(Vec::new()), &spec).unwrap();
        assert!(writer.write(&[1, 2, 3]).is_err());
        assert!(
            WavWriter::create(
                Cursor::new(Vec::new()),
                &WavSpec {
                    channels: vec![],
                    ..spec
                }
            )
            .is_err()
        );
    }
}
