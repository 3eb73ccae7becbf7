// Waveform, vectorscope and histogram of one picture, counted from its pixels (RGBA, 8 bits, as a canvas gives them).
//
// Luma and colour difference by BT.709 from gamma-corrected values. These are aids for the eye beside the picture, not
// measurements of the master: those are made by the server from the file. Pure, and quick enough for playing.

export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export const LEVELS = 256;

export interface Scopes {
  /** Counts by column and luma: `column * LEVELS + luma`. */
  readonly waveform: Uint16Array;
  readonly columns: number;
  /** Counts by Cb and Cr, neutral in the middle: `cr * LEVELS + cb`, Cr upwards. */
  readonly vectors: Uint16Array;
  readonly red: Uint32Array;
  readonly green: Uint32Array;
  readonly blue: Uint32Array;
  readonly luma: Uint32Array;
}

const KR = 0.2126;
const KB = 0.0722;
const KG = 1 - KR - KB;
const NEUTRAL = LEVELS / 2;

export const lumaOf = (red: number, green: number, blue: number): number => KR * red + KG * green + KB * blue;

/** Colour differences around the middle, each from 0 to 255. */
export function differencesOf(red: number, green: number, blue: number): readonly [cb: number, cr: number] {
  const luma = lumaOf(red, green, blue);
  const at = (difference: number, k: number) => Math.min(Math.max(Math.round(NEUTRAL + difference / (2 * (1 - k))), 0), LEVELS - 1);
  return [at(blue - luma, KB), at(red - luma, KR)];
}

export function scopesOf({ data, width, height }: Pixels): Scopes {
  const waveform = new Uint16Array(width * LEVELS);
  const vectors = new Uint16Array(LEVELS * LEVELS);
  const [red, green, blue, luma] = [new Uint32Array(LEVELS), new Uint32Array(LEVELS), new Uint32Array(LEVELS), new Uint32Array(LEVELS)];
  const add = (counts: Uint16Array | Uint32Array, at: number) => (counts[at] = (counts[at] ?? 0) + 1);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const r = data[at] ?? 0;
      const g = data[at + 1] ?? 0;
      const b = data[at + 2] ?? 0;
      const light = Math.round(lumaOf(r, g, b));
      const [cb, cr] = differencesOf(r, g, b);
      add(waveform, x * LEVELS + light);
      add(vectors, cr * LEVELS + cb);
      add(red, r);
      add(green, g);
      add(blue, b);
      add(luma, light);
    }
  }
  return { waveform, columns: width, vectors, red, green, blue, luma };
}

/** Where the primaries and their complements stand at 75 per cent, as on every vectorscope. */
export const TARGETS: readonly { readonly name: string; readonly cb: number; readonly cr: number }[] = (
  [
    ['R', 191, 0, 0],
    ['Mg', 191, 0, 191],
    ['B', 0, 0, 191],
    ['Cy', 0, 191, 191],
    ['G', 0, 191, 0],
    ['Yl', 191, 191, 0],
  ] as const
).map(([name, r, g, b]) => {
  const [cb, cr] = differencesOf(r, g, b);
  return { name, cb, cr };
});

/** How light a count is drawn, from 0 to 255: few pixels are seen beside many. */
export const brightnessOf = (count: number, most: number): number => (count === 0 ? 0 : Math.round(60 + 195 * Math.min(Math.log1p(count) / Math.log1p(Math.max(most, 1)), 1)));
