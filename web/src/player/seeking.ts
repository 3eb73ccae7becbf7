// One seek, proven by the picture.
//
// The element's `seeked` says that it believes to have arrived; only a reported picture proves it. When the picture
// is another one, or none comes, the seek is made once more; after that the truth is told. Used by the player for
// every seek; knows frames and a port, nothing of playing.

import { type FrameSpan, seekTime } from './clock';
import type { MediaPort } from './port';
import type { EditRate, Frame } from './timecode';

export type SeekOutcome =
  | { readonly kind: 'proven'; readonly frame: Frame }
  | {
      readonly kind: 'not_verified';
      readonly wanted: Frame;
      readonly shown: Frame | null;
      readonly why: 'other_frame' | 'no_frame' | 'timeout';
    };

export interface SeekManner {
  /** How often the seek is made before the truth is told. */
  readonly attempts: number;
  /** Frames that count as arrived. While playing, the first picture reported may be a little later. */
  readonly accepts: FrameSpan;
}

/** How long a seek may take in all; the media may have to be fetched. */
export const SEEK_LIMIT_MS = 8_000;
/** After `seeked` with another picture: how long the right one may still come. */
export const OTHER_FRAME_GRACE_MS = 300;
/** After `seeked` with no picture at all: a background tab paints none. */
export const NO_FRAME_GRACE_MS = 1_000;

export class ProvenSeek {
  readonly startedAt = performance.now();
  #attemptsLeft: number;
  #hasSeeked = false;
  #shown: Frame | null = null;
  #limit: ReturnType<typeof setTimeout>;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    private readonly port: MediaPort,
    private readonly rate: EditRate,
    readonly target: Frame,
    private readonly manner: SeekManner,
    private readonly settled: (outcome: SeekOutcome) => void,
  ) {
    this.#attemptsLeft = manner.attempts;
    this.#limit = setTimeout(() => this.#giveUp('timeout'), SEEK_LIMIT_MS);
    this.#attempt();
  }

  /** Gives the seek up without a word. */
  cancel(): void {
    this.#isOver = true;
    clearTimeout(this.#limit);
    clearTimeout(this.#grace);
  }

  frameShown(frame: Frame): void {
    if (this.#isOver) return;
    this.#shown = frame;
    const [first, last] = this.manner.accepts;
    if (frame >= first && frame <= last) this.#settle({ kind: 'proven', frame });
    else if (this.#hasSeeked) this.#wait(OTHER_FRAME_GRACE_MS);
  }

  seeked(): void {
    if (this.#isOver) return;
    this.#hasSeeked = true;
    this.#wait(this.#shown === null ? NO_FRAME_GRACE_MS : OTHER_FRAME_GRACE_MS);
  }

  #attempt(): void {
    this.#attemptsLeft -= 1;
    this.#hasSeeked = false;
    this.#shown = null;
    this.port.seek(seekTime(this.target, this.rate));
  }

  #wait(ms: number): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      if (this.#attemptsLeft > 0) this.#attempt();
      else this.#giveUp(this.#shown === null ? 'no_frame' : 'other_frame');
    }, ms);
  }

  #giveUp(why: 'other_frame' | 'no_frame' | 'timeout'): void {
    this.#settle({ kind: 'not_verified', wanted: this.target, shown: this.#shown, why });
  }

  #settle(outcome: SeekOutcome): void {
    this.cancel();
    this.settled(outcome);
  }
}
