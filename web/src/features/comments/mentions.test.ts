import { expect, test } from 'vitest';
import type { Reader } from '../../api/shapes';
import { askingAt, matching, namedIn, piecesOf, withName } from './mentions';

const reader = (name: string, ...visibilities: Reader['visibilities']): Reader => ({ person: { id: name, name, role: 'post' }, visibilities });
const readers = [reader('Ann Lee', 'production'), reader('Ann Leeson', 'production', 'studio'), reader('Olga Berg', 'production')];

test('an @ at the beginning of a word asks for a name, an address does not', () => {
  expect(askingAt('ask @an', 7)).toEqual({ from: 4, typed: 'an' });
  expect(askingAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(askingAt('(@Ann Le', 8)).toEqual({ from: 1, typed: 'Ann Le' });
  expect(askingAt('olga@northlight', 15)).toBeNull();
  expect(askingAt('@ann said a lot of', 18)).toBeNull();
  expect(askingAt('no name', 7)).toBeNull();
});

test('only those who read it are offered, by any of their names', () => {
  expect(matching(readers, 'production', 'le').map(({ person }) => person.name)).toEqual(['Ann Lee', 'Ann Leeson']);
  expect(matching(readers, 'studio', 'ann').map(({ person }) => person.name)).toEqual(['Ann Leeson']);
  expect(matching(readers, 'production', 'berg')).toHaveLength(1);
});

test('a chosen name takes the place of what was typed', () => {
  expect(withName('ask @an, please', { from: 4, typed: 'an' }, 'Ann Lee')).toEqual({ text: 'ask @Ann Lee , please', caret: 13 });
  expect(withName('@o now', { from: 0, typed: 'o' }, 'Olga Berg')).toEqual({ text: '@Olga Berg now', caret: 10 });
});

test('the longer of two names that begin alike is the one that is named', () => {
  expect(namedIn('@Ann Leeson, look', readers)).toEqual(['Ann Leeson']);
  expect(namedIn('@Ann Lee and @Ann Leeson', readers).sort()).toEqual(['Ann Lee', 'Ann Leeson']);
  expect(namedIn('Ann Lee', readers)).toEqual([]);
});

test('addresses become links, names are marked, everything else is as it was typed', () => {
  expect(piecesOf('See https://x.example/a?b=1. <b>@Ann Lee</b>', ['Ann Lee'])).toEqual([
    { kind: 'text', text: 'See ' },
    { kind: 'link', text: 'https://x.example/a?b=1' },
    { kind: 'text', text: '. <b>' },
    { kind: 'name', text: '@Ann Lee' },
    { kind: 'text', text: '</b>' },
  ]);
  expect(piecesOf('javascript:alert(1)', [])).toEqual([{ kind: 'text', text: 'javascript:alert(1)' }]);
  expect(piecesOf('', [])).toEqual([]);
});
