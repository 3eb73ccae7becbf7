import { expect, test } from 'vitest';
import { asFrame } from '../../player/timecode';
import { seenPercent } from './seen';

test('what the server knows and what was just seen count together, within what is wanted', () => {
  const task = { wanted: [[0, 99]], coverage: [[0, 24]] };
  expect(seenPercent(task, undefined)).toBe(25);
  expect(seenPercent(task, [[asFrame(20), asFrame(49)]])).toBe(50);
  expect(seenPercent(task, [[asFrame(25), asFrame(500)]])).toBe(100);
});

test('one frame short is never called whole', () => {
  expect(seenPercent({ wanted: [[0, 99_999]], coverage: [[0, 99_998]] }, undefined)).toBe(99.9);
});

test('where nothing is wanted nothing is missing', () => {
  expect(seenPercent({ wanted: [], coverage: [] }, undefined)).toBe(100);
});
