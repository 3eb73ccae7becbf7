import { expect, test } from 'vitest';
import { type Count, type Counted, firstCount, labelBy, nextCount, readBy, readCount } from './count';
import { asFrame } from './timecode';

const programme: Counted = { counting: { rate: { num: 24_000, den: 1_001 }, drop_frame: false }, start: asFrame(86_400), last: asFrame(2_399), ffom: asFrame(0) };
const withLeader: Counted = { ...programme, start: asFrame(86_208), ffom: asFrame(192) };
const drop: Counted = { counting: { rate: { num: 30_000, den: 1_001 }, drop_frame: true }, start: asFrame(107_892), last: asFrame(17_981), ffom: asFrame(0) };
const in_ = (kind: Count['kind'], otherStart = '10:00:00:00'): Count => ({ kind, otherStart });
const frame = (count: Count, text: string, of = programme) => {
  const reading = readBy(of, count, asFrame(100), text);
  return reading.ok ? reading.frame : reading.refusal.why;
};

test('one place has a label in each count', () => {
  expect(labelBy(programme, in_('source'), asFrame(36))).toBe('01:00:01:12');
  expect(labelBy(programme, in_('ffom'), asFrame(36))).toBe('00:00:01:12');
  expect(labelBy(programme, in_('other'), asFrame(36))).toBe('10:00:01:12');
  expect(labelBy(programme, in_('frames'), asFrame(36))).toBe('36');
  expect(labelBy(drop, in_('source'), asFrame(1_800))).toBe('01:01:00;02');
  expect(labelBy(drop, in_('ffom'), asFrame(1_800))).toBe('00:01:00;02');
  expect(labelBy(drop, in_('other', '00:59:59;28'), asFrame(2))).toBe('01:00:00;00');
});

test('media that begins behind a leader counts down to its first frame', () => {
  expect(labelBy(withLeader, in_('source'), asFrame(0))).toBe('00:59:52:00');
  expect(labelBy(withLeader, in_('ffom'), asFrame(0))).toBe('\u221200:00:08:00');
  expect(labelBy(withLeader, in_('ffom'), asFrame(192))).toBe('00:00:00:00');
  expect(frame(in_('ffom'), '00:00:01:00', withLeader)).toBe(216);
  expect(frame(in_('source'), '01:00:01:00', withLeader)).toBe(216);
});

test('what is typed is read in the count that is shown', () => {
  expect(frame(in_('source'), '1000112')).toBe(36);
  expect(frame(in_('source'), '01:00:01:12')).toBe(36);
  expect(frame(in_('source'), '00:59:00:00')).toBe('before_start');
  expect(frame(in_('ffom'), '112')).toBe(36);
  expect(frame(in_('frames'), '112')).toBe(112);
});

test('relative is relative in every count', () => {
  for (const kind of ['source', 'ffom', 'other'] as const) expect(frame(in_(kind), '+1.')).toBe(124);
  expect(frame(in_('frames'), '+20')).toBe(120);
  expect(frame(in_('frames'), '−200')).toBe(0);
});

test('a frame behind the last one is refused, with the last one', () => {
  expect(readBy(programme, in_('frames'), asFrame(0), '2400')).toEqual({ ok: false, refusal: { why: 'after_end', before: '2399', after: null } });
  expect(frame(in_('frames'), '1:00')).toBe('character');
  expect(frame(in_('frames'), ' ')).toBe('empty');
});

test('a kept count is of this programme or is not taken', () => {
  expect(readCount({ kind: 'other', otherStart: '10:00:00:00' }, programme)).toEqual(in_('other'));
  expect(readCount({ kind: 'composition', otherStart: '10:00:00;00' }, programme)).toEqual(in_('source', '01:00:00:00'));
  expect(readCount(null, drop)).toEqual(firstCount(drop));
  expect(firstCount(drop).otherStart).toBe('01:00:00;00');
});

test('the key goes through the counts and leaves the other start alone', () => {
  let count = in_('source');
  const kinds = [0, 1, 2, 3].map(() => (count = nextCount(count)));
  expect(kinds).toEqual((['ffom', 'other', 'frames', 'source'] as const).map((kind) => in_(kind)));
});
