//! One frame of raw bytes, read once at the resolution in which it came: the distribution of luma, levels out of range
//! and gamut, light levels; and a luma raster of at most 480 columns on which change is measured.
//!
//! R 103 asks for a low-pass before levels are judged. A picture decoded at a lower wavelet level has had one; light
//! levels alone need every pixel.

use super::format::{Layout, PictureFormat, Primaries, Range, Transfer, pq_nits};

/// Columns of the raster at most.
const RASTER_WIDTH: usize = 480;
pub(super) const GRID_COLUMNS: usize = 48;
pub(super) const GRID_ROWS: usize = 27;
const BINS: usize = 1024;
/// Signals beyond these are out of range (EBU R 103: codes 20 and 984 of ten bits).
const LOWEST: f32 = -0.05;
const HIGHEST: f32 = 1.05;
/// Linear light in P3 below zero by this share of the brightest component lies outside: rounding of twelve bits stays inside.
const P3_TOLERANCE: f32 = 0.02;
/// Darker colours have no gamut worth the name.
const P3_NITS: f32 = 1.0;

/// Turns codes of one format into figures.
pub(super) struct Reader {
    format: PictureFormat,
    factor: usize,
    pub columns: usize,
    pub rows: usize,
    /// cd/m² of each of 4,096 signals, for PQ.
    nits: Vec<f32>,
    histogram: Vec<u32>,
}

/// What one frame gave.
pub(super) struct Raster {
    /// Mean signals, row by row.
    pub luma: Vec<f32>,
    /// Mean red, green, blue of each cell of the grid.
    pub grid: Vec<[f32; 3]>,
    pub distribution: Distribution,
    pub outside_range_area: f32,
    pub outside_gamut_area: f32,
    pub max_nits: f32,
    pub mean_nits: f32,
}

pub(super) struct Distribution {
    pub mean: f32,
    pub min: f32,
    pub max: f32,
    pub low: f32,
    pub high: f32,
    /// Shares of 32 equal steps.
    pub shares: [f32; 32],
}

#[derive(Default)]
struct Tally {
    outside_gamut: u64,
    colours: u64,
    max_nits: f32,
    sum_nits: f64,
}

impl Reader {
    pub fn new(format: PictureFormat) -> Reader {
        let factor = (format.width as usize).div_ceil(RASTER_WIDTH).max(1);
        let nits = match format.transfer {
            Transfer::Pq => (0..4096_u16)
                .map(|code| pq_nits(f32::from(code) / 4095.0))
                .collect(),
            Transfer::Sdr | Transfer::Hlg => Vec::new(),
        };
        Reader {
            format,
            factor,
            columns: format.width as usize / factor,
            rows: format.height as usize / factor,
            nits,
            histogram: vec![0; BINS],
        }
    }

    pub fn read(&mut self, bytes: &[u8]) -> Raster {
        self.histogram.fill(0);
        let mut canvas = Canvas::new(self.columns, self.rows, self.factor, &self.format);
        let mut tally = Tally::default();
        match self.format.layout {
            Layout::Yuv422p10 => self.read_yuv(bytes, &mut canvas, &mut tally),
            Layout::Rgb48 => self.read_rgb(bytes, &mut canvas, &mut tally),
        }
        let (offset, scale) = self.format.ten_bit_scale();
        let (luma, grid) = canvas.finish(offset, scale);
        let colours = tally.colours.max(1) as f64;
        Raster {
            luma,
            grid,
            distribution: distribution(&self.histogram, offset, scale),
            outside_range_area: outside(&self.histogram, offset, scale),
            outside_gamut_area: (tally.outside_gamut as f64 / colours) as f32,
            max_nits: tally.max_nits,
            mean_nits: (tally.sum_nits / colours) as f32,
        }
    }

    fn read_yuv(&mut self, bytes: &[u8], canvas: &mut Canvas, tally: &mut Tally) {
        let (width, height) = (self.format.width as usize, self.format.height as usize);
        let half = width.div_ceil(2);
        let (luma, chroma) = bytes.split_at(bytes.len().min(width * height * 2));
        let (blue, red) = chroma.split_at(chroma.len().min(half * height * 2));
        let (kr, kb) = self.format.luma_weights();
        let (offset, scale) = self.format.ten_bit_scale();
        let chroma_scale = match self.format.range {
            Range::Limited => 896.0,
            Range::Full => 1023.0,
        };
        let lines = luma.chunks_exact(width * 2);
        let chroma_lines = blue.chunks_exact(half * 2).zip(red.chunks_exact(half * 2));
        for (y, (line, (blue, red))) in lines.zip(chroma_lines).enumerate() {
            let codes = line.as_chunks::<2>().0;
            for (x, code) in codes.iter().enumerate() {
                self.count(u16::from_le_bytes(*code), x, y, canvas);
            }
            let pairs = blue.as_chunks::<2>().0.iter().zip(red.as_chunks::<2>().0);
            for (at, ((cb, cr), luma)) in pairs.zip(codes.iter().step_by(2)).enumerate() {
                let y_signal = (f32::from(u16::from_le_bytes(*luma)) - offset) / scale;
                let cb = (f32::from(u16::from_le_bytes(*cb)) - 512.0) / chroma_scale;
                let cr = (f32::from(u16::from_le_bytes(*cr)) - 512.0) / chroma_scale;
                let r = y_signal + 2.0 * (1.0 - kr) * cr;
                let b = y_signal + 2.0 * (1.0 - kb) * cb;
                let g = (y_signal - kr * r - kb * b) / (1.0 - kr - kb);
                let rgb = [r, g, b];
                let is_outside = rgb.iter().any(|value| !(LOWEST..=HIGHEST).contains(value));
                self.colour(rgb, is_outside, tally);
                canvas.colour(2 * at, y, rgb);
            }
        }
    }

    fn read_rgb(&mut self, bytes: &[u8], canvas: &mut Canvas, tally: &mut Tally) {
        let width = self.format.width as usize;
        let (kr, kb) = self.format.luma_weights();
        let (offset, scale) = self.format.ten_bit_scale();
        for (y, line) in bytes.chunks_exact(width * 6).enumerate() {
            for (x, pixel) in line.as_chunks::<6>().0.iter().enumerate() {
                let [r0, r1, g0, g1, b0, b1] = *pixel;
                let codes =
                    [[r0, r1], [g0, g1], [b0, b1]].map(|code| f32::from(u16::from_le_bytes(code)) / 64.06);
                let [r, g, b] = codes;
                let luma = kr * r + (1.0 - kr - kb) * g + kb * b;
                self.count(luma as u16, x, y, canvas);
                let rgb = codes.map(|code| (code - offset) / scale);
                let is_outside = rgb.iter().any(|value| !(LOWEST..=HIGHEST).contains(value));
                self.colour(rgb, is_outside, tally);
                if x.is_multiple_of(2) {
                    canvas.colour(x, y, rgb);
                }
            }
        }
    }

    fn count(&mut self, code: u16, x: usize, y: usize, canvas: &mut Canvas) {
        let code = code.min(1023);
        if let Some(bin) = self.histogram.get_mut(usize::from(code)) {
            *bin += 1;
        }
        canvas.luma(x, y, code);
    }

    fn colour(&self, rgb: [f32; 3], is_outside: bool, tally: &mut Tally) {
        tally.colours += 1;
        if self.nits.is_empty() {
            tally.outside_gamut += u64::from(is_outside);
            return;
        }
        let linear = rgb.map(|signal| {
            let at = (signal.clamp(0.0, 1.0) * 4095.0 + 0.5) as usize;
            self.nits.get(at).copied().unwrap_or(0.0)
        });
        let brightest = linear.iter().copied().fold(0.0, f32::max);
        tally.max_nits = tally.max_nits.max(brightest);
        tally.sum_nits += f64::from(brightest);
        let is_beyond_p3 = self.format.is_mastered_in_p3
            && self.format.primaries == Primaries::Bt2020
            && brightest > P3_NITS
            && bt2020_to_p3(linear)
                .iter()
                .any(|value| *value < -P3_TOLERANCE * brightest);
        tally.outside_gamut += u64::from(is_outside || is_beyond_p3);
    }
}

/// Linear BT.2020 to linear P3-D65; both have the same white.
fn bt2020_to_p3([r, g, b]: [f32; 3]) -> [f32; 3] {
    [
        1.343_578 * r - 0.282_180 * g - 0.061_399 * b,
        -0.065_297 * r + 1.075_788 * g - 0.010_490 * b,
        0.002_822 * r - 0.019_598 * g + 1.016_777 * b,
    ]
}

/// Sums of codes for the raster, sums of colours for the grid.
struct Canvas {
    columns: usize,
    factor: usize,
    sums: Vec<u32>,
    cells: Vec<([f32; 3], u32)>,
    cell_of_column: Vec<usize>,
    cell_of_row: Vec<usize>,
}

impl Canvas {
    fn new(columns: usize, rows: usize, factor: usize, format: &PictureFormat) -> Canvas {
        let cells_of = |side: u32, cells: usize| {
            let side = side as usize;
            (0..side).map(move |at| at * cells / side).collect()
        };
        Canvas {
            columns,
            factor,
            sums: vec![0; columns * rows],
            cells: vec![([0.0; 3], 0); GRID_COLUMNS * GRID_ROWS],
            cell_of_column: cells_of(format.width, GRID_COLUMNS),
            cell_of_row: cells_of(format.height, GRID_ROWS),
        }
    }

    fn luma(&mut self, x: usize, y: usize, code: u16) {
        let column = x / self.factor;
        if column < self.columns
            && let Some(sum) = self.sums.get_mut(y / self.factor * self.columns + column)
        {
            *sum += u32::from(code);
        }
    }

    fn colour(&mut self, x: usize, y: usize, rgb: [f32; 3]) {
        let (Some(column), Some(row)) = (self.cell_of_column.get(x), self.cell_of_row.get(y)) else {
            return;
        };
        if let Some((sums, count)) = self.cells.get_mut(row * GRID_COLUMNS + column) {
            sums.iter_mut()
                .zip(rgb)
                .for_each(|(sum, value)| *sum += value.clamp(0.0, 1.0));
            *count += 1;
        }
    }

    fn finish(self, offset: f32, scale: f32) -> (Vec<f32>, Vec<[f32; 3]>) {
        let pixels = (self.factor * self.factor) as f32;
        let luma = self
            .sums
            .iter()
            .map(|sum| (*sum as f32 / pixels - offset) / scale);
        let grid = self
            .cells
            .iter()
            .map(|(sums, count)| sums.map(|sum| sum / (*count).max(1) as f32));
        (luma.collect(), grid.collect())
    }
}

fn distribution(histogram: &[u32], offset: f32, scale: f32) -> Distribution {
    let signal = |code: usize| (code as f32 - offset) / scale;
    let total: u64 = histogram.iter().map(|count| u64::from(*count)).sum();
    let total = total.max(1);
    let sum: u64 = (0..)
        .zip(histogram)
        .map(|(code, count): (u64, _)| code * u64::from(*count))
        .sum();
    let quantile = |share: f64| {
        let wanted = (total as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        histogram
            .iter()
            .position(|count| {
                seen += u64::from(*count);
                seen >= wanted
            })
            .map_or(0.0, signal)
    };
    let mut shares = [0.0; 32];
    for (share, bins) in shares.iter_mut().zip(histogram.chunks(BINS / 32)) {
        *share = bins.iter().sum::<u32>() as f32 / total as f32;
    }
    Distribution {
        mean: (sum as f32 / total as f32 - offset) / scale,
        min: histogram.iter().position(|count| *count > 0).map_or(0.0, signal),
        max: histogram.iter().rposition(|count| *count > 0).map_or(0.0, signal),
        low: quantile(0.01),
        high: quantile(0.99),
        shares,
    }
}

fn outside(histogram: &[u32], offset: f32, scale: f32) -> f32 {
    let total: u64 = histogram.iter().map(|count| u64::from(*count)).sum();
    let is_outside = |code: usize| !(LOWEST..=HIGHEST).contains(&((code as f32 - offset) / scale));
    let beyond = histogram.iter().enumerate().filter(|(code, _)| is_outside(*code));
    let count: u64 = beyond.map(|(_, count)| u64::from(*count)).sum();
    count as f32 / total.max(1) as f32
}
