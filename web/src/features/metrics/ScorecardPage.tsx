// The scorecard of an operator or of a facility: headline figures, how they went month by month, what verification made
// of each code, late and latest reports. To read, to print, to export.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import type { Dimension, MetricGroup, MetricReport, Scorecard } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { useNow } from '../../ui/useNow';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { Codes } from './Codes';
import { Figures } from './Figures';
import { metricFilter, written, type MetricSearch } from './filter';
import { groupColumns } from './groups';
import { reportColumns } from './MetricReportsPage';
import { ExportMenu } from './MetricsPage';
import classes from './scorecard.module.css';
import shared from './metrics.module.css';
import { PeriodControl, periodText } from './PeriodControl';
import { facilityScorecardQuery, operatorScorecardQuery } from './queries';
import { Trends } from './Trends';

const text = metricsWords.scorecard;

const useToday = (): Date => {
  const day = useNow().toISOString().slice(0, 10);
  return useMemo(() => new Date(`${day}T12:00:00Z`), [day]);
};

export function OperatorScorecardPage() {
  const { personId } = useParams({ from: '/house/metrics/operators/$personId' });
  const search = useSearch({ from: '/house/metrics/operators/$personId' });
  const navigate = useNavigate({ from: '/metrics/operators/$personId' });
  const now = useToday();
  const card = useQuery(operatorScorecardQuery(personId, metricFilter(search, now)));
  if (card.isError) return <Trouble error={card.error} />;
  return (
    <Loaded
      card={card.data}
      title={card.data?.operator?.name ?? words.loading}
      subtitle={card.data?.facility == null ? text.alone : text.onBehalf(card.data.facility)}
      search={{ ...written(search, now), operator: personId }}
      by="month"
      onPeriod={(from) => void navigate({ search: { from }, replace: true })}
    />
  );
}

export function FacilityScorecardPage() {
  const { facilityId } = useParams({ from: '/house/metrics/facilities/$facilityId' });
  const search = useSearch({ from: '/house/metrics/facilities/$facilityId' });
  const navigate = useNavigate({ from: '/metrics/facilities/$facilityId' });
  const now = useToday();
  const card = useQuery(facilityScorecardQuery(facilityId, metricFilter(search, now)));
  if (card.isError) return <Trouble error={card.error} />;
  return (
    <Loaded
      card={card.data}
      title={card.data?.facility ?? words.loading}
      subtitle={text.facility}
      search={{ ...written(search, now), facility: facilityId }}
      by="operator"
      onPeriod={(from) => void navigate({ search: { from }, replace: true })}
    />
  );
}

interface LoadedProps {
  card: Scorecard | undefined;
  title: string;
  subtitle: string;
  search: MetricSearch;
  by: Dimension;
  onPeriod: (from: string) => void;
}

function Loaded({ card, title, subtitle, search, by, onPeriod }: LoadedProps) {
  const now = useToday();
  return (
    <div className={shared.page}>
      <PageFrame
        title={title}
        subtitle={`${subtitle} · ${periodText(search)}`}
        actions={
          <span className={shared.actions}>
            <ExportMenu by={by} filter={metricFilter(search, now)} />
            <Button onClick={() => print()}>{metricsWords.print}</Button>
          </span>
        }
      >
        <div className={shared.filters}>
          <PeriodControl search={search} onChange={onPeriod} />
        </div>
        <div className={shared.scroll}>
          <div className={shared.body}>
            {card === undefined ? (
              <p className="dim">{words.loading}</p>
            ) : card.figures.reports === 0 ? (
              <EmptyState title={metricsWords.none} next={metricsWords.noneNext} />
            ) : (
              <Sections card={card} search={search} />
            )}
          </div>
        </div>
      </PageFrame>
    </div>
  );
}

function Sections({ card, search }: { card: Scorecard; search: MetricSearch }) {
  return (
    <>
      <Figures figures={card.figures} search={search} />
      <Trends months={card.months} />
      {card.operators.length > 0 && <Groups title={text.operators} by="operator" groups={card.operators} search={search} />}
      {card.services.length > 1 && <Groups title={text.services} by="service" groups={card.services} search={search} />}
      <Codes codes={card.codes} search={search} />
      <Reports title={text.late} reports={card.late} none={text.noLate} all={<Link to="/metrics/reports" search={{ ...search, late: true }}>{text.allReports}</Link>} />
      <Reports title={text.recent} reports={card.recent} none={text.noRecent} all={<Link to="/metrics/reports" search={search}>{text.allReports}</Link>} />
    </>
  );
}

interface PlainColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
}

/** A short table that prints whole. */
function PlainTable<Row>({ columns, rows, rowId }: { columns: readonly PlainColumn<Row>[]; rows: readonly Row[]; rowId: (row: Row) => string }) {
  return (
    <table className={classes.plain}>
      <thead>
        <tr>
          {columns.map(({ id, header }) => (
            <th key={id} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)}>
            {columns.map(({ id, cell }) => (
              <td key={id}>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const GROUP_COLUMNS = ['name', 'reports', 'accuracy', 'precision', 'recall', 'on-time', 'turnaround'];

function Groups({ title, by, groups, search }: { title: string; by: Dimension; groups: readonly MetricGroup[]; search: MetricSearch }) {
  const columns = groupColumns(by, search, true).filter(({ id }) => GROUP_COLUMNS.includes(id));
  return (
    <section>
      <h2>{title}</h2>
      <PlainTable columns={columns} rows={groups} rowId={({ key }) => key} />
    </section>
  );
}

function Reports({ title, reports, none, all }: { title: string; reports: readonly MetricReport[]; none: string; all: ReactNode }) {
  const columns = reportColumns(true).map((column) =>
    column.id !== 'number'
      ? column
      : {
          ...column,
          cell: ({ request_id: id, request_number: number }: MetricReport) => (
            <Link to="/requests/$requestId" params={{ requestId: id }}>
              {number}
            </Link>
          ),
        },
  );
  return (
    <section>
      <h2>{title}</h2>
      {reports.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <>
          <PlainTable columns={columns.filter(({ id }) => id !== 'waited')} rows={reports} rowId={(row) => row.request_id} />
          <p className={shared.actions}>{all}</p>
        </>
      )}
    </section>
  );
}
