import { expect, test } from 'vitest';
import { withSeparators } from './timecode-typing';

test('digits are filled from the right', () => {
  expect(withSeparators('1', false)).toBe('00:00:00:01');
  expect(withSeparators('1000', false)).toBe('00:00:10:00');
  expect(withSeparators('10203', false)).toBe('00:01:02:03');
  expect(withSeparators('01020304', false)).toBe('01:02:03:04');
});

test('drop frame has a semicolon before the frames', () => {
  expect(withSeparators('01020304', true)).toBe('01:02:03;04');
  expect(withSeparators('1:02;03', false)).toBe('00:01:02;03');
});

test('separators that were typed are kept, empty fields are zero', () => {
  expect(withSeparators('1.12.', false)).toBe('00:01:12:00');
  expect(withSeparators('1:2:3:4', false)).toBe('01:02:03:04');
});

test('what is no timecode stays as it was typed', () => {
  expect(withSeparators('', false)).toBe('');
  expect(withSeparators('ten', false)).toBe('ten');
  expect(withSeparators('123456789', false)).toBe('123456789');
});
