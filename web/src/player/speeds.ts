// The speeds of J, K and L: again is faster, the other direction starts anew, Shift is slow.

export type Direction = 1 | -1;

const FAST = [1, 2, 4, 8] as const;
const SLOW = [0.5, 0.25] as const;

/** The speed after the key of `direction` at `current`; 0 is standing still. */
export function nextSpeed(current: number, direction: Direction, isSlow: boolean): number {
  const ladder: readonly number[] = isSlow ? SLOW : FAST;
  const step = Math.sign(current) === direction ? ladder.indexOf(Math.abs(current)) : -1;
  const next = ladder[Math.min(step + 1, ladder.length - 1)] ?? 1;
  return direction * next;
}
