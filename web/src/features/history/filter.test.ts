import { expect, test } from 'vitest';
import { askOf, exportHref, isFiltered, readFilter, rowOf } from './filter';

test('an address is read as far as it makes sense', () => {
  expect(readFilter({ kind: 'issues,weather,comments', round: 2, from: '2027-02-30x', until: '2027-01-31', order: 'random', q: '' })).toEqual({
    kind: 'issues,comments',
    round: '2',
    until: '2027-01-31',
  });
  expect(readFilter({})).toEqual({});
});

test('the last day is meant whole, in the zone of the viewer', () => {
  const ask = askOf({ from: '2027-03-01', until: '2027-03-01' });
  expect(Date.parse(ask.until ?? '') - Date.parse(ask.from ?? '')).toBe(24 * 3600_000);
  expect(new Date(ask.from ?? '').getHours()).toBe(0);
});

test('the order of reading is no filter', () => {
  expect(isFiltered({ order: 'oldest' })).toBe(false);
  expect(isFiltered({ q: 'blue' })).toBe(true);
});

test('a file is asked for as the list is', () => {
  expect(exportHref('/api/v1/audit/export', { kind: 'people', q: 'a&b' }, 'csv')).toBe('/api/v1/audit/export?kind=people&q=a%26b&format=csv');
});

test('a permalink names its row', () => {
  expect(rowOf('#history-1234')).toBe(1234);
  expect(rowOf('history-7')).toBe(7);
  expect(rowOf('#history-x')).toBeNull();
  expect(rowOf('')).toBeNull();
});
