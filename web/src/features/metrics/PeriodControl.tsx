// Which days are counted: the last thirty, ninety, a year, all; or those that the address names.

import { SegmentedControl } from '@mantine/core';
import { metricsWords } from '../../metrics-words';
import { useNow } from '../../ui/useNow';
import { daysAgo, PERIODS, written, type MetricSearch } from './filter';

const text = metricsWords.period;

export const periodText = ({ from, to }: MetricSearch): string => {
  if (from === undefined || from === 'all') return to === undefined ? metricsWords.everything : metricsWords.until(to);
  return to === undefined ? metricsWords.since(from) : metricsWords.between(from, to);
};

export function PeriodControl({ search, onChange }: { search: MetricSearch; onChange: (from: string) => void }) {
  const now = useNow();
  const { from } = written(search, now);
  const pressed = search.to !== undefined ? undefined : PERIODS.find((days) => daysAgo(days, now) === from);
  const value = from === 'all' && search.to === undefined ? 'all' : String(pressed ?? '');
  const choices = [...PERIODS.map((days) => ({ value: String(days), label: text[days] })), { value: 'all', label: text.all }];
  return (
    <SegmentedControl
      aria-label={text.label}
      data={value === '' ? [{ value: '', label: periodText({ ...search, from }) }, ...choices] : choices}
      value={value}
      onChange={(chosen) => chosen !== '' && onChange(chosen === 'all' ? 'all' : daysAgo(Number(chosen), now))}
    />
  );
}
