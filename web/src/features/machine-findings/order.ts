// Going through the machine's findings: which are left, which comes next, and what of the list is shown.

import type { MachineFindingView } from '../../api/shapes';

export const isLeft = ({ state }: MachineFindingView): boolean => state === 'open';

export const countLeft = (findings: readonly MachineFindingView[]): number => findings.filter(isLeft).length;

export const shownOf = (findings: readonly MachineFindingView[], onlyLeft: boolean, chosen: string | null): readonly MachineFindingView[] =>
  // What one has just decided does not vanish from under the hand.
  onlyLeft ? findings.filter((finding) => isLeft(finding) || finding.id === chosen) : findings;

/** The next or previous one that is left: from the chosen one, else from the frame on screen; null at the end. */
export function neighbourLeft(findings: readonly MachineFindingView[], chosen: string | null, direction: 1 | -1, frame: number | null): MachineFindingView | null {
  const at = findings.findIndex(({ id }) => id === chosen);
  if (at >= 0) {
    const ahead = direction === 1 ? findings.slice(at + 1) : findings.slice(0, at).reverse();
    return ahead.find(isLeft) ?? null;
  }
  const from = frame ?? (direction === 1 ? 0 : Number.MAX_SAFE_INTEGER);
  const left = findings.filter(isLeft);
  if (direction === 1) return left.find(({ first_frame: first }) => first >= from) ?? null;
  return left.findLast(({ first_frame: first }) => first <= from) ?? null;
}

/** The one after the chosen one in the list as it is shown, whatever its state. */
export function neighbourShown(shown: readonly MachineFindingView[], chosen: string | null, direction: 1 | -1): MachineFindingView | null {
  const at = shown.findIndex(({ id }) => id === chosen);
  if (at < 0) return (direction === 1 ? shown[0] : shown.at(-1)) ?? null;
  return shown[at + direction] ?? null;
}

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false });

/** "−18.2 LKFS", "0.25 s", "3". */
export const valueText = (value: number, unit: string): string => `${NUMBER.format(value).replace('-', '−')}${unit === '' ? '' : ` ${unit}`}`;
