import { expect, test } from 'vitest';
import { percentText, sizeText } from './size';

test('sizes have three digits', () => {
  expect(sizeText(0)).toBe('0 B');
  expect(sizeText(999)).toBe('999 B');
  expect(sizeText(1000)).toBe('1.00 kB');
  expect(sizeText(999_999)).toBe('1.00 MB');
  expect(sizeText(412_345_678_901)).toBe('412 GB');
});

test('a part that misses one byte is not one hundred per cent', () => {
  expect(percentText(999_999, 1_000_000)).toBe('99 %');
  expect(percentText(5, 0)).toBe('0 %');
});
