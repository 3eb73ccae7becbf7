// The form of thresholds as text: groups of numbers, what of them is no number, and what a version changed.

import type { ThresholdsView } from '../../api/shapes';

export type Numbers = Readonly<Record<string, Readonly<Record<string, number>>>>;
export type Typed = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The groups of numbers of a version. */
export function numbersOf({ thresholds }: ThresholdsView): Numbers {
  const groups: Record<string, Record<string, number>> = {};
  for (const [group, values] of Object.entries(thresholds as Record<string, unknown>)) {
    if (typeof values !== 'object' || values === null) continue;
    const numbers = Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    // Single precision comes as 0.05000000074505806.
    groups[group] = Object.fromEntries(numbers.map(([name, value]) => [name, Number(value.toPrecision(6))]));
  }
  return groups;
}

export const typedOf = (numbers: Numbers): Typed =>
  Object.fromEntries(Object.entries(numbers).map(([group, values]) => [group, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))]));

const numberOf = (typed: string): number | null => {
  const plain = typed.trim().replace('\u2212', '-').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
};

/** The numbers, or the fields that are none, as the server names them: "thresholds.picture.freeze_s". */
export function readTyped(typed: Typed): { readonly numbers: Numbers; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const numbers: Record<string, Record<string, number>> = {};
  for (const [group, values] of Object.entries(typed)) {
    const own: Record<string, number> = {};
    numbers[group] = own;
    for (const [name, value] of Object.entries(values)) {
      const read = numberOf(value);
      if (read === null) wrong.push(`thresholds.${group}.${name}`);
      else own[name] = read;
    }
  }
  return { numbers, wrong };
}

export interface Change {
  readonly group: string;
  readonly name: string;
  readonly from: number | undefined;
  readonly to: number;
}

export const changesOf = (before: Numbers, after: Numbers): Change[] =>
  Object.entries(after).flatMap(([group, values]) =>
    Object.entries(values)
      .filter(([name, to]) => before[group]?.[name] !== to)
      .map(([name, to]) => ({ group, name, from: before[group]?.[name], to })),
  );
