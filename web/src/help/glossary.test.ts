// Forms explain themselves from the glossary: every word that a form asks for is there, and what the glossary keeps for
// forms is asked for by one.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findEntry, glossary, namesOf, readGlossary, searchGlossary } from './glossary';

const SOURCES = new URL('..', import.meta.url).pathname;

const pages = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));

/** `<Help of="…">` and `<Explained of="…">`, with the file that asks. */
const uses = pages.flatMap((page) =>
  [...readFileSync(join(SOURCES, page), 'utf8').matchAll(/<(?:Help|Explained)\b[^>]*?\sof="([^"]+)"/g)].map(([, word = '']) => ({ page, word })),
);

describe('the glossary', () => {
  test('reads rows, chapters and names', () => {
    const entries = readGlossary('# G\n\n## Things\n\n| word | what it is |\n|---|---|\n| PKL (packing list) | `every` file |\n| In, Out | a [range](x.md) |\n');
    expect(entries).toEqual([
      { word: 'PKL (packing list)', meaning: 'every file', chapter: 'Things' },
      { word: 'In, Out', meaning: 'a range', chapter: 'Things' },
    ]);
    expect(entries.flatMap(namesOf)).toEqual(['pkl (packing list)', 'pkl', 'pkl', 'packing list', 'in, out', 'in, out', 'in', 'out']);
  });

  test('has no word twice', () => {
    const words = glossary.map(({ word }) => word);
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });

  test('is searched by every part of what is typed, the word before the meaning', () => {
    expect(searchGlossary('lease')[0]?.word).toBe('lease');
    expect(searchGlossary('packing list').some(({ word }) => word === 'PKL (packing list)')).toBe(true);
    expect(searchGlossary('no such word at all')).toEqual([]);
    expect(searchGlossary(' ')).toBe(glossary);
  });
});

describe('forms', () => {
  test('ask the glossary for words that it has', () => {
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter(({ word }) => findEntry(word) === undefined)).toEqual([]);
  });

  test('use every word that the glossary keeps for them', () => {
    const used = new Set(uses.map(({ word }) => findEntry(word)?.word));
    const dead = glossary.filter(({ chapter, word }) => chapter === 'In forms' && !used.has(word));
    expect(dead.map(({ word }) => word)).toEqual([]);
  });
});
