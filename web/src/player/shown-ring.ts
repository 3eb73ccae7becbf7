// Which frame stood on this screen at an instant that has passed: a key pressed elsewhere arrives late. Kept for two minutes,
// so that also what was flagged while the network was away finds its frame.

import type { Frame } from './timecode';

export const KEPT_MS = 120_000;

interface Shown {
  readonly atMs: number;
  readonly frame: Frame;
}

export class ShownRing {
  #shown: Shown[] = [];

  /** `atMs` is when the picture came on the screen, by this machine's clock. */
  add(frame: Frame, atMs: number): void {
    if (this.#shown.at(-1)?.frame === frame) return;
    this.#shown.push({ atMs, frame });
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
    return this.#shown[low - 1]?.frame ?? null;
  }

  clear(): void {
    this.#shown = [];
  }
}
