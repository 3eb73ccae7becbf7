import { expect, test } from 'vitest';
import { type Count, firstCount, labelBy, nextCount, readBy, readCount } from './count';
import { asFrame, type Programme } from './timecode';

const programme: Programme = { counting: { rate: { num: 24_000, den: 1_001 }, drop_frame: false }, start: asFrame(0), last: asFrame(2_399) };
const drop: Programme = { counting: { rate: { num: 30_000, den: 1_001 }, drop_frame: true }, start: asFrame(0), last: asFrame(17_981) };
const in_ = (kind: Count['kind'], sourceStart = '01:00:00:00'): Count => ({ kind, sourceStart });
const frame = (count: Count, text: string, at = 100) => {
  const reading = readBy(programme, count, asFrame(at), text);
  return reading.ok ? reading.frame : reading.refusal.why;
};

test('one place has a label in each count', () => {
  expect(labelBy(programme, in_('composition'), asFrame(36))).toBe('00:00:01:12');
  expect(labelBy(programme, in_('source'), asFrame(36))).toBe('01:00:01:12');
  expect(labelBy(programme, in_('source', '00:59:52:00'), asFrame(240))).toBe('01:00:02:00');
  expect(labelBy(programme, in_('frames'), asFrame(36))).toBe('36');
  expect(labelBy(drop, { kind: 'source', sourceStart: '00:59:59;28' }, asFrame(2))).toBe('01:00:00;00');
});

test('what is typed is read in the count that is shown', () => {
  expect(frame(in_('source'), '1000112')).toBe(36);
  expect(frame(in_('source'), '01:00:01:12')).toBe(36);
  expect(frame(in_('source'), '00:59:00:00')).toBe('before_start');
  expect(frame(in_('composition'), '112')).toBe(36);
  expect(frame(in_('frames'), '112')).toBe(112);
});

test('relative is relative in every count', () => {
  expect(frame(in_('source'), '+1.')).toBe(124);
  expect(frame(in_('frames'), '+20')).toBe(120);
  expect(frame(in_('frames'), '−200')).toBe(0);
});

test('a frame behind the last one is refused, with the last one', () => {
  expect(readBy(programme, in_('frames'), asFrame(0), '2400')).toEqual({ ok: false, refusal: { why: 'after_end', before: '2399', after: null } });
  expect(frame(in_('frames'), '1:00')).toBe('character');
  expect(frame(in_('frames'), ' ')).toBe('empty');
});

test('a kept count is of this programme or is not taken', () => {
  expect(readCount({ kind: 'source', sourceStart: '10:00:00:00' }, programme)).toEqual(in_('source', '10:00:00:00'));
  expect(readCount({ kind: 'reels', sourceStart: '10:00:00;00' }, programme)).toEqual(in_('composition'));
  expect(readCount(null, drop)).toEqual(firstCount(drop));
  expect(firstCount(drop).sourceStart).toBe('01:00:00;00');
});

test('the key goes through the counts and leaves the start alone', () => {
  const kinds = [nextCount(in_('composition', '10:00:00:00'))];
  kinds.push(nextCount(kinds[0] as Count));
  kinds.push(nextCount(kinds[1] as Count));
  expect(kinds).toEqual(['source', 'frames', 'composition'].map((kind) => in_(kind as Count['kind'], '10:00:00:00')));
});
