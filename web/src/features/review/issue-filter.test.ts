import { expect, test } from 'vitest';
import type { IssueView } from '../../api/shapes';
import { filtered, neighbour, NO_FILTER } from './issue-filter';

const issue = (number: number, first_frame: number, over: Partial<IssueView> = {}) =>
  ({ id: `i${number}`, number, first_frame, severity: 'issue', state: 'open', code_name: '[016] Audio Drop Out/Mute', description: '', author: { name: 'Olga' }, ...over }) as IssueView;
const issues = [issue(1, 500), issue(2, 100, { severity: 'blocker' }), issue(3, 300, { state: 'deleted', description: 'A bump' })];
const ids = (found: readonly IssueView[]) => found.map(({ id }) => id);

test('issues stand in the order of the programme', () => {
  expect(ids(filtered(issues, NO_FILTER))).toEqual(['i2', 'i3', 'i1']);
});

test('severity, words and standing narrow the list', () => {
  expect(ids(filtered(issues, { ...NO_FILTER, severities: new Set(['blocker']) }))).toEqual(['i2']);
  expect(ids(filtered(issues, { ...NO_FILTER, words: 'BUMP' }))).toEqual(['i3']);
  expect(ids(filtered(issues, { ...NO_FILTER, standing: 'standing' }))).toEqual(['i2', 'i1']);
});

test('up and down walk the list and stop at its ends', () => {
  const list = filtered(issues, NO_FILTER);
  expect(neighbour(list, 'i3', 1, null)?.id).toBe('i1');
  expect(neighbour(list, 'i1', 1, null)?.id).toBe('i1');
  expect(neighbour(list, null, 1, 200)?.id).toBe('i3');
  expect(neighbour(list, null, -1, 200)?.id).toBe('i2');
  expect(neighbour([], null, 1, 0)).toBeUndefined();
});
