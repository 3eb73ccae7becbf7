// Frames and media time. A frame is an integer, a rate is a fraction; seconds appear only where the media element
// asks for them, by one division at the very end.

import { asFrame, type EditRate, type Frame } from './timecode';

export type Seconds = number & { readonly unit: 'seconds' };

/** From the first to the last, both included. */
export type FrameSpan = readonly [first: Frame, last: Frame];

/** The middle of the frame: a seek to its first instant shows the frame before in one of forty. */
export const seekTime = (at: Frame, rate: EditRate): Seconds => (((2 * at + 1) * rate.den) / (2 * rate.num)) as Seconds;

/** The instant at which the frame begins. */
export const startTime = (at: Frame, rate: EditRate): Seconds => ((at * rate.den) / rate.num) as Seconds;

/** The frame whose presentation time is `mediaTime`, as a frame callback reports it. */
export const frameAt = (mediaTime: number, rate: EditRate): Frame =>
  asFrame(Math.max(Math.round((mediaTime * rate.num) / rate.den), 0));

/** The frame that is running at `time`, where there is no picture to ask. */
export const frameRunningAt = (time: number, rate: EditRate): Frame =>
  // A clock that reads a hair under a boundary has reached it.
  asFrame(Math.max(Math.floor((time * rate.num) / rate.den + 1e-4), 0));

/** Whole frames in `seconds`, at least one. */
export const framesIn = (seconds: number, rate: EditRate): number =>
  Math.max(Math.round((seconds * rate.num) / rate.den), 1);

export const clampFrame = (frame: number, [first, last]: FrameSpan): Frame =>
  asFrame(Math.min(Math.max(Math.round(frame), first), last));
