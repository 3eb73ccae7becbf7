// Which labels stand over the timeline: round timecodes, as many as there is room for.

import { asFrame, firstFrameOfSecond, labelFrames, labelOf, labelSecond, nominal, type TimecodeRate } from '../player/timecode';
import { type Extent, type View, visible, xOf } from './scale';

export interface Tick {
  readonly x: number;
  /** Empty for the small ticks between. */
  readonly label: string;
}

/** Where labels start: the frame of the day that the first frame is labelled with. */
export interface Labels {
  readonly counting: TimecodeRate;
  readonly startFrame: number;
}

const ROOM_PX = 96;
const FRAME_STEPS = [1, 2, 5, 10] as const;
const SECOND_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;

export function ticks(view: View, extent: Extent, labels: Labels): Tick[] {
  const roomFrames = ROOM_PX * view.framesPerPx;
  const perSecond = nominal(labels.counting);
  const frames = FRAME_STEPS.find((step) => step >= roomFrames && step < perSecond);
  if (frames !== undefined) return frameTicks(view, extent, labels, frames);
  const seconds = SECOND_STEPS.find((step) => step * perSecond >= roomFrames) ?? 3_600;
  return secondTicks(view, extent, labels, seconds);
}

/** The view is close here: at most some hundred frames can be seen. */
function frameTicks(view: View, extent: Extent, labels: Labels, step: number): Tick[] {
  const [first, last] = visible(view, extent);
  const found: Tick[] = [];
  for (let frame = first; frame <= last; frame += 1) {
    const ofDay = asFrame(frame + labels.startFrame);
    const ofSecond = labelFrames(labels.counting, ofDay);
    // The next second has its label too, and needs the room.
    const isLabelled = ofSecond % step === 0 && (ofSecond === 0 || ofSecond + step <= nominal(labels.counting));
    found.push({ x: xOf(view, frame), label: isLabelled ? labelOf(labels.counting, ofDay) : '' });
  }
  return found;
}

function secondTicks(view: View, extent: Extent, labels: Labels, step: number): Tick[] {
  const [first, last] = visible(view, extent);
  const { counting, startFrame } = labels;
  const small = step === 1 ? 1 : step / (step % 4 === 0 ? 4 : step % 5 === 0 ? 5 : step % 3 === 0 ? 3 : step);
  const found: Tick[] = [];
  const from = Math.floor(labelSecond(counting, asFrame(first + startFrame)) / small) * small;
  for (let second = from; ; second += small) {
    const frame = firstFrameOfSecond(counting, second) - startFrame;
    if (frame > last) return found;
    if (frame < first) continue;
    const label = second % step === 0 ? labelOf(counting, asFrame(frame + startFrame)) : '';
    found.push({ x: xOf(view, frame), label });
  }
}
