// What stands under what: the heights of the timeline's lanes, the rows of markers, and which marker a point meets.

import { type Extent, type View, xOf } from './scale';

export type MarkerShape = 'bar' | 'diamond' | 'triangle' | 'circle' | 'square' | 'tick';

/** Something at a place. The timeline does not know what it means. */
export interface Marker {
  readonly id: string;
  readonly first: number;
  readonly last: number;
  /** Name of a CSS variable, for example `--severity-blocker`. */
  readonly colour: string;
  readonly shape: MarkerShape;
  readonly label: string;
}

export interface MarkerLane {
  readonly id: string;
  readonly label: string;
  readonly markers: readonly Marker[];
}

export interface LaneHeights {
  readonly hasThumbnails: boolean;
  readonly lanes: readonly MarkerLane[];
  readonly curves: number;
  readonly channels: number;
  /** The window is low: what is on the timeline stays, and leaves more of it to the picture. */
  readonly isLow?: boolean;
}

export interface Band {
  readonly top: number;
  readonly height: number;
}

export interface PlacedMarker {
  readonly marker: Marker;
  readonly row: number;
}

export interface PlacedLane extends Band {
  readonly lane: MarkerLane;
  /** In the order of their first frames. */
  readonly placed: readonly PlacedMarker[];
  /** The last frame that any marker up to here reaches, by index of `placed`: it only grows. */
  readonly reaches: readonly number[];
}

export interface Layout {
  readonly ruler: Band;
  readonly thumbnails: Band | null;
  readonly lanes: readonly PlacedLane[];
  readonly curves: readonly Band[];
  readonly waveforms: readonly Band[];
  readonly coverage: Band;
  readonly height: number;
}

export const ROW_PX = 14;
const RULER_PX = 20;
const THUMBNAILS_PX = 48;
const CURVE_PX = 24;
const WAVEFORM_PX = 18;
const COVERAGE_PX = 6;
/** The name of a lane still stands in it. */
const LOW_THUMBNAILS_PX = 28;
const LOW_CURVE_PX = 14;
const LOW_WAVEFORM_PX = 12;
const GAP_PX = 2;
const LIMIT_ROWS = 4;
/** How near a click must be to a mark of one frame. */
const REACH_PX = 6;

export function layOut({ hasThumbnails, lanes, curves, channels, isLow = false }: LaneHeights): Layout {
  let top = 0;
  const take = (height: number): Band => {
    const band = { top, height };
    top += height + GAP_PX;
    return band;
  };
  const ruler = take(RULER_PX);
  const thumbnails = hasThumbnails ? take(isLow ? LOW_THUMBNAILS_PX : THUMBNAILS_PX) : null;
  const placedLanes = lanes.map((lane) => {
    const placed = inRows(lane.markers);
    const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 1);
    let reach = -1;
    const reaches = placed.map(({ marker }) => (reach = Math.max(reach, marker.last)));
    return { lane, placed, reaches, ...take(rows * ROW_PX) };
  });
  const curveBands = Array.from({ length: curves }, () => take(isLow ? LOW_CURVE_PX : CURVE_PX));
  const waveforms = Array.from({ length: channels }, () => take(isLow ? LOW_WAVEFORM_PX : WAVEFORM_PX));
  const coverage = take(COVERAGE_PX);
  return { ruler, thumbnails, lanes: placedLanes, curves: curveBands, waveforms, coverage, height: top - GAP_PX };
}

/** The markers that can be seen, shapes beside their frames included; thousands of others cost nothing. */
export function inView({ placed, reaches }: PlacedLane, view: View, { widthPx }: Extent): readonly PlacedMarker[] {
  const from = view.first - ROW_PX * view.framesPerPx;
  const until = view.first + (widthPx + ROW_PX) * view.framesPerPx;
  const first = firstIndex(placed.length, (n) => (reaches[n] ?? 0) + 1 >= from);
  const end = firstIndex(placed.length, (n) => (placed[n]?.marker.first ?? 0) > until);
  return placed.slice(first, end);
}

/** The first of `count` for which it holds, where it holds for all behind it; `count` where it holds for none. */
function firstIndex(count: number, holds: (n: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The marker that a point meets; of several the one that begins nearest. */
export function markerAt(layout: Layout, view: View, x: number, y: number): Marker | null {
  const lane = layout.lanes.find(({ top, height }) => y >= top && y < top + height);
  if (lane === undefined) return null;
  const row = Math.floor((y - lane.top) / ROW_PX);
  const met = lane.placed.filter(({ marker, row: own }) => own === row && distance(marker, view, x) <= REACH_PX);
  const nearest = met.sort((a, b) => distance(a.marker, view, x) - distance(b.marker, view, x) || b.marker.first - a.marker.first);
  return nearest[0]?.marker ?? null;
}

/** Markers that overlap stand in rows; beyond the last row they share it. */
export function inRows(markers: readonly Marker[]): PlacedMarker[] {
  const ends: number[] = [];
  const inOrder = [...markers].sort((a, b) => a.first - b.first || a.last - b.last);
  return inOrder.map((marker) => {
    const free = ends.findIndex((end) => end < marker.first);
    const row = Math.min(free === -1 ? ends.length : free, LIMIT_ROWS - 1);
    ends[row] = Math.max(ends[row] ?? -1, marker.last);
    return { marker, row };
  });
}

function distance(marker: Marker, view: View, x: number): number {
  const left = xOf(view, marker.first);
  const right = xOf(view, marker.last + 1);
  return Math.max(left - x, x - right, 0);
}
