// Which frame is due when playing backwards. No media element does, so each due frame is sought; this is the clock
// of it. Slow seeks make it skip frames, never lose time.

import { clampFrame, type FrameSpan } from './clock';
import { asFrame, type EditRate, type Frame } from './timecode';

export class ReverseRun {
  readonly #framesPerMs: number;

  /** From `frame` at `startMs`; `speed` is negative. */
  constructor(
    rate: EditRate,
    speed: number,
    private readonly frame: Frame,
    private readonly startMs: number,
  ) {
    this.#framesPerMs = (rate.num / rate.den / 1000) * -speed;
  }

  /** At least one frame back from where it began, never below the span. */
  due(nowMs: number, within: FrameSpan): Frame {
    const passed = Math.floor((nowMs - this.startMs) * this.#framesPerMs);
    return clampFrame(this.frame - Math.max(passed, 1), within);
  }

  /** How long until the frame before `shown` is due. */
  waitMs(nowMs: number, shown: Frame): number {
    const nextDueMs = this.startMs + (this.frame - shown + 1) / this.#framesPerMs;
    return Math.max(nextDueMs - nowMs, 0);
  }

  /** The run that begins anew behind the end of a loop. */
  static around(rate: EditRate, speed: number, [, last]: FrameSpan, nowMs: number): ReverseRun {
    return new ReverseRun(rate, speed, asFrame(last + 1), nowMs);
  }
}
