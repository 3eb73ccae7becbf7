import { describe, expect, it } from 'vitest';
import { percent, sayShare, saySpread, sharesOf } from './say';

describe('figures in words', () => {
  it('say a share with its cases and its interval, and that they are few', () => {
    expect(sayShare({ part: 3, whole: 4, value: 0.75, low: 0.301, high: 0.954 })).toEqual({ value: '75.0 %', beside: '3 of 4 · 30.1 % – 95.4 %', isFew: true });
    expect(sayShare({ part: 0, whole: 0, value: 1, low: 0, high: 1 })).toEqual({ value: '–' });
  });

  it('say how long with the time of nine in ten', () => {
    expect(saySpread({ measured: 12, median_s: 5400, p90_s: 90_000 })).toEqual({ value: '1 h 30 min', beside: '90 % within 1 d 1 h · n 12', isFew: false });
    expect(saySpread({ measured: 0, median_s: null, p90_s: null }).value).toBe('–');
  });

  it('do not round to certainty', () => {
    expect(percent(1)).toBe('100 %');
    expect(percent(0.9996)).toBe('> 99.9 %');
    expect(percent(0.0001)).toBe('< 0.1 %');
    expect(percent(0)).toBe('0 %');
    expect(percent(0.9994)).toBe('99.9 %');
  });

  it('count each share by its own whole', () => {
    const shares = sharesOf({ confirmed: 5, replaced: 2, deleted: 1, added: 3, accuracy: 0, accuracy_low: 0, accuracy_high: 0, precision: 0, precision_low: 0, precision_high: 0, recall: 0, recall_low: 0, recall_high: 0 });
    expect([shares.accuracy.whole, shares.precision.whole, shares.recall.whole]).toEqual([11, 8, 10]);
  });
});
