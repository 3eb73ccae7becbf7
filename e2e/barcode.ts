// The number that our own masters carry in their picture, read back from the pixels on a screen. The twin of
// `crates/masters/src/barcode.rs`, which documents the layout: 40 cells along the top eighteenth of the picture;
// sync 1010, version (4 bits), frame number (20), CRC-8 (8), sync 0101.

const CELLS = 40;
const HEIGHT_DIVISOR = 18;
/** White above black, in eight-bit steps, below which nothing is read. */
const CONTRAST_LIMIT = 48;

export interface Barcode {
  readonly frame: number;
  readonly version: number;
}

/** A picture as a screenshot gives it: red, green, blue, alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function decodeBarcode(picture: Picture): Barcode | undefined {
  const levels = Array.from({ length: CELLS }, (_, cell) => cellMean(picture, cell));
  const white = mean([0, 2, 37, 39].map((cell) => levels[cell] ?? 0));
  const black = mean([1, 3, 36, 38].map((cell) => levels[cell] ?? 0));
  if (white - black < CONTRAST_LIMIT) return undefined;
  const bits = levels.map((level) => (level > (white + black) / 2 ? 1 : 0));
  const number = (from: number, length: number) => bits.slice(from, from + length).reduce<number>((sum, bit) => sum * 2 + bit, 0);
  const isSound = number(0, 4) === 0b1010 && number(36, 4) === 0b0101 && number(28, 8) === crc8(number(4, 24));
  return isSound ? { version: number(4, 4), frame: number(8, 20) } : undefined;
}

/** The mean luma of the middle half of a cell, in both directions. */
function cellMean({ width, height, data }: Picture, cell: number): number {
  const left = Math.floor(((4 * cell + 1) * width) / (4 * CELLS));
  const right = Math.max(Math.floor(((4 * cell + 3) * width) / (4 * CELLS)), left + 1);
  const top = Math.floor(height / (4 * HEIGHT_DIVISOR));
  const bottom = Math.max(Math.floor((3 * height) / (4 * HEIGHT_DIVISOR)), top + 1);
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = 4 * (y * width + x);
      sum += 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
    }
  }
  return sum / ((right - left) * (bottom - top));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Polynomial 0x07, starts at 0xff, over the three bytes of version and frame number. */
export function crc8(message: number): number {
  let crc = 0xff;
  for (const byte of [message >> 16, message >> 8, message]) {
    crc ^= byte & 0xff;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}
