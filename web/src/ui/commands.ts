// Which commands match what is typed into the palette, best first. Letters in order are enough; the beginnings of
// words count most. Pure.

export interface Command {
  readonly id: string;
  readonly label: string;
  /** Where it belongs, or its keys; shown at the right. */
  readonly hint?: string;
  readonly run: () => void;
}

const WORD_BEGIN = 4;
const NEXT_TO_LAST = 3;

/** Undefined when the letters do not occur in order. */
export const matchScore = (label: string, typed: string): number | undefined => {
  const text = label.toLocaleLowerCase();
  let score = 0;
  let at = -1;
  for (const letter of typed.toLocaleLowerCase().replaceAll(/\s+/g, '')) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    if (next === 0 || text[next - 1] === ' ') score += WORD_BEGIN;
    else if (next === at + 1) score += NEXT_TO_LAST;
    else score -= 1;
    at = next;
  }
  return score - text.length / 100;
};

export const matching = (commands: readonly Command[], typed: string): Command[] => {
  const scored = commands.flatMap((command) => {
    const score = matchScore(command.label, typed);
    return score === undefined ? [] : [{ command, score }];
  });
  return typed.trim() === '' ? [...commands] : scored.sort((a, b) => b.score - a.score).map(({ command }) => command);
};
