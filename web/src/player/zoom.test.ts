import { expect, test } from 'vitest';
import { nextZoom, scrollAfter, shownWidth } from './zoom';

test('fit, pixel for pixel, twice, and fit again', () => {
  expect([nextZoom('fit'), nextZoom(1), nextZoom(2)]).toEqual([1, 2, 'fit']);
});

test('one pixel of the picture is one of the display, whatever its factor', () => {
  expect(shownWidth(1920, 1, 1)).toBe(1920);
  expect(shownWidth(1920, 1, 2)).toBe(960);
  expect(shownWidth(1920, 2, 1.5)).toBe(2560);
  expect(shownWidth(1920, 'fit', 2)).toBeNull();
});

test('what was in the middle stays there', () => {
  // From fit: the middle of the picture.
  expect(scrollAfter(0, 800, 800, 1920)).toBe(560);
  // From pixel for pixel, scrolled to the right, to twice.
  expect(scrollAfter(1120, 800, 1920, 3840)).toBe(2640);
  expect(scrollAfter(0, 800, 1920, 3840)).toBe(400);
  expect(scrollAfter(500, 800, 1920, 640)).toBe(0);
});
