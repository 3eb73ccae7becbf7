import { describe, expect, it } from 'vitest';
import { labelEvery, ticksTo } from './scale';

describe('axes', () => {
  it.each([
    [1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [7, 4, [0, 2, 4, 6, 8]],
    [48, 4, [0, 20, 40, 60]],
    [0.03, 3, [0, 0.01, 0.02, 0.03]],
  ])('go up to a round number that holds %d', (most, about, ticks) => {
    expect(ticksTo(most, about)).toEqual(ticks);
  });

  it('count in whole numbers where halves mean nothing', () => {
    expect(ticksTo(2, 4, true)).toEqual([0, 1, 2]);
    expect(ticksTo(1, 4, true)).toEqual([0, 1]);
  });

  it('stand where there is nothing to show', () => {
    expect(ticksTo(0, 4)).toEqual([0, 1]);
    expect(ticksTo(Number.NaN, 4)).toEqual([0, 1]);
  });

  it('leave labels out rather than write one over another', () => {
    expect(labelEvery(12, 600, 50)).toBe(1);
    expect(labelEvery(24, 600, 50)).toBe(2);
  });
});
