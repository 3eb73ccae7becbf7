import { describe, expect, it } from 'vitest';
import { daysAgo, metricFilter, monthSearch, readMetricSearch, written } from './filter';

const now = new Date('2026-11-26T22:00:00Z');

describe('what figures are asked about', () => {
  it('is the last ninety days when nothing is said', () => {
    expect(metricFilter({}, now)).toEqual({ from: '2026-08-28T00:00:00Z' });
    expect(written({}, now).from).toBe(daysAgo(90, now));
  });

  it('has no beginning when all is asked for', () => {
    expect(metricFilter({ from: 'all', service: 'cast' }, now)).toEqual({ service: 'cast' });
  });

  it('knows the days of a month, December among them', () => {
    expect(monthSearch('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(monthSearch('2028-02')).toEqual({ from: '2028-02-01', to: '2028-03-01' });
  });

  it('takes from an address only what it understands', () => {
    expect(readMetricSearch({ from: 'yesterday', to: '2026-11-31x', service: 'tape', show: 'a', operator: 7, other: 'b' })).toEqual({ show: 'a' });
    expect(readMetricSearch({ from: 'all', to: '2026-11-01' })).toEqual({ from: 'all', to: '2026-11-01' });
  });
});
