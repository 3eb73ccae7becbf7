// What of a programme was really shown, as merged ranges of frames.
//
// A picture counts when it was presented while the player ran forward at normal speed. The browser reports most
// pictures and counts all of them; a picture that it counted but did not report was shown. A few pictures that it
// let go (a busy machine) are bridged and counted as skipped: judder is not a jump.

import type { FrameSpan } from './clock';
import { asFrame, type Frame } from './timecode';

interface Report {
  readonly frame: Frame;
  readonly presented: number | null;
  /** It stood before the run began: seen as soon as the run is one. */
  readonly isStanding: boolean;
}

export class Coverage {
  #spans: FrameSpan[] = [];
  /** Not yet handed over by `take`. */
  #fresh: FrameSpan[] = [];
  #previous: Report | null = null;
  #skipped = 0;

  /** `bridge`: the longest run of pictures not shown that still counts as passed. */
  constructor(private readonly bridge: number) {}

  get spans(): readonly FrameSpan[] {
    return this.#spans;
  }

  /** Pictures inside the ranges that the browser let go. */
  get skipped(): number {
    return this.#skipped;
  }

  /** A picture shown in an unbroken run. `presented` is the browser's count, null where there is only sound. */
  show(frame: Frame, presented: number | null): void {
    const first = this.#firstOf(frame, presented);
    if (this.#previous?.isStanding === true) this.#add([this.#previous.frame, this.#previous.frame]);
    this.#previous = { frame, presented, isStanding: false };
    this.#add([first, frame]);
  }

  /** A run begins at this picture, which stands on the screen. Without it no programme would ever be seen whole. */
  beginAt(frame: Frame, presented: number | null): void {
    this.#previous = { frame, presented, isStanding: true };
  }

  /** The run ended: what comes next does not join what came before. */
  interrupt(): void {
    this.#previous = null;
  }

  /** Ranges that were shown on another screen, as it counted them itself. */
  report(spans: readonly FrameSpan[]): void {
    for (const span of spans) this.#add(span);
  }

  /** Ranges that are known from before, for example from the server. */
  restore(spans: readonly FrameSpan[]): void {
    for (const span of spans) this.#spans = addSpan(this.#spans, span);
  }

  /** The ranges since the last call, to be stored. */
  take(): readonly FrameSpan[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  #add(span: FrameSpan): void {
    this.#spans = addSpan(this.#spans, span);
    this.#fresh = addSpan(this.#fresh, span);
  }

  #firstOf(frame: Frame, presented: number | null): Frame {
    const previous = this.#previous;
    const moved = previous === null ? 0 : frame - previous.frame;
    if (previous === null || moved <= 0) return frame;
    const shown = presented === null || previous.presented === null ? moved : presented - previous.presented;
    const lost = Math.max(moved - shown, 0);
    if (lost > this.bridge) return frame;
    this.#skipped += lost;
    return asFrame(previous.frame + 1);
  }
}

/** The ranges with one more, merged where they overlap or lie side by side, in order. */
export function addSpan(spans: readonly FrameSpan[], added: FrameSpan): FrameSpan[] {
  const merged: FrameSpan[] = [];
  let [first, last] = added;
  for (const span of spans) {
    if (span[1] + 1 < first) merged.push(span);
    else if (span[0] > last + 1) return [...merged, [first, last], ...spans.slice(spans.indexOf(span))];
    else [first, last] = [asFrame(Math.min(span[0], first)), asFrame(Math.max(span[1], last))];
  }
  return [...merged, [first, last]];
}

/** How many frames of `within` the ranges hold. */
export function coveredFrames(spans: readonly FrameSpan[], within: FrameSpan): number {
  return spans.reduce((sum, [first, last]) => {
    const length = Math.min(last, within[1]) - Math.max(first, within[0]) + 1;
    return sum + Math.max(length, 0);
  }, 0);
}
