// The columns of figures by operator, facility, show, service and month.

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Dimension, IssueFigure, MetricGroup, ShareView } from '../../api/shapes';
import { dimensionNames, metricsWords } from '../../metrics-words';
import type { TableColumn } from '../../ui/VirtualTable';
import { serviceNames } from '../../words';
import { monthSearch, type MetricSearch } from './filter';
import classes from './metrics.module.css';
import { decimal, sayShare, saySpread, sharesOf, type Said } from './say';

const text = metricsWords.columns;

const Stack = ({ said: { value, beside } }: { said: Said }) => (
  <span className={classes.stack}>
    <span className="number">{value}</span>
    <span className={classes.beside}>{beside}</span>
  </span>
);

/** The filter of one group: what its figures count. */
export const groupSearch = (by: Dimension, { key }: MetricGroup, search: MetricSearch): MetricSearch => {
  switch (by) {
    case 'operator':
      return { ...search, operator: key };
    case 'facility':
      return { ...search, facility: key };
    case 'show':
      return { ...search, show: key };
    case 'service':
      return { ...search, service: key as 'download' | 'cast' | 'browser' };
    case 'month':
      return { ...search, ...monthSearch(key) };
  }
};

export const groupName = (by: Dimension, { key, label }: MetricGroup): string => (by === 'service' ? serviceNames[key as 'download' | 'cast' | 'browser'] : label);

export const groupColumns = (by: Dimension, search: MetricSearch, hasQuality: boolean): TableColumn<MetricGroup>[] => {
  const issues = (group: MetricGroup, figure: IssueFigure, children: ReactNode) => (
    <Link to="/metrics/issues" search={{ ...groupSearch(by, group, search), figure }} className={classes.quiet}>
      {children}
    </Link>
  );
  const reports = (group: MetricGroup, children: ReactNode) => (
    <Link to="/metrics/reports" search={groupSearch(by, group, search)} className={classes.quiet}>
      {children}
    </Link>
  );
  const share = (of: ShareView) => <Stack said={sayShare(of)} />;
  const quality: TableColumn<MetricGroup>[] = [
    { id: 'accuracy', header: text.accuracy, widthRem: 12, cell: (row) => row.figures.quality && issues(row, 'accuracy', share(sharesOf(row.figures.quality.accuracy).accuracy)) },
    { id: 'precision', header: text.precision, widthRem: 12, cell: (row) => row.figures.quality && issues(row, 'precision', share(sharesOf(row.figures.quality.accuracy).precision)) },
    { id: 'recall', header: text.recall, widthRem: 12, cell: (row) => row.figures.quality && issues(row, 'recall', share(sharesOf(row.figures.quality.accuracy).recall)) },
    { id: 'on-time', header: text.onTime, widthRem: 12, cell: (row) => row.figures.quality && reports(row, share(row.figures.quality.on_time)) },
    {
      id: 'counts',
      header: text.counts,
      widthRem: 8,
      optional: true,
      cell: ({ figures: { quality: of } }) => of && <span className="number">{[of.accuracy.confirmed, of.accuracy.replaced, of.accuracy.deleted, of.accuracy.added].join(' / ')}</span>,
    },
    { id: 'waiting', header: text.waiting, widthRem: 11, optional: true, cell: (row) => row.figures.quality && <Stack said={saySpread(row.figures.quality.waiting)} /> },
    { id: 'download', header: text.download, widthRem: 11, optional: true, cell: (row) => row.figures.quality && <Stack said={saySpread(row.figures.quality.download)} /> },
    { id: 'flags', header: text.flags, widthRem: 5.5, align: 'end', cell: (row) => row.figures.quality && <span className="number">{decimal(row.figures.quality.flags_per_hour)}</span> },
  ];
  return [
    {
      id: 'name',
      header: dimensionNames[by],
      widthRem: 10,
      grow: 1,
      cell: (row) => (
        <>
          {by === 'operator' ? (
            <Link to="/metrics/operators/$personId" params={{ personId: row.key }} search={periodOf(search)}>
              {row.label}
            </Link>
          ) : by === 'facility' ? (
            <Link to="/metrics/facilities/$facilityId" params={{ facilityId: row.key }} search={periodOf(search)}>
              {row.label}
            </Link>
          ) : (
            groupName(by, row)
          )}
          {row.facility != null && <div className={classes.beside}>{row.facility}</div>}
        </>
      ),
    },
    { id: 'reports', header: text.reports, widthRem: 5, align: 'end', cell: (row) => reports(row, <span className="number">{row.figures.reports}</span>) },
    ...(hasQuality ? quality : []),
    { id: 'turnaround', header: text.turnaround, widthRem: 12, cell: (row) => <Stack said={saySpread(row.figures.turnaround)} /> },
    { id: 'rounds', header: text.rounds, widthRem: 5, align: 'end', optional: hasQuality, cell: (row) => <span className="number">{decimal(row.figures.rounds_per_title)}</span> },
    { id: 'redelivered', header: text.redelivered, widthRem: 12, optional: hasQuality, cell: (row) => reports(row, share(row.figures.redelivered)) },
    { id: 'refused', header: text.refused, widthRem: 12, optional: hasQuality, cell: (row) => issues(row, 'refused', share(row.figures.refused)) },
  ];
};

export const periodOf = ({ from, to }: MetricSearch): Pick<MetricSearch, 'from' | 'to'> => ({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
