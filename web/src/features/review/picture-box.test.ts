import { expect, test } from 'vitest';
import { boxBetween, boxIn, boxStyle, boxText, CENTRE, fittedIn, moved, placeName, resized, withBox } from './picture-box';

test('a box is what lies between two corners, in any order, within the picture', () => {
  expect(boxBetween(60, 70, 20.4, 30)).toEqual({ left: 20, top: 30, right: 60, bottom: 70 });
  expect(boxBetween(-5, 50, 140, 50)).toEqual({ left: 0, top: 50, right: 100, bottom: 52 });
  expect(boxBetween(100, 100, 100, 100)).toEqual({ left: 98, top: 98, right: 100, bottom: 100 });
});

test('it moves and grows no further than the picture', () => {
  expect(moved(CENTRE, -50, 10)).toEqual({ left: 0, top: 50, right: 20, bottom: 70 });
  expect(resized(CENTRE, 70, -70)).toEqual({ left: 40, top: 40, right: 100, bottom: 42 });
});

test('its place has a name', () => {
  expect(placeName(boxBetween(0, 0, 20, 20))).toBe('upper left');
  expect(placeName(boxBetween(80, 40, 100, 60))).toBe('right');
  expect(placeName(CENTRE)).toBe('centre');
});

test('what is written is read back', () => {
  const box = boxBetween(12, 30, 32, 45);
  expect(boxText(box)).toBe('[Picture: x 12–32 %, y 30–45 %, left]');
  const text = withBox('Dead pixel beside her ear.', box);
  expect(text).toBe('Dead pixel beside her ear. [Picture: x 12–32 %, y 30–45 %, left]');
  expect(boxIn(text)).toEqual(box);
  expect(withBox(text, CENTRE)).toBe('Dead pixel beside her ear. [Picture: x 40–60 %, y 40–60 %, centre]');
  expect(withBox(text, null)).toBe('Dead pixel beside her ear.');
  expect(withBox('', CENTRE)).toBe(boxText(CENTRE));
});

test('other brackets are nobody’s box', () => {
  expect(boxIn('[Picture: x 50–20 %, y 0–10 %]')).toBeNull();
  expect(boxIn('See [016].')).toBeNull();
});

test('it lies at its place on a still of any shape', () => {
  expect(boxStyle(CENTRE)).toEqual({ left: '40%', top: '40%', width: '20%', height: '20%' });
  expect(fittedIn(2, 2)).toEqual({ left: '0%', top: '0%', width: '100%', height: '100%' });
  expect(fittedIn(2, 4)).toEqual({ left: '0%', top: '25%', width: '100%', height: '50%' });
  expect(fittedIn(2, 1)).toEqual({ left: '25%', top: '0%', width: '50%', height: '100%' });
});
