import { expect, test } from 'vitest';
import type { IssueView } from '../../api/shapes';
import { codesOf, EVERYTHING, isShown, neighbour } from './filter';

const issue = (id: string, code: string, severity: 'blocker' | 'issue' = 'issue') => ({ id, code, code_name: `[${code}]`, severity }) as IssueView;

test('a filter shows what is unanswered, of one severity, of one code', () => {
  const unanswered = new Set(['a']);
  const all = [issue('a', 'pop'), issue('b', 'hum', 'blocker'), issue('c', 'pop')];
  const shown = (filter: Partial<typeof EVERYTHING>) => all.filter((one) => isShown(one, { ...EVERYTHING, ...filter }, unanswered)).map(({ id }) => id);
  expect(shown({})).toEqual(['a', 'b', 'c']);
  expect(shown({ answered: 'unanswered' })).toEqual(['a']);
  expect(shown({ answered: 'answered' })).toEqual(['b', 'c']);
  expect(shown({ severity: 'blocker' })).toEqual(['b']);
  expect(shown({ code: 'pop', answered: 'answered' })).toEqual(['c']);
});

test('codes are named once', () => {
  expect(codesOf([issue('a', 'pop'), issue('b', 'hum'), issue('c', 'pop')])).toEqual([
    { value: 'hum', label: '[hum]' },
    { value: 'pop', label: '[pop]' },
  ]);
});

test('the keys stop at the ends and begin at one of them', () => {
  const ids = ['a', 'b', 'c'];
  expect(neighbour(ids, null, 1)).toBe('a');
  expect(neighbour(ids, null, -1)).toBe('c');
  expect(neighbour(ids, 'b', 1)).toBe('c');
  expect(neighbour(ids, 'c', 1)).toBe('c');
  expect(neighbour(ids, 'gone', 1)).toBe('a');
  expect(neighbour([], 'a', 1)).toBe(null);
});
