// In which count one reads and types where one stands: the timecode of the source, in which issues are written; from
// 00:00:00:00 at the first frame of media (FFOM); from another first timecode, for who works beside other papers; or frames
// from zero. Pure; positions stay frames.

import { asFrame, type Frame, frameOf, labelIn, parsePosition, type Programme, type Reading } from './timecode';

export const COUNTS = ['source', 'ffom', 'other', 'frames'] as const;
export type CountKind = (typeof COUNTS)[number];

export interface Count {
  readonly kind: CountKind;
  /** The label of the first frame in the other papers. */
  readonly otherStart: string;
}

/** What a count is asked of: the programme, and where its first frame of media stands. */
export interface Counted extends Programme {
  readonly ffom: Frame;
}

export const nextCount = (count: Count): Count => ({ ...count, kind: COUNTS[(COUNTS.indexOf(count.kind) + 1) % COUNTS.length] ?? 'source' });

/** Programmes commonly begin at the hour. */
export const firstCount = (programme: Programme): Count => ({ kind: 'source', otherStart: programme.counting.drop_frame ? '01:00:00;00' : '01:00:00:00' });

/** What was kept, as far as it is a count of this programme. */
export function readCount(kept: unknown, programme: Programme): Count {
  const first = firstCount(programme);
  if (typeof kept !== 'object' || kept === null) return first;
  const { kind, otherStart } = kept as Partial<Record<keyof Count, unknown>>;
  return {
    kind: COUNTS.find((each) => each === kind) ?? first.kind,
    otherStart: typeof otherStart === 'string' && frameOf(programme.counting, otherStart).ok ? otherStart : first.otherStart,
  };
}

/** The programme as it is labelled in this count. */
export function countedIn(programme: Counted, { kind, otherStart }: Count): Programme {
  if (kind === 'ffom') return { ...programme, start: asFrame(-programme.ffom) };
  const start = kind === 'other' ? frameOf(programme.counting, otherStart) : null;
  return start?.ok === true ? { ...programme, start: start.frame } : programme;
}

export const labelBy = (programme: Counted, count: Count, frame: Frame): string => (count.kind === 'frames' ? String(frame) : labelIn(countedIn(programme, count), frame));

/** Reads what was typed in this count; `+` and `-` go from `at`. */
export function readBy(programme: Counted, count: Count, at: Frame, text: string): Reading {
  if (count.kind !== 'frames') return parsePosition(countedIn(programme, count), at, text);
  const read = /^([+\-\u2212]?)(\d{1,9})$/.exec(text.trim());
  if (read === null) return { ok: false, refusal: { why: text.trim() === '' ? 'empty' : 'character' } };
  const amount = Number(read[2]);
  if (read[1] === '' && amount > programme.last) return { ok: false, refusal: { why: 'after_end', before: String(programme.last), after: null } };
  const wanted = read[1] === '' ? amount : read[1] === '+' ? at + amount : at - amount;
  const frame = asFrame(Math.min(Math.max(wanted, 0), programme.last));
  return { ok: true, frame, label: String(frame) };
}
