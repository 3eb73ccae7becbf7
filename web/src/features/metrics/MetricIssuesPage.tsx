// The issues behind a figure, those of the latest report first.

import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { IssueFigure, MetricIssue, VerdictKind } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { SeverityMark } from '../../ui/SeverityMark';
import { PageFrame } from '../../ui/Shell';
import { instantText, shortInstantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { answerNames, severityNames, verdictNames, words } from '../../words';
import { useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { Chips, useChips, type ChipEntry } from './Chips';
import { metricFilter, written, type IssuesSearch } from './filter';
import classes from './metrics.module.css';
import { metricIssuesQuery } from './queries';

const text = metricsWords.issues;

const figureNames: Readonly<Record<IssueFigure, string>> = {
  accuracy: metricsWords.figures.accuracy,
  precision: metricsWords.figures.precision,
  recall: metricsWords.figures.recall,
  flags: metricsWords.figures.flagsPerHour,
  refused: metricsWords.figures.refused,
};

const columnsOf = (hasQuality: boolean): TableColumn<MetricIssue>[] => [
  { id: 'severity', header: text.severity, widthRem: 6, cell: (row) => <SeverityMark severity={row.severity} withName /> },
  {
    id: 'code',
    header: text.code,
    widthRem: 16,
    grow: 2,
    cell: (row) => (
      <span className={classes.stack} title={row.description}>
        <strong>{row.code_name}</strong>
        <span className={classes.beside}>{row.description}</span>
      </span>
    ),
  },
  ...(hasQuality
    ? ([
        {
          id: 'verdict',
          header: text.verdict,
          widthRem: 12,
          grow: 1,
          cell: (row) =>
            row.kind == null ? (
              <span className="dim">–</span>
            ) : (
              <span className={classes.stack} title={row.reason ?? undefined}>
                <span>
                  {verdictNames[row.kind]} {row.replaced_by != null && text.replacedBy(row.replaced_by)}
                </span>
                <span className={classes.beside}>{row.reason}</span>
              </span>
            ),
        },
      ] satisfies TableColumn<MetricIssue>[])
    : []),
  { id: 'answer', header: text.answer, widthRem: 9, cell: (row) => (row.answer == null ? <span className="dim">–</span> : answerNames[row.answer]) },
  { id: 'request', header: text.request, widthRem: 5, align: 'end', cell: (row) => <span className="number">{row.request_number}</span> },
  { id: 'title', header: text.titleName, widthRem: 11, grow: 1, cell: (row) => <span title={row.title.label}>{row.title.label}</span> },
  { id: 'operator', header: text.operator, widthRem: 9, cell: (row) => row.operator.name },
  { id: 'submitted', header: text.submitted, widthRem: 8, cell: (row) => <time dateTime={row.submitted_at} title={instantText(row.submitted_at)}>{shortInstantText(row.submitted_at)}</time> },
];

export function MetricIssuesPage() {
  const { person } = useSession();
  const hasQuality = person.role !== 'post' && person.role !== 'production';
  const search = useSearch({ from: '/house/metrics/issues' });
  const navigate = useNavigate({ from: '/metrics/issues' });
  const day = useNow().toISOString().slice(0, 10);
  const { figure, kind, code, severity, answer: answered, ...counted } = search;
  const now = useMemo(() => new Date(`${day}T12:00:00Z`), [day]);
  const given = Object.fromEntries(Object.entries({ figure, kind, code, severity, answer: answered }).filter(([, value]) => value !== undefined));
  const list = useInfiniteQuery(metricIssuesQuery({ ...metricFilter(counted, now), ...given }));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const columns = useMemo(() => columnsOf(hasQuality), [hasQuality]);
  const clear = (key: keyof IssuesSearch) => void navigate({ search: ({ [key]: _, ...rest }) => rest, replace: true });
  const chips: ChipEntry[] = [
    ...(figure === undefined ? [] : [{ label: figureNames[figure], clear: () => clear('figure') }]),
    ...(code === undefined ? [] : [{ label: rows.find((row) => row.code === code)?.code_name ?? code, clear: () => clear('code') }]),
    ...(severity === undefined ? [] : [{ label: severityNames[severity], clear: () => clear('severity') }]),
    ...(answered === undefined ? [] : [{ label: answerNames[answered], clear: () => clear('answer') }]),
    ...useChips(written(counted, now), rows[0]?.operator, clear),
  ];
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame
      title={text.title}
      actions={
        hasQuality && (
          <Select
            aria-label={text.verdict}
            placeholder={`${text.verdict}: ${words.all}`}
            clearable
            data={Object.entries(verdictNames).map(([value, label]) => ({ value, label }))}
            value={kind ?? null}
            onChange={(chosen) => void navigate({ search: ({ kind: _, ...rest }) => (chosen === null ? rest : { ...rest, kind: chosen as VerdictKind }), replace: true })}
          />
        )
      }
    >
      <Chips chips={chips} />
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.issue_id}
        rowHeight={46}
        rememberAs="metric-issues"
        isLoading={list.isPending}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/requests/$requestId/report', params: { requestId: row.request_id } })}
        empty={<EmptyState title={metricsWords.nothingBehind} next={metricsWords.nothingBehindNext} />}
      />
    </PageFrame>
  );
}
