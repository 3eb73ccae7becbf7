import { expect, test } from 'vitest';
import type { ThresholdsView } from '../../api/shapes';
import { changesOf, numbersOf, readTyped, typedOf } from './thresholds';

const view = { version: 1, thresholds: { version: 1, picture: { black_luma: 0.05000000074505806, freeze_s: 0.5 }, sound: { silence_dbfs: -60 } }, note: '' } as unknown as ThresholdsView;

test('a version is read into groups of numbers, without its own number and without noise of single precision', () => {
  expect(numbersOf(view)).toEqual({ picture: { black_luma: 0.05, freeze_s: 0.5 }, sound: { silence_dbfs: -60 } });
});

test('what was typed is read back, comma and typographic minus too', () => {
  const typed = typedOf(numbersOf(view));
  expect(readTyped(typed)).toEqual({ numbers: numbersOf(view), wrong: [] });
  expect(readTyped({ sound: { silence_dbfs: '−54,5' } }).numbers).toEqual({ sound: { silence_dbfs: -54.5 } });
});

test('what is no number is named as the server names it', () => {
  expect(readTyped({ picture: { freeze_s: 'long', black_luma: '' } }).wrong).toEqual(['thresholds.picture.freeze_s', 'thresholds.picture.black_luma']);
});

test('a version tells what it changed', () => {
  const before = numbersOf(view);
  const after = { ...before, picture: { ...before.picture, freeze_s: 1 } };
  expect(changesOf(before, after)).toEqual([{ group: 'picture', name: 'freeze_s', from: 0.5, to: 1 }]);
  expect(changesOf(before, before)).toEqual([]);
});
