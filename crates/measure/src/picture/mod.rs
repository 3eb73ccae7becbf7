//! From raw frames to figures of frames. Holds a few small rasters, whatever the programme's length.

mod flashes;
pub mod format;
mod raster;

use std::collections::VecDeque;

use timecode::Frame;

use crate::measurements::{FrameFigures, PictureFigures};
use flashes::Flashes;
use format::{FormatError, PictureFormat};
use raster::{GRID_COLUMNS, GRID_ROWS, Raster, Reader};

/// Frames that a chunk should decode ahead of its own, so that its figures are those of an uncut run: differences reach
/// three frames back, and a second is enough for the swings of flashing to have turned.
pub const PRE_ROLL_FRAMES: u64 = 30;
/// A bar is no brighter than this: noise around black stays below.
const BAR_LUMA: f32 = 0.03;
const LAGS: usize = 3;

/// Takes frames as they come, in pieces of any size.
pub struct PictureAnalyser {
    format: PictureFormat,
    reader: Reader,
    frame_bytes: usize,
    pending: Vec<u8>,
    next: Frame,
    keep_from: Frame,
    before: VecDeque<Seen>,
    flashes: Flashes,
    figures: PictureFigures,
}

struct Seen {
    luma: Vec<f32>,
    shares: [f32; 32],
}

impl PictureAnalyser {
    /// The bytes begin with frame `first`; figures are kept from `keep_from` on.
    ///
    /// # Errors
    /// The format's size cannot be measured.
    pub fn new(
        format: PictureFormat,
        first: Frame,
        keep_from: Frame,
    ) -> Result<PictureAnalyser, FormatError> {
        let frame_bytes = format.frame_bytes()?;
        Ok(PictureAnalyser {
            format,
            reader: Reader::new(format),
            frame_bytes,
            pending: Vec::with_capacity(frame_bytes),
            next: first,
            keep_from,
            before: VecDeque::new(),
            flashes: Flashes::default(),
            figures: PictureFigures {
                first: keep_from,
                frames: Vec::new(),
            },
        })
    }

    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = self.frame_bytes - self.pending.len();
            let (taken, left) = rest.split_at(room.min(rest.len()));
            self.pending.extend_from_slice(taken);
            rest = left;
            if self.pending.len() == self.frame_bytes {
                self.frame();
                self.pending.clear();
            }
        }
    }

    /// The figures of all whole frames.
    ///
    /// # Errors
    /// Bytes are left over: the decoder stopped within a frame.
    pub fn finish(self) -> Result<PictureFigures, FormatError> {
        match self.pending.len() {
            0 => Ok(self.figures),
            held => Err(FormatError::PartialFrame {
                missing: self.frame_bytes - held,
            }),
        }
    }

    fn frame(&mut self) {
        let raster = self.reader.read(&self.pending);
        let figures = self.figures_of(&raster);
        if self.next >= self.keep_from {
            self.figures.frames.push(figures);
        }
        self.next = Frame(self.next.0.saturating_add(1));
        self.before.push_front(Seen {
            luma: raster.luma,
            shares: raster.distribution.shares,
        });
        self.before.truncate(LAGS);
    }

    fn figures_of(&mut self, raster: &Raster) -> FrameFigures {
        let cells = self.cells_of(&raster.luma);
        let areas = self.flashes.push(&raster.grid, &cells, self.format.transfer);
        let mut difference = [1.0; LAGS];
        for (lag, seen) in difference.iter_mut().zip(&self.before) {
            *lag = mean_difference(&raster.luma, &seen.luma);
        }
        let (difference_peak, distribution_change) = match self.before.front() {
            Some(seen) => (
                self.peak_difference(&raster.luma, &seen.luma),
                mean_difference(&raster.distribution.shares, &seen.shares) * 16.0,
            ),
            None => (1.0, 0.0),
        };
        let levels = &raster.distribution;
        FrameFigures {
            luma_mean: levels.mean,
            luma_min: levels.min,
            luma_max: levels.max,
            luma_low: levels.low,
            luma_high: levels.high,
            difference,
            difference_peak,
            distribution_change,
            rise_area: areas.rise,
            fall_area: areas.fall,
            red_rise_area: areas.red_rise,
            red_fall_area: areas.red_fall,
            bars: self.bars(&raster.luma),
            outside_range_area: raster.outside_range_area,
            outside_gamut_area: raster.outside_gamut_area,
            max_nits: raster.max_nits,
            mean_nits: raster.mean_nits,
        }
    }

    /// Means of the raster in the cells of the grid.
    fn cells_of(&self, luma: &[f32]) -> Vec<f32> {
        let (columns, rows) = (self.reader.columns.max(1), self.reader.rows.max(1));
        let mut cells = vec![(0.0, 0_u32); GRID_COLUMNS * GRID_ROWS];
        for (row, line) in luma.chunks_exact(columns).enumerate() {
            let first = row * GRID_ROWS / rows * GRID_COLUMNS;
            for (column, value) in line.iter().enumerate() {
                if let Some((sum, count)) = cells.get_mut(first + column * GRID_COLUMNS / columns) {
                    *sum += value;
                    *count += 1;
                }
            }
        }
        cells
            .iter()
            .map(|(sum, count)| sum / (*count).max(1) as f32)
            .collect()
    }

    fn peak_difference(&self, one: &[f32], other: &[f32]) -> f32 {
        let apart: Vec<f32> = one.iter().zip(other).map(|(a, b)| (a - b).abs()).collect();
        self.cells_of(&apart).into_iter().fold(0.0, f32::max)
    }

    /// Lines and columns from each edge on which nothing is brighter than black.
    fn bars(&self, luma: &[f32]) -> [f32; 4] {
        let columns = self.reader.columns.max(1);
        let is_dark = |line: &[f32]| line.iter().all(|value| *value <= BAR_LUMA);
        let dark_rows: Vec<bool> = luma.chunks_exact(columns).map(is_dark).collect();
        let mut dark_columns = vec![true; columns];
        for line in luma.chunks_exact(columns) {
            for (dark, value) in dark_columns.iter_mut().zip(line) {
                *dark &= *value <= BAR_LUMA;
            }
        }
        let leading =
            |dark: &[bool]| dark.iter().take_while(|dark| **dark).count() as f32 / dark.len().max(1) as f32;
        let trailing = |dark: &[bool]| {
            dark.iter().rev().take_while(|dark| **dark).count() as f32 / dark.len().max(1) as f32
        };
        [
            leading(&dark_rows),
            trailing(&dark_rows),
            leading(&dark_columns),
            trailing(&dark_columns),
        ]
    }
}

fn mean_difference(one: &[f32], other: &[f32]) -> f32 {
    let sum: f32 = one.iter().zip(other).map(|(a, b)| (a - b).abs()).sum();
    sum / one.len().max(1) as f32
}
