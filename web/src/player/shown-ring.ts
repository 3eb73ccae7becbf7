// Which frame stood on this screen at an instant that has passed: a key pressed elsewhere arrives late. Kept for two minutes,
// so that also what was flagged while the network was away finds its frame.

import { asFrame, type Frame } from './timecode';

export const KEPT_MS = 120_000;

interface Shown {
  readonly atMs: number;
  readonly frame: Frame;
  /** Of all pictures that were presented by then, also those that a busy page was not told of. */
  readonly presented: number | null;
}

export class ShownRing {
  #shown: Shown[] = [];

  /** `atMs` is when the picture came on the screen, by this machine's clock. */
  add(frame: Frame, atMs: number, presented: number | null): void {
    if (this.#shown.at(-1)?.frame === frame) return;
    this.#shown.push({ atMs, frame, presented });
    const [first] = this.#shown;
    // Cut in large pieces: an array shifted with each picture would be copied with each picture.
    if (first !== undefined && atMs - first.atMs > 2 * KEPT_MS) this.#shown = this.#shown.filter((each) => atMs - each.atMs <= KEPT_MS);
  }

  /** The picture that stood there then; null from before the first one that is known. */
  at(ms: number): Frame | null {
    let low = 0;
    let high = this.#shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#shown[middle]?.atMs ?? Infinity) <= ms) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [this.#shown[low - 1], this.#shown[low]];
    if (before === undefined) return null;
    return after === undefined ? before.frame : between(before, after, ms);
  }

  clear(): void {
    this.#shown = [];
  }
}

/** Pictures that were presented one after the other, though none of them was told: each stood there for its share of the time. */
function between(before: Shown, after: Shown, ms: number): Frame {
  const frames = after.frame - before.frame;
  const wereAllPresented = before.presented !== null && after.presented !== null && after.presented - before.presented === frames;
  if (frames < 2 || !wereAllPresented) return before.frame;
  return asFrame(before.frame + Math.floor(((ms - before.atMs) / (after.atMs - before.atMs)) * frames));
}
