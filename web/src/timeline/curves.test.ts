import { expect, test } from 'vitest';
import { type Curve, highestOf, shareOf } from './curves';

const curve: Curve = { label: '', values: [null, -30, -20, null], framesPerPoint: 10, low: -60, high: 0 };

test('a pixel shows the highest value of its frames', () => {
  expect(highestOf(curve, 10, 30)).toBe(-20);
  expect(highestOf(curve, 12, 13)).toBe(-30);
  expect(highestOf(curve, 19.5, 20.5)).toBe(-20);
});

test('where there is nothing, nothing is drawn', () => {
  expect(highestOf(curve, 0, 10)).toBeNull();
  expect(highestOf(curve, 35, 40)).toBeNull();
  expect(highestOf(curve, 400, 500)).toBeNull();
});

test('values beyond the lane stand at its edge', () => {
  expect([shareOf(curve, -30), shareOf(curve, 3), shareOf(curve, -90)]).toEqual([0.5, 1, 0]);
});
