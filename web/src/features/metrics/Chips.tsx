// What a list behind a figure is narrowed to; each part can be taken off.

import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PersonRef } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { serviceNames } from '../../words';
import { useMay } from '../access/session';
import { facilitiesQuery } from '../facilities/queries';
import { showsQuery } from '../titles/queries';
import type { MetricSearch } from './filter';
import classes from './metrics.module.css';
import { periodText } from './PeriodControl';

const text = metricsWords.chips;

export interface ChipEntry {
  readonly label: string;
  /** Absent: it always stands. */
  readonly clear?: () => void;
}

/** The chips that every list of metrics has. People and facilities are called as a row of the list calls them. */
export const useChips = (search: MetricSearch, someone: PersonRef | undefined, clear: (key: keyof MetricSearch) => void): ChipEntry[] => {
  const may = useMay();
  const shows = useQuery({ ...showsQuery, enabled: search.show !== undefined && may('see_title') });
  const facilities = useQuery({ ...facilitiesQuery, enabled: search.facility !== undefined && may('manage_facilities') });
  const chips: ChipEntry[] = [{ label: periodText(search) }];
  if (search.service !== undefined) chips.push({ label: serviceNames[search.service], clear: () => clear('service') });
  if (search.operator !== undefined) chips.push({ label: someone?.id === search.operator ? someone.name : text.oneOperator, clear: () => clear('operator') });
  if (search.facility !== undefined) {
    const named = facilities.data?.find(({ id }) => id === search.facility)?.name ?? (someone?.facility_id === search.facility ? someone?.facility : undefined);
    chips.push({ label: named ?? text.oneFacility, clear: () => clear('facility') });
  }
  if (search.show !== undefined) chips.push({ label: shows.data?.find(({ id }) => id === search.show)?.name ?? text.oneShow, clear: () => clear('show') });
  return chips;
};

export function Chips({ chips }: { chips: readonly ChipEntry[] }) {
  return (
    <div className={classes.chips}>
      {chips.map(({ label, clear }) => (
        <span key={label} className={classes.chip}>
          {label}
          {clear !== undefined && <CloseButton size="xs" aria-label={text.clear(label)} onClick={clear} />}
        </span>
      ))}
    </div>
  );
}
