// Finding an error code by what one remembers of it: its number, the beginnings of its words, another name for it.

import type { ErrorCodeView } from '../../api/shapes';

export const codeLabel = ({ number, name }: Pick<ErrorCodeView, 'number' | 'name'>): string =>
  number == null ? name : `[${String(number).padStart(3, '0')}] ${name}`;

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();
const wordsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== '');

/** How well the code fits what is typed; null where it does not. Lower is better. */
function rank(code: ErrorCodeView, typed: string): number | null {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return 0;
  const [only] = wanted;
  if (wanted.length === 1 && only !== undefined && /^\d+$/.test(only) && code.number != null) {
    if (Number(only) === code.number) return 0;
    if (String(code.number).padStart(3, '0').startsWith(only)) return 1;
  }
  const begins = (words: readonly string[]) => wanted.every((word) => words.some((own) => own.startsWith(word)));
  // The number belongs to the name, as the list writes it: "[016] Audio Drop Out/Mute".
  const name = [...wordsOf(code.name), ...(code.number == null ? [] : [String(code.number).padStart(3, '0')])];
  if (fold(code.name).startsWith(fold(typed.trim()))) return 2;
  if (begins(name)) return 3;
  if (code.aliases.some((alias) => begins(wordsOf(alias)))) return 4;
  if (begins([...name, ...code.aliases.flatMap(wordsOf), ...wordsOf(code.category)])) return 5;
  return begins([...name, ...wordsOf(code.definition)]) ? 6 : null;
}

/** The codes that may be meant, the best first; in the list's own order where they fit equally. */
export function searchCodes(codes: readonly ErrorCodeView[], typed: string): readonly ErrorCodeView[] {
  const ranked = codes.flatMap((code) => {
    const of = rank(code, typed);
    return of === null ? [] : [{ code, of }];
  });
  return ranked.sort((a, b) => a.of - b.of).map(({ code }) => code);
}
