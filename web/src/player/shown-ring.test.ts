import { expect, test } from 'vitest';
import { KEPT_MS, ShownRing } from './shown-ring';
import { asFrame } from './timecode';

const ring = (...shown: readonly (readonly [number, number])[]) => {
  const made = new ShownRing();
  for (const [frame, at] of shown) made.add(asFrame(frame), at, null);
  return made;
};

test('the picture of an instant is the one that came last before it', () => {
  const shown = ring([10, 1000], [11, 1042], [12, 1083]);
  expect([999, 1000, 1041, 1042, 1082, 1083, 9999].map((at) => shown.at(at))).toEqual([null, 10, 10, 11, 11, 12, 12]);
});

test('a picture that is reported again stands since its first report', () => {
  expect(ring([10, 1000], [10, 1010], [11, 1042]).at(1005)).toBe(10);
});

test('two minutes are kept', () => {
  const shown = new ShownRing();
  for (let frame = 0; frame <= 24 * 300; frame += 1) shown.add(asFrame(frame), frame * (1000 / 24), null);
  const now = 300_000;
  expect(shown.at(now - KEPT_MS)).toBe(24 * 180);
  expect(shown.at(now)).toBe(24 * 300);
});

test('pictures that a busy page was not told of are found by how many were presented', () => {
  const shown = new ShownRing();
  shown.add(asFrame(100), 1_000, 10);
  shown.add(asFrame(103), 1_120, 13);
  expect([1_000, 1_039, 1_041, 1_079, 1_081, 1_119, 1_120].map((ms) => shown.at(ms))).toEqual([100, 100, 101, 101, 102, 102, 103]);
  // Those between were let go: the first stood there all the time.
  shown.add(asFrame(106), 1_240, 14);
  expect(shown.at(1_239)).toBe(103);
});
