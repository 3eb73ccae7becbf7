// A curve over the programme, thinned to points: what its value is at a pixel, and how it is drawn.

import type { Band } from './lanes';
import type { Brush } from './paint';
import { xOf } from './scale';

export interface Curve {
  readonly label: string;
  /** Null where there is no value. */
  readonly values: readonly (number | null)[];
  readonly framesPerPoint: number;
  /** The values at the foot and at the top of the lane. */
  readonly low: number;
  readonly high: number;
}

/** The highest value that the curve has from one frame to before another; null where it has none. */
export function highestOf({ values, framesPerPoint }: Curve, from: number, until: number): number | null {
  const first = Math.max(Math.floor(from / framesPerPoint), 0);
  const end = Math.max(Math.ceil(until / framesPerPoint), first + 1);
  let highest: number | null = null;
  for (const value of values.slice(first, end)) {
    if (value !== null && (highest === null || value > highest)) highest = value;
  }
  return highest;
}

/** The share of the lane's height that a value fills. */
export const shareOf = ({ low, high }: Curve, value: number): number => Math.min(Math.max((value - low) / (high - low), 0), 1);

export function paintCurve({ context, palette, view, extent }: Brush, band: Band, curve: Curve): void {
  const endPx = Math.min(extent.widthPx, xOf(view, extent.countFrames));
  context.fillStyle = palette.lane;
  context.fillRect(0, band.top, extent.widthPx, band.height);
  context.fillStyle = palette.wave;
  for (let x = 0; x < endPx; x += 1) {
    const from = view.first + x * view.framesPerPx;
    const value = highestOf(curve, from, from + view.framesPerPx);
    if (value === null) continue;
    const height = Math.max(shareOf(curve, value) * band.height, 1);
    context.fillRect(x, band.top + band.height - height, 1, height);
  }
}
