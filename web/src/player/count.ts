// In which count one reads and types where one stands: the composition's own timecode, which issues are written in; the
// timecode of the source, by the label of its first frame; or frames from zero. Pure; positions stay frames.

import { asFrame, type Frame, frameOf, labelIn, parsePosition, type Programme, type Reading } from './timecode';

export const COUNTS = ['composition', 'source', 'frames'] as const;
export type CountKind = (typeof COUNTS)[number];

export interface Count {
  readonly kind: CountKind;
  /** The label of the first frame of media (FFOM) in the source. */
  readonly sourceStart: string;
}

export const nextCount = (count: Count): Count => ({ ...count, kind: COUNTS[(COUNTS.indexOf(count.kind) + 1) % COUNTS.length] ?? 'composition' });

/** Programmes commonly begin at the hour. */
export const firstCount = (programme: Programme): Count => ({ kind: 'composition', sourceStart: programme.counting.drop_frame ? '01:00:00;00' : '01:00:00:00' });

/** What was kept, as far as it is a count of this programme. */
export function readCount(kept: unknown, programme: Programme): Count {
  const first = firstCount(programme);
  if (typeof kept !== 'object' || kept === null) return first;
  const { kind, sourceStart } = kept as Partial<Record<keyof Count, unknown>>;
  return {
    kind: COUNTS.find((each) => each === kind) ?? first.kind,
    sourceStart: typeof sourceStart === 'string' && frameOf(programme.counting, sourceStart).ok ? sourceStart : first.sourceStart,
  };
}

/** The programme as it is labelled in this count. */
export function countedIn(programme: Programme, { kind, sourceStart }: Count): Programme {
  const start = kind === 'source' ? frameOf(programme.counting, sourceStart) : null;
  return start?.ok === true ? { ...programme, start: start.frame } : programme;
}

export const labelBy = (programme: Programme, count: Count, frame: Frame): string => (count.kind === 'frames' ? String(frame) : labelIn(countedIn(programme, count), frame));

/** Reads what was typed in this count; `+` and `-` go from `at`. */
export function readBy(programme: Programme, count: Count, at: Frame, text: string): Reading {
  if (count.kind !== 'frames') return parsePosition(countedIn(programme, count), at, text);
  const read = /^([+\-\u2212]?)(\d{1,9})$/.exec(text.trim());
  if (read === null) return { ok: false, refusal: { why: text.trim() === '' ? 'empty' : 'character' } };
  const amount = Number(read[2]);
  if (read[1] === '' && amount > programme.last) return { ok: false, refusal: { why: 'after_end', before: String(programme.last), after: null } };
  const wanted = read[1] === '' ? amount : read[1] === '+' ? at + amount : at - amount;
  const frame = asFrame(Math.min(Math.max(wanted, 0), programme.last));
  return { ok: true, frame, label: String(frame) };
}
