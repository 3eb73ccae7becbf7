// Where frames lie on the screen, and how that view is zoomed and moved. Pure geometry, in CSS pixels.

export interface View {
  /** The frame at the left edge; may lie within a frame. */
  readonly first: number;
  readonly framesPerPx: number;
}

export interface Extent {
  readonly widthPx: number;
  readonly countFrames: number;
}

/** The closest look: one frame takes this much. */
const LIMIT_PX_PER_FRAME = 48;

/** The whole programme from edge to edge. */
export const fitted = (extent: Extent): View => ({ first: 0, framesPerPx: coarsest(extent) });

export const xOf = (view: View, frame: number): number => (frame - view.first) / view.framesPerPx;

/** The frame under a point, always one that exists. */
export const frameUnder = (view: View, x: number, extent: Extent): number =>
  bounded(Math.floor(view.first + x * view.framesPerPx), 0, Math.max(extent.countFrames - 1, 0));

/** The first and last frame that can be seen, even in part. */
export function visible(view: View, extent: Extent): readonly [first: number, last: number] {
  return [frameUnder(view, 0, extent), frameUnder(view, extent.widthPx, extent)];
}

/** What lies under `x` stays there. A factor above 1 looks closer. */
export function zoomed(view: View, x: number, factor: number, extent: Extent): View {
  const framesPerPx = bounded(view.framesPerPx / factor, finest(extent), coarsest(extent));
  return within({ first: view.first + x * (view.framesPerPx - framesPerPx), framesPerPx }, extent);
}

/** Moved by pixels; positive looks further on. */
export const panned = (view: View, px: number, extent: Extent): View =>
  within({ ...view, first: view.first + px * view.framesPerPx }, extent);

/** From the first to the last of these frames, with some room at either side. */
export function framing(first: number, last: number, extent: Extent): View {
  const length = last - first + 1;
  const framesPerPx = bounded((length * 1.2) / Math.max(extent.widthPx, 1), finest(extent), coarsest(extent));
  return within({ first: first + length / 2 - (extent.widthPx * framesPerPx) / 2, framesPerPx }, extent);
}

/** Turned like a page when the frame runs out of sight, else as it was. */
export function following(view: View, frame: number, extent: Extent): View {
  const x = xOf(view, frame);
  if (x >= 0 && x <= extent.widthPx - 1) return view;
  return within({ ...view, first: frame - 0.1 * extent.widthPx * view.framesPerPx }, extent);
}

/** The same view after the window or the programme changed its size. */
export function within(view: View, extent: Extent): View {
  const framesPerPx = bounded(view.framesPerPx, finest(extent), coarsest(extent));
  const limit = Math.max(extent.countFrames - extent.widthPx * framesPerPx, 0);
  return { first: bounded(view.first, 0, limit), framesPerPx };
}

/** A step of the way from one view to another: `share` 1 arrives. Zoom is eased by ratio, so that it looks even. */
export function between(from: View, to: View, share: number): View {
  const isThere =
    share >= 1 ||
    (Math.abs(to.first - from.first) < to.framesPerPx / 4 && Math.abs(to.framesPerPx / from.framesPerPx - 1) < 1e-3);
  if (isThere) return to;
  const framesPerPx = from.framesPerPx * (to.framesPerPx / from.framesPerPx) ** share;
  const isZoom = to.framesPerPx !== from.framesPerPx;
  // The point that stands still in the whole move stands still in each step.
  const way = isZoom ? (framesPerPx - from.framesPerPx) / (to.framesPerPx - from.framesPerPx) : share;
  return { first: from.first + (to.first - from.first) * way, framesPerPx };
}

const coarsest = ({ widthPx, countFrames }: Extent): number => Math.max(countFrames, 1) / Math.max(widthPx, 1);

const finest = (extent: Extent): number => Math.min(1 / LIMIT_PX_PER_FRAME, coarsest(extent));

const bounded = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
