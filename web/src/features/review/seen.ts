// How much of what had to be seen was seen: the server's ranges and those of this visit together.

import type { TaskKind, TaskView } from '../../api/shapes';
import type { FrameSpan } from '../../player/clock';
import { coveredFrames } from '../../player/coverage';
import { asFrame } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { merged } from './coverage-post';

const SEEN: readonly TaskKind[] = ['hdr', 'sdr'];

/** Pictures are seen, sound is heard. */
export const seenText = (kind: TaskKind, percent: number): string => reviewWords.coverage[SEEN.includes(kind) ? 'seen' : 'heard'](percent.toFixed(1));

const spanOf = ([first = 0, last = 0]: readonly number[]): FrameSpan => [asFrame(first), asFrame(last)];

export const allSeen = (task: Pick<TaskView, 'coverage'>, seen: readonly FrameSpan[] | undefined): readonly FrameSpan[] => merged(seen, task.coverage.map(spanOf));

/** In per cent; never 100 while a frame is missing. */
export function seenPercent(task: Pick<TaskView, 'coverage' | 'wanted'>, seen: readonly FrameSpan[] | undefined): number {
  const all = allSeen(task, seen);
  const wanted = merged(undefined, task.wanted.map(spanOf));
  const total = wanted.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const covered = wanted.reduce((sum, span) => sum + coveredFrames(all, span), 0);
  if (total === 0 || covered === total) return 100;
  return Math.min(Math.floor((covered * 1_000) / total) / 10, 99.9);
}
