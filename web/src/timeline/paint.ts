// Draws the lanes of the timeline. Every function draws one thing into a context that is already scaled to CSS
// pixels; nothing here keeps state or listens.

import type { EditRate } from '../player/timecode';
import { type Band, inView, type Layout, type Marker, type PlacedLane, ROW_PX } from './lanes';
import type { Palette } from './palette';
import { extremes, type Peaks } from './peaks';
import { type Extent, type View, xOf } from './scale';
import { placeTiles, type Sheets, type ThumbnailStrip } from './thumbnails';
import { type Labels, ticks } from './ticks';

export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly view: View;
  readonly extent: Extent;
}

export interface Positions {
  readonly frame: number | null;
  readonly target: number | null;
  readonly markIn: number | null;
  readonly markOut: number | null;
}

export function paintRuler({ context, palette, view, extent }: Brush, band: Band, labels: Labels): void {
  context.font = palette.font;
  context.textBaseline = 'top';
  for (const { x, label } of ticks(view, extent, labels)) {
    context.fillStyle = palette.line;
    const height = label === '' ? 4 : 8;
    context.fillRect(Math.round(x), band.top + band.height - height, 1, height);
    if (label === '') continue;
    context.fillStyle = palette.text;
    context.fillText(label, Math.round(x) + 3, band.top + 2);
  }
}

export function paintThumbnails({ context, view, extent }: Brush, band: Band, strip: ThumbnailStrip, sheets: Sheets): void {
  context.save();
  context.beginPath();
  context.rect(0, band.top, Math.min(extent.widthPx, xOf(view, extent.countFrames)), band.height);
  context.clip();
  for (const { sheet, sourceX, sourceY, x, widthPx } of placeTiles(strip, view, extent, band.height)) {
    const image = sheets.find(sheet);
    if (image === null) continue;
    const { tile_width: width, tile_height: height } = strip;
    context.drawImage(image, sourceX, sourceY, width, height, x, band.top, widthPx, band.height);
  }
  context.restore();
}

export function paintLane(brush: Brush, lane: PlacedLane, chosen: string | null): void {
  const { context, palette, extent } = brush;
  context.fillStyle = palette.lane;
  context.fillRect(0, lane.top, extent.widthPx, lane.height);
  for (const { marker, row } of inView(lane, brush.view, extent)) {
    paintMarker(brush, marker, lane.top + row * ROW_PX, marker.id === chosen);
  }
  paintName(brush, lane.lane.label, lane.top + 1);
}

function paintMarker({ context, palette, view, extent }: Brush, marker: Marker, top: number, isChosen: boolean): void {
  const left = xOf(view, marker.first);
  const right = xOf(view, marker.last + 1);
  if (right < -ROW_PX || left > extent.widthPx + ROW_PX) return;
  const colour = palette.of(marker.colour);
  const middle = top + ROW_PX / 2;
  context.fillStyle = colour;
  if (marker.shape === 'tick') return context.fillRect(Math.round(left), top, 1, ROW_PX);
  context.globalAlpha = marker.shape === 'bar' ? 0.9 : 0.45;
  context.fillRect(left, middle - 2, Math.max(right - left, 2), 4);
  context.globalAlpha = 1;
  const shapeX = left + Math.min((right - left) / 2, 5);
  if (marker.shape !== 'bar') paintShape(context, marker.shape, shapeX, middle);
  if (!isChosen) return;
  const boxLeft = Math.min(left, shapeX - 6) - 1;
  context.strokeStyle = palette.focus;
  context.lineWidth = 1.5;
  context.strokeRect(boxLeft, top + 0.5, Math.max(right, shapeX + 6) + 1 - boxLeft, ROW_PX - 1);
}

/** Shape tells what colour tells, for those who do not see it. */
function paintShape(context: CanvasRenderingContext2D, shape: Exclude<Marker['shape'], 'bar' | 'tick'>, x: number, y: number): void {
  const size = 5;
  context.beginPath();
  switch (shape) {
    case 'circle':
      context.arc(x, y, size - 0.5, 0, Math.PI * 2);
      break;
    case 'square':
      context.rect(x - size + 1, y - size + 1, size * 2 - 2, size * 2 - 2);
      break;
    case 'diamond':
      context.moveTo(x, y - size);
      context.lineTo(x + size, y);
      context.lineTo(x, y + size);
      context.lineTo(x - size, y);
      break;
    case 'triangle':
      context.moveTo(x, y - size);
      context.lineTo(x + size, y + size - 1);
      context.lineTo(x - size, y + size - 1);
      break;
  }
  context.fill();
}

export function paintWaveform(brush: Brush, band: Band, peaks: Peaks, rate: EditRate, channel: number, name: string): void {
  const { context, palette, view, extent } = brush;
  const middle = band.top + band.height / 2;
  const scale = (band.height / 2 - 1) / 127;
  const endPx = Math.min(extent.widthPx, xOf(view, extent.countFrames));
  context.fillStyle = palette.lane;
  context.fillRect(0, band.top, extent.widthPx, band.height);
  context.fillStyle = palette.wave;
  // One path for all: filling a thousand rectangles one by one costs most of a picture's time.
  context.beginPath();
  for (let x = 0; x < endPx; x += 1) {
    const from = view.first + x * view.framesPerPx;
    const [low, high] = extremes(peaks, rate, channel, from, from + view.framesPerPx);
    context.rect(x, middle - high * scale, 1, Math.max((high - low) * scale, 1));
  }
  context.fill();
  paintName(brush, name, band.top + (band.height < 16 ? 0 : 2));
}

export function paintSpans({ context, view, extent }: Brush, band: Band, spans: readonly (readonly [number, number])[], colour: string): void {
  context.fillStyle = colour;
  for (const [first, last] of spans) {
    const left = Math.max(xOf(view, first), 0);
    const right = Math.min(xOf(view, last + 1), extent.widthPx);
    if (right > left) context.fillRect(left, band.top, Math.max(right - left, 1), band.height);
  }
}

export function paintMarks({ context, palette, view, extent }: Brush, layout: Layout, { markIn, markOut }: Positions): void {
  if (markIn === null && markOut === null) return;
  const left = markIn === null ? 0 : xOf(view, markIn);
  const right = markOut === null ? extent.widthPx : xOf(view, markOut + 1);
  context.fillStyle = palette.range;
  context.fillRect(left, 0, right - left, layout.height);
  context.fillStyle = palette.mark;
  if (markIn !== null) paintBracket(context, left, 1, layout.ruler.height);
  if (markOut !== null) paintBracket(context, right, -1, layout.ruler.height);
}

function paintBracket(context: CanvasRenderingContext2D, x: number, side: 1 | -1, height: number): void {
  const edge = side === 1 ? x : x - 2;
  context.fillRect(edge, 0, 2, height);
  context.fillRect(side === 1 ? x : x - 6, 0, 6, 2);
  context.fillRect(side === 1 ? x : x - 6, height - 2, 6, 2);
}

/** The frame on the screen in full; the one asked for, not yet shown, as an outline. */
export function paintPlayhead({ context, palette, view }: Brush, layout: Layout, { frame, target }: Positions): void {
  const frameWidth = 1 / view.framesPerPx;
  if (target !== null && target !== frame) {
    context.strokeStyle = palette.playhead;
    context.setLineDash([3, 3]);
    context.strokeRect(xOf(view, target) + 0.5, 0.5, Math.max(frameWidth - 1, 0), layout.height - 1);
    context.setLineDash([]);
  }
  if (frame === null) return;
  const x = xOf(view, frame);
  context.fillStyle = palette.playhead;
  if (frameWidth > 3) {
    context.globalAlpha = 0.15;
    context.fillRect(x, 0, frameWidth, layout.height);
    context.globalAlpha = 1;
  }
  context.fillRect(Math.round(x) - 0.5, 0, 1.5, layout.height);
  context.beginPath();
  context.moveTo(x - 5, 0);
  context.lineTo(x + 5, 0);
  context.lineTo(x, 7);
  context.fill();
}

export function paintName({ context, palette }: Brush, name: string, top: number): void {
  context.font = palette.font;
  context.textBaseline = 'top';
  const width = context.measureText(name).width;
  context.fillStyle = palette.nameGround;
  context.fillRect(0, top - 1, width + 8, 13);
  context.fillStyle = palette.text;
  context.fillText(name, 4, top);
}
