import { expect, test } from 'vitest';
import { KEPT_MS, ShownRing } from './shown-ring';
import { asFrame } from './timecode';

const ring = (...shown: readonly (readonly [number, number])[]) => {
  const made = new ShownRing();
  for (const [frame, at] of shown) made.add(asFrame(frame), at);
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
  for (let frame = 0; frame <= 24 * 300; frame += 1) shown.add(asFrame(frame), frame * (1000 / 24));
  const now = 300_000;
  expect(shown.at(now - KEPT_MS)).toBe(24 * 180);
  expect(shown.at(now)).toBe(24 * 300);
});
