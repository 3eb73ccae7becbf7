// The timeline on a canvas: draws when something changed, zooms and moves smoothly, and says where was clicked.
//
// Wheel zooms around the pointer, sideways or with Shift it moves; dragging seeks, with Shift or the middle button it
// moves. Knows frames and markers, not what they mean, and no framework.

import type { EditRate } from '../player/timecode';
import { type Curve, paintCurve } from './curves';
import { layOut, type Layout, type Marker, markerAt, type MarkerLane } from './lanes';
import {
  type Brush,
  paintLane,
  paintMarks,
  paintName,
  paintPlayhead,
  paintRuler,
  paintSpans,
  paintThumbnails,
  paintWaveform,
  type Positions,
} from './paint';
import { type Palette, readPalette } from './palette';
import type { Peaks } from './peaks';
import { between, type Extent, fitted, following, framing, frameUnder, panned, type View, within, xOf, zoomed } from './scale';
import { Sheets, type ThumbnailStrip } from './thumbnails';
import type { Labels } from './ticks';

/** What stands on the timeline. Replaced as a whole; positions come apart, because they change with every frame. */
export interface TimelineContent {
  readonly durationFrames: number;
  readonly labels: Labels;
  readonly thumbnails: ThumbnailStrip | null;
  readonly lanes: readonly MarkerLane[];
  readonly curves: readonly Curve[];
  readonly peaks: Peaks | null;
  readonly channelNames: readonly string[];
  readonly covered: readonly (readonly [number, number])[];
  readonly chosen: string | null;
}

export interface TimelineActs {
  /** Also while dragging, many times. */
  seek(frame: number): void;
  choose(marker: Marker): void;
}

const ZOOM_PER_NOTCH = 1.25;
const NOTCH_PX = 100;
/** A window lower than this has more use for the picture. */
const LOW_WINDOW_PX = 800;
/** Share of the remaining way per 60th of a second. */
const EASE = 0.28;
const NOWHERE: Positions = { frame: null, target: null, markIn: null, markOut: null };

export class TimelineCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #acts: TimelineActs;
  readonly #ends = new AbortController();
  readonly #sheets = new Sheets(() => this.#redrawAll());
  readonly #sizes = new ResizeObserver(() => this.#resize());
  #content: TimelineContent;
  #layout: Layout;
  #positions = NOWHERE;
  #palette: Palette;
  #extent: Extent;
  #view: View;
  #goal: View;
  #drag: { kind: 'seek' | 'move'; x: number } | null = null;
  #request = 0;
  #drawnAt = 0;
  /** Everything but the positions, as it was drawn last: it changes seldom, and the frame with every picture. */
  readonly #ground = document.createElement('canvas');
  #groundOf: View | null = null;

  constructor(canvas: HTMLCanvasElement, content: TimelineContent, acts: TimelineActs) {
    this.#canvas = canvas;
    this.#acts = acts;
    this.#content = content;
    this.#palette = readPalette(canvas);
    this.#layout = layoutOf(content);
    this.#extent = { widthPx: Math.max(canvas.clientWidth, 1), countFrames: content.durationFrames };
    this.#view = this.#goal = fitted(this.#extent);
    this.#listen();
    this.#sizes.observe(canvas);
    this.#resize();
  }

  get height(): number {
    return this.#layout.height;
  }

  show(content: TimelineContent): void {
    this.#content = content;
    this.#layout = layoutOf(content);
    this.#extent = { ...this.#extent, countFrames: content.durationFrames };
    this.#resize();
  }

  /** `follows`: the view turns the page when the frame runs out of sight, unless someone holds the timeline. */
  place(positions: Positions, follows: boolean): void {
    this.#positions = positions;
    if (follows && positions.frame !== null && this.#drag === null) {
      this.#goal = following(this.#goal, positions.frame, this.#extent);
    }
    this.#redraw();
  }

  /** Around the playhead where it can be seen, else around the middle. */
  zoom(factor: number): void {
    const x = xOf(this.#goal, this.#positions.frame ?? -1);
    const isSeen = x >= 0 && x <= this.#extent.widthPx;
    this.#aim(zoomed(this.#goal, isSeen ? x : this.#extent.widthPx / 2, factor, this.#extent));
  }

  /** By a share of what can be seen. */
  move(share: number): void {
    this.#aim(panned(this.#goal, share * this.#extent.widthPx, this.#extent));
  }

  fit(): void {
    this.#aim(fitted(this.#extent));
  }

  frame(first: number, last: number): void {
    this.#aim(framing(first, last, this.#extent));
  }

  /** The page's colours changed. */
  recolour(): void {
    this.#palette = readPalette(this.#canvas);
    this.#redrawAll();
  }

  close(): void {
    this.#ends.abort();
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#request);
  }

  #listen(): void {
    const signal = this.#ends.signal;
    addEventListener('resize', () => this.show(this.#content), { signal });
    this.#canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    this.#canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    this.#canvas.addEventListener('pointermove', (event) => this.#moved(event), { signal });
    for (const name of ['pointerup', 'pointercancel'] as const) {
      this.#canvas.addEventListener(name, () => (this.#drag = null), { signal });
    }
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      this.#aim(panned(this.#goal, sideways * unit, this.#extent));
      return;
    }
    // A pinch comes as a wheel with Ctrl and small steps.
    const notches = (-event.deltaY * unit * (event.ctrlKey ? 4 : 1)) / NOTCH_PX;
    this.#aim(zoomed(this.#goal, event.offsetX, ZOOM_PER_NOTCH ** notches, this.#extent));
  }

  #down(event: PointerEvent): void {
    if (event.button > 1) return;
    const marker = markerAt(this.#layout, this.#view, event.offsetX, event.offsetY);
    if (marker !== null && event.button === 0) {
      this.#acts.choose(marker);
      return;
    }
    this.#canvas.setPointerCapture(event.pointerId);
    const kind = event.button === 1 || event.shiftKey ? 'move' : 'seek';
    this.#drag = { kind, x: event.offsetX };
    if (kind === 'seek') this.#acts.seek(frameUnder(this.#view, event.offsetX, this.#extent));
  }

  #moved(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === null) {
      const marker = markerAt(this.#layout, this.#view, event.offsetX, event.offsetY);
      this.#canvas.title = marker?.label ?? '';
      return;
    }
    if (drag.kind === 'seek') {
      this.#acts.seek(frameUnder(this.#view, event.offsetX, this.#extent));
      return;
    }
    // The hand holds what it holds: no easing.
    this.#view = this.#goal = panned(this.#view, drag.x - event.offsetX, this.#extent);
    drag.x = event.offsetX;
    this.#redraw();
  }

  #aim(goal: View): void {
    this.#goal = goal;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.#view = goal;
    this.#redraw();
  }

  #resize(): void {
    const ratio = devicePixelRatio;
    this.#extent = { ...this.#extent, widthPx: Math.max(this.#canvas.clientWidth, 1) };
    // Set through the object model: the page's policy allows no style attributes in markup.
    this.#canvas.style.height = `${this.#layout.height}px`;
    this.#canvas.width = Math.round(this.#extent.widthPx * ratio);
    this.#canvas.height = Math.round(this.#layout.height * ratio);
    this.#view = within(this.#view, this.#extent);
    this.#goal = within(this.#goal, this.#extent);
    this.#redrawAll();
  }

  #redrawAll(): void {
    this.#groundOf = null;
    this.#redraw();
  }

  #redraw(): void {
    if (this.#request !== 0 || this.#ends.signal.aborted) return;
    this.#request = requestAnimationFrame((now) => {
      this.#request = 0;
      this.#ease(now);
      this.#draw();
    });
  }

  #ease(now: number): void {
    if (this.#view === this.#goal) return;
    const sixtieths = Math.min(Math.max((now - this.#drawnAt) / (1000 / 60), 1), 6);
    this.#view = between(this.#view, this.#goal, 1 - (1 - EASE) ** sixtieths);
    this.#drawnAt = now;
    if (this.#view !== this.#goal) this.#redraw();
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const ratio = this.#canvas.width / this.#extent.widthPx;
    if (this.#groundOf !== this.#view) this.#drawGround(ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#ground, 0, 0);
    const brush = { context, palette: this.#palette, view: this.#view, extent: this.#extent };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintMarks(brush, this.#layout, this.#positions);
    paintPlayhead(brush, this.#layout, this.#positions);
  }

  #drawGround(ratio: number): void {
    // Setting a size also empties it.
    this.#ground.width = this.#canvas.width;
    this.#ground.height = this.#canvas.height;
    const context = this.#ground.getContext('2d', { alpha: false });
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.#palette.ground;
    context.fillRect(0, 0, this.#extent.widthPx, this.#layout.height);
    this.#drawLanes({ context, palette: this.#palette, view: this.#view, extent: this.#extent });
    this.#groundOf = this.#view;
  }

  #drawLanes(brush: Brush): void {
    const { thumbnails, curves, peaks, channelNames, covered, chosen, labels, durationFrames } = this.#content;
    const layout = this.#layout;
    paintRuler(brush, layout.ruler, labels);
    if (layout.thumbnails !== null && thumbnails !== null) {
      paintThumbnails(brush, layout.thumbnails, thumbnails, this.#sheets);
    }
    for (const lane of layout.lanes) paintLane(brush, lane, chosen);
    for (const [index, band] of layout.curves.entries()) {
      const curve = curves[index];
      if (curve === undefined) continue;
      paintCurve(brush, band, curve);
      paintName(brush, curve.label, band.top + 2);
    }
    const rate: EditRate = labels.counting.rate;
    for (const [channel, band] of layout.waveforms.entries()) {
      if (peaks !== null) paintWaveform(brush, band, peaks, rate, channel, channelNames[channel] ?? String(channel + 1));
    }
    paintSpans(brush, layout.coverage, [[0, durationFrames - 1]], this.#palette.uncovered);
    paintSpans(brush, layout.coverage, covered, this.#palette.covered);
  }
}

function layoutOf(content: TimelineContent): Layout {
  return layOut({
    hasThumbnails: content.thumbnails !== null,
    lanes: content.lanes,
    curves: content.curves.length,
    channels: content.peaks?.header.channels ?? 0,
    isLow: innerHeight < LOW_WINDOW_PX,
  });
}
