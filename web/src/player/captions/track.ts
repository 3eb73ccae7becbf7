// A track of timed text in frames of the stream: which document is seen at a frame, and at which of its times. The server laid it
// out; nothing here draws.

import type { EditRate } from '../timecode';

/** As the server publishes it. */
export interface CaptionTrack {
  readonly cues: readonly CaptionCue[];
  readonly documents: readonly CaptionDocument[];
  readonly stretches: readonly CaptionStretch[];
}

/** First and last frame, both included. */
export interface CaptionCue {
  readonly first_frame: number;
  readonly last_frame: number;
  readonly text: string;
}

export interface CaptionDocument {
  /** IMSC. */
  readonly text: string;
  /** The name in the document, and the file beside the track's own. */
  readonly images: readonly { readonly name: string; readonly file: string }[];
}

export interface CaptionStretch {
  readonly document: number;
  readonly first_frame: number;
  readonly last_frame: number;
  /** Seconds of the document at the first frame, as a fraction. */
  readonly entry: readonly [number, number];
}

export interface Moment {
  readonly document: number;
  readonly seconds: number;
}

/** Times of documents are fractions where they come from: far below a frame, far above what floats lose. */
const SAME_S = 1e-6;

/** Null where no document stands. */
export function momentAt({ stretches }: CaptionTrack, frame: number, { num, den }: EditRate): Moment | null {
  const at = lastThat(stretches.length, (n) => (stretches[n]?.first_frame ?? Infinity) <= frame);
  const stretch = stretches[at];
  if (stretch === undefined || frame > stretch.last_frame) return null;
  const [seconds, of] = stretch.entry;
  return { document: stretch.document, seconds: seconds / of + ((frame - stretch.first_frame) * den) / num };
}

/** Which of a document's changes, in order, is in force; −1 before the first. What falls within a frame comes with the next one (IMSC 1.1). */
export const changeAt = (changes: readonly number[], seconds: number): number => lastThat(changes.length, (n) => (changes[n] ?? Infinity) <= seconds + SAME_S);

/** The last of `count` for which it holds, where it holds for all before it; −1 where it holds for none. */
function lastThat(count: number, holds: (n: number) => boolean): number {
  let low = -1;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
