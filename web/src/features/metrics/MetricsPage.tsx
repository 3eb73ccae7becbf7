// Scorecards: accuracy and punctuality per operator, with the counts behind them. Each row opens the issues that
// made its figures.

import { Drawer, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { OperatorMetrics } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { verdictNames, words } from '../../words';
import { Trouble } from '../house/Trouble';
import classes from './MetricsPage.module.css';

const text = words.metrics;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
/** Before a verdict there is no share: 0 of 0 is not 100 %. */
const NOTHING_VERIFIED = '–';
const number = (value: number) => <span className="number">{value}</span>;

const columns: TableColumn<OperatorMetrics>[] = [
  { id: 'operator', header: text.columns.operator, widthRem: 9, grow: 1.5, cell: (row) => row.operator.name },
  { id: 'facility', header: text.columns.facility, widthRem: 7, grow: 1, cell: (row) => row.operator.facility ?? '' },
  { id: 'reports', header: text.columns.reports, widthRem: 5, align: 'end', cell: (row) => number(row.reports) },
  {
    id: 'accuracy',
    header: text.columns.accuracy,
    widthRem: 12.5,
    align: 'end',
    cell: ({ accuracy }) => accuracy.confirmed + accuracy.replaced + accuracy.deleted + accuracy.added === 0 ? NOTHING_VERIFIED : (
      <Tooltip label={text.interval}>
        <span className="number">
          {percent(accuracy.accuracy)}{' '}
          <span className="dim">
            {percent(accuracy.accuracy_low)} – {percent(accuracy.accuracy_high)}
          </span>
        </span>
      </Tooltip>
    ),
  },
  { id: 'precision', header: text.columns.precision, widthRem: 5.5, align: 'end', cell: ({ accuracy }) => <span className="number">{accuracy.confirmed + accuracy.replaced + accuracy.deleted === 0 ? NOTHING_VERIFIED : percent(accuracy.precision)}</span> },
  { id: 'recall', header: text.columns.recall, widthRem: 5, align: 'end', cell: ({ accuracy }) => <span className="number">{accuracy.confirmed + accuracy.replaced + accuracy.added === 0 ? NOTHING_VERIFIED : percent(accuracy.recall)}</span> },
  { id: 'confirmed', header: verdictNames.confirmed, widthRem: 6, align: 'end', cell: ({ accuracy }) => number(accuracy.confirmed) },
  { id: 'replaced', header: verdictNames.replaced, widthRem: 5.5, align: 'end', cell: ({ accuracy }) => number(accuracy.replaced) },
  { id: 'deleted', header: verdictNames.deleted, widthRem: 5, align: 'end', cell: ({ accuracy }) => number(accuracy.deleted) },
  { id: 'added', header: text.columns.added, widthRem: 4.5, align: 'end', cell: ({ accuracy }) => number(accuracy.added) },
  { id: 'on-time', header: text.columns.onTime, widthRem: 7.5, align: 'end', cell: (row) => <span className="number">{text.onTime(row.on_time_reports, row.reports, row.on_time_percent)}</span> },
];

export function MetricsPage() {
  const metrics = useQuery({ queryKey: ['metric', 'operators'], queryFn: () => answer(api.GET('/api/v1/metrics/operators', {})) });
  const [opened, setOpened] = useState<OperatorMetrics>();
  if (metrics.isError) return <Trouble error={metrics.error} />;
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={metrics.data ?? []}
        rowId={(row) => row.operator.id}
        rememberAs="metrics"
        isLoading={metrics.isPending}
        onOpen={setOpened}
        empty={<EmptyState title={text.none} next={text.noneNext} />}
      />
      <Drawer opened={opened !== undefined} onClose={() => setOpened(undefined)} title={opened?.operator.name} size={560}>
        {opened !== undefined && <Behind operatorId={opened.operator.id} />}
      </Drawer>
    </PageFrame>
  );
}

function Behind({ operatorId }: { operatorId: string }) {
  const issues = useQuery({
    queryKey: ['metric', 'issues', operatorId],
    queryFn: () => answer(api.GET('/api/v1/metrics/operators/{person_id}/issues', { params: { path: { person_id: operatorId } } })),
  });
  if (issues.isPending) return <p className="dim">{words.loading}</p>;
  return (
    <ul className={classes.list}>
      {issues.data?.map((issue) => (
        <li key={`${issue.issue_id} ${issue.kind}`} className={classes.line}>
          <div>
            <strong>{issue.code_name}</strong> <span className="dim">{verdictNames[issue.kind]}</span>
          </div>
          <div>{issue.description}</div>
          <Link to="/requests/$requestId" params={{ requestId: issue.request_id }}>
            {words.requests.page.number(issue.request_number)}
          </Link>
        </li>
      ))}
      {issues.data?.length === 0 && <li className="dim">{text.noIssues}</li>}
    </ul>
  );
}
