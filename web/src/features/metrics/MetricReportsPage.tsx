// The reports behind a figure, the latest first.

import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { MetricReport } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { instantText, lengthText, shortInstantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { Counts, RequestStateBadge, roundText, ServiceName } from '../requests/look';
import { Chips, useChips } from './Chips';
import { metricFilter, written } from './filter';
import { metricReportsQuery } from './queries';
import { sayShare, sharesOf } from './say';
import classes from './metrics.module.css';

const text = metricsWords.reports;
const length = (seconds: number | null | undefined) => (seconds == null ? '–' : lengthText(seconds));

const lateness = ({ due_at: due, submitted_at: submitted }: MetricReport): string =>
  due == null ? '–' : text.late(lengthText((Date.parse(submitted) - Date.parse(due)) / 1000));

export const reportColumns = (hasQuality: boolean): TableColumn<MetricReport>[] => [
  { id: 'number', header: text.number, widthRem: 5, align: 'end', cell: (row) => <span className="number">{row.request_number}</span> },
  {
    id: 'title',
    header: text.titleName,
    widthRem: 14,
    grow: 2,
    cell: (row) => (
      <span title={row.title.label}>
        {row.title.label} <span className="dim">{roundText(row.round)}</span>
      </span>
    ),
  },
  { id: 'service', header: text.service, widthRem: 8, cell: (row) => <ServiceName row={row} /> },
  { id: 'operator', header: text.operator, widthRem: 9, grow: 1, cell: (row) => row.operator.name },
  { id: 'submitted', header: text.submitted, widthRem: 8, cell: (row) => <time dateTime={row.submitted_at} title={instantText(row.submitted_at)}>{shortInstantText(row.submitted_at)}</time> },
  ...(hasQuality
    ? ([
        { id: 'on-time', header: text.onTime, widthRem: 8, cell: (row) => (row.on_time == null ? '–' : row.on_time ? text.yes : <span data-late>{lateness(row)}</span>) },
        {
          id: 'accuracy',
          header: text.accuracy,
          widthRem: 12,
          cell: ({ accuracy }) => {
            if (accuracy == null) return <span className="dim">{text.notVerified}</span>;
            const said = sayShare(sharesOf(accuracy).accuracy);
            return (
              <span className={classes.stack}>
                <span className="number">{said.value}</span>
                <span className={classes.beside}>{said.beside}</span>
              </span>
            );
          },
        },
        { id: 'waited', header: text.waited, widthRem: 7, optional: true, cell: (row) => length(row.waited_s) },
      ] satisfies TableColumn<MetricReport>[])
    : []),
  { id: 'turnaround', header: text.turnaround, widthRem: 7.5, cell: (row) => length(row.turnaround_s) },
  { id: 'issues', header: text.issues, widthRem: 8, cell: (row) => <Counts counts={row.severities} /> },
  { id: 'state', header: text.state, widthRem: 11, cell: (row) => <RequestStateBadge row={{ state: row.state, preparing_percent: null }} /> },
];

export function MetricReportsPage() {
  const { person } = useSession();
  const hasQuality = person.role !== 'post' && person.role !== 'production';
  const search = useSearch({ from: '/house/metrics/reports' });
  const navigate = useNavigate({ from: '/metrics/reports' });
  const day = useNow().toISOString().slice(0, 10);
  const { late, redelivered, ...counted } = search;
  const now = useMemo(() => new Date(`${day}T12:00:00Z`), [day]);
  const filter = { ...metricFilter(counted, now), ...(late === true ? { on_time: false } : {}), ...(redelivered === true ? { redelivered } : {}) };
  const list = useInfiniteQuery(metricReportsQuery(filter));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const columns = useMemo(() => reportColumns(hasQuality), [hasQuality]);
  const chips = useChips(written(counted, now), rows[0]?.operator, (key) => void navigate({ search: ({ [key]: _, ...rest }) => rest, replace: true }));
  const shown = late === true ? 'late' : redelivered === true ? 'redelivered' : 'all';
  const show = (which: string) =>
    void navigate({ search: { ...counted, ...(which === 'late' ? { late: true } : which === 'redelivered' ? { redelivered: true } : {}) }, replace: true });
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame
      title={text.title}
      actions={
        <SegmentedControl
          aria-label={text.title}
          data={[
            { value: 'all', label: words.all },
            ...(hasQuality ? [{ value: 'late', label: metricsWords.chips.late }] : []),
            { value: 'redelivered', label: metricsWords.chips.redelivered },
          ]}
          value={shown}
          onChange={show}
        />
      }
    >
      <Chips chips={chips} />
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.request_id}
        rowHeight={46}
        rememberAs="metric-reports"
        isLoading={list.isPending}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/requests/$requestId', params: { requestId: row.request_id } })}
        empty={<EmptyState title={metricsWords.nothingBehind} next={metricsWords.nothingBehindNext} />}
      />
    </PageFrame>
  );
}
