import { expect, test } from 'vitest';
import type { HistoryRow } from '../../api/shapes';
import { dayItems } from './days';

const row = (id: number, at: string) => ({ id, at }) as HistoryRow;

test('each day is named once, before its rows', () => {
  const utc = (at: Date) => at.toISOString().slice(0, 10);
  const items = dayItems([row(3, '2027-01-02T10:00:00Z'), row(2, '2027-01-02T09:00:00Z'), row(1, '2027-01-01T23:59:59Z')], utc);
  expect(items.map((item) => (item.kind === 'day' ? item.label : item.row.id))).toEqual(['2027-01-02', 3, 2, '2027-01-01', 1]);
  expect(new Set(items.map(({ key }) => key)).size).toBe(5);
  expect(dayItems([])).toEqual([]);
});
