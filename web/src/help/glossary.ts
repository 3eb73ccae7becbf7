// The words of the product, read from docs/domain/glossary.md: the one place that says what a word means. Forms explain
// their labels from here, and the help page lists all of it. A row is `| word | what it is |` under its chapter.

import source from '../../../docs/domain/glossary.md?raw';

export interface GlossaryEntry {
  /** As the row writes it: "original version (OV)", "In, Out". */
  readonly word: string;
  readonly meaning: string;
  readonly chapter: string;
}

const ROW = /^\|(.+?)\|(.+)\|\s*$/;

export const readGlossary = (markdown: string): readonly GlossaryEntry[] => {
  let chapter = '';
  const entries: GlossaryEntry[] = [];
  for (const line of markdown.split('\n')) {
    if (line.startsWith('## ')) chapter = line.slice(3).trim();
    const [, word = '', meaning = ''] = ROW.exec(line) ?? [];
    const isHead = word.trim() === 'word' || /^[\s:-]*$/.test(word);
    if (!isHead) entries.push({ word: word.trim(), meaning: plain(meaning.trim()), chapter });
  }
  return entries;
};

/** The rows say code in backticks; people read it without. */
const plain = (meaning: string) => meaning.replaceAll('`', '').replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');

/** Every name under which a row is found: the whole, each part between commas, and what stands in brackets. */
export const namesOf = ({ word }: GlossaryEntry): readonly string[] => {
  const bracketed = [...word.matchAll(/\(([^)]+)\)/g)].map(([, inside = '']) => inside);
  const bare = word.replaceAll(/\s*\([^)]*\)/g, '').trim();
  return [word, bare, ...bare.split(','), ...bracketed.flatMap((inside) => inside.split(','))].map((name) => name.trim().toLowerCase());
};

export const glossary = readGlossary(source);

const byName = new Map(glossary.flatMap((entry) => namesOf(entry).map((name): [string, GlossaryEntry] => [name, entry])).reverse());

export const findEntry = (word: string): GlossaryEntry | undefined => byName.get(word.toLowerCase());

/** Entries that hold every part of what was typed; those whose word begins with it first. */
export const searchGlossary = (typed: string): readonly GlossaryEntry[] => {
  const parts = typed.toLowerCase().split(/\s+/).filter((part) => part !== '');
  const holds = ({ word, meaning }: GlossaryEntry) => parts.every((part) => `${word} ${meaning}`.toLowerCase().includes(part));
  const rank = (entry: GlossaryEntry) => (namesOf(entry).some((name) => name.startsWith(parts[0] ?? '')) ? 0 : 1);
  return parts.length === 0 ? glossary : glossary.filter(holds).toSorted((a, b) => rank(a) - rank(b));
};
