import { expect, test } from 'vitest';
import type { MachineFindingState, MachineFindingView } from '../../api/shapes';
import { countLeft, neighbourLeft, neighbourShown, shownOf, valueText } from './order';

const finding = (id: string, first: number, state: MachineFindingState = 'open') => ({ id, first_frame: first, last_frame: first + 5, state }) as MachineFindingView;
const FINDINGS = [finding('a', 10), finding('b', 20, 'accepted'), finding('c', 30), finding('d', 40, 'dismissed'), finding('e', 50)];
const id = (found: MachineFindingView | null) => found?.id ?? null;

test('the next one skips what is decided, and ends at the last', () => {
  expect(id(neighbourLeft(FINDINGS, 'a', 1, null))).toBe('c');
  expect(id(neighbourLeft(FINDINGS, 'e', -1, null))).toBe('c');
  expect(id(neighbourLeft(FINDINGS, 'e', 1, null))).toBeNull();
});

test('without a chosen one it begins at the frame on screen', () => {
  expect(id(neighbourLeft(FINDINGS, null, 1, 31))).toBe('e');
  expect(id(neighbourLeft(FINDINGS, null, -1, 31))).toBe('c');
  expect(id(neighbourLeft(FINDINGS, 'gone from the list', 1, 0))).toBe('a');
  expect(id(neighbourLeft(FINDINGS, null, -1, null))).toBe('e');
});

test('arrows walk the list as it is shown', () => {
  expect(id(neighbourShown(FINDINGS, 'a', 1))).toBe('b');
  expect(id(neighbourShown(FINDINGS, null, 1))).toBe('a');
  expect(id(neighbourShown(FINDINGS, null, -1))).toBe('e');
  expect(id(neighbourShown(FINDINGS, 'e', 1))).toBeNull();
});

test('what is left is counted, and the one just decided stays in sight', () => {
  expect(countLeft(FINDINGS)).toBe(3);
  expect(shownOf(FINDINGS, true, 'd').map(({ id: own }) => own)).toEqual(['a', 'c', 'd', 'e']);
  expect(shownOf(FINDINGS, false, null)).toHaveLength(5);
});

test('a measured value has its unit and a minus that can be seen', () => {
  expect(valueText(-18.2, 'LKFS')).toBe('−18.2 LKFS');
  expect(valueText(0.000214159, '')).toBe('0.0002142');
  expect(valueText(1200, 'cd/m²')).toBe('1200 cd/m²');
});
