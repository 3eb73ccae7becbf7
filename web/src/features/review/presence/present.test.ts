import { expect, test } from 'vitest';
import type { IssueView, PresentPerson } from '../../../api/shapes';
import { atTheSame, editedBy, initialsOf, isAway } from './present';

const person = (name: string, editing?: string): PresentPerson => ({ person: { id: name, name, role: 'post' }, ...(editing === undefined ? {} : { editing_issue_id: editing }) });

test('initials are the first and the last', () => {
  expect(['Olga Berg', 'Ada', 'Max van den Faber', ' émile  ødegård ', '𝒜da Berg', ''].map(initialsOf)).toEqual(['OB', 'A', 'MF', 'ÉØ', '𝒜B', '']);
});

test('an issue that is not in the list is not named', () => {
  const issues = [{ id: 'i1', number: 3 }] as unknown as IssueView[];
  expect(editedBy(person('Olga Berg', 'i1'), issues)).toBe(3);
  expect(editedBy(person('Olga Berg', 'i2'), issues)).toBeNull();
  expect(editedBy(person('Olga Berg'), issues)).toBeNull();
});

test('only those at the same issue are at the same', () => {
  const others = [person('Olga Berg', 'i1'), person('Ada Lund', 'i2'), person('Pia Holm')];
  expect(atTheSame(others, 'i1')).toEqual([others[0]]);
  expect(atTheSame(others, null)).toEqual([]);
});

test('whoever watches is there, whoever does nothing for five minutes is not', () => {
  expect(isAway(0, 300_000, false)).toBe(false);
  expect(isAway(0, 300_001, false)).toBe(true);
  expect(isAway(0, 3_600_000, true)).toBe(false);
});
