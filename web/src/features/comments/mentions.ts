// The text of a comment as people write it: names behind an @, addresses that become links. Plain text, no markup: what
// is typed is what is shown. Pure; the boxes around it are elsewhere.

import type { Reader, Visibility } from '../../api/shapes';

/** The @ that is being typed: where it stands, and what is behind it so far. */
export interface Asking {
  readonly from: number;
  readonly typed: string;
}

const LONGEST_NAME = 60;

/** Whether the caret stands in a name that begins with an @ at the beginning of a word. */
export const askingAt = (text: string, caret: number): Asking | null => {
  const before = text.slice(Math.max(0, caret - LONGEST_NAME), caret);
  const at = before.lastIndexOf('@');
  if (at < 0) return null;
  const first = at === 0 ? '' : (before[at - 1] ?? '');
  const typed = before.slice(at + 1);
  const isBegun = first === '' || /[\s(,;:]/.test(first);
  return isBegun && !/[\n@]/.test(typed) && typed.split(' ').length <= 3 ? { from: caret - typed.length - 1, typed } : null;
};

/** Those who read it and whose name has a word that begins so. */
export const matching = (readers: readonly Reader[], visibility: Visibility, typed: string): Reader[] => {
  const wanted = typed.trim().toLocaleLowerCase();
  const fits = (name: string) => {
    const lower = name.toLocaleLowerCase();
    return lower.startsWith(wanted) || lower.split(/\s+/).some((word) => word.startsWith(wanted));
  };
  return readers.filter(({ person, visibilities }) => visibilities.includes(visibility) && fits(person.name)).slice(0, 8);
};

export const withName = (text: string, { from, typed }: Asking, name: string): { text: string; caret: number } => {
  const behind = text.slice(from + 1 + typed.length);
  const put = `@${name}${/^\s/.test(behind) ? '' : ' '}`;
  return { text: text.slice(0, from) + put + behind, caret: from + put.length };
};

/** Who is named in the text. Of two names that begin alike the longer one counts. */
export const namedIn = (text: string, readers: readonly Reader[]): string[] => {
  const byLength = [...readers].sort((a, b) => b.person.name.length - a.person.name.length);
  let rest = text;
  const named: string[] = [];
  for (const { person } of byLength) {
    const mark = `@${person.name}`;
    if (!rest.includes(mark)) continue;
    named.push(person.id);
    rest = rest.replaceAll(mark, '\u0000');
  }
  return named;
};

export interface Piece {
  readonly kind: 'text' | 'link' | 'name';
  readonly text: string;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The text in pieces to show. Only whole http and https addresses are links. */
export const piecesOf = (text: string, names: readonly string[]): Piece[] => {
  const marks = [...names].sort((a, b) => b.length - a.length).map((name) => escaped(`@${name}`));
  const pattern = new RegExp(`(https?://[^\\s<>"]+[^\\s<>".,;:!?)\\]'])${marks.length === 0 ? '' : `|(${marks.join('|')})`}`, 'g');
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: match[1] === undefined ? 'name' : 'link', text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
};
