// What figures are asked about, as it stands in the address: every figure has a link that says what it counts. Days are
// whole and by UTC; "to" is the day after the last.

import type { Answer, Dimension, IssueFigure, Service, Severity, VerdictKind } from '../../api/shapes';

/** The parts of the address that say which reports count. */
export interface MetricSearch {
  /** A day, or "all": no beginning. */
  readonly from?: string;
  readonly to?: string;
  readonly service?: Service;
  readonly show?: string;
  readonly facility?: string;
  readonly operator?: string;
}

export interface MetricsPageSearch extends MetricSearch {
  readonly by?: Dimension;
}

export interface ReportsSearch extends MetricSearch {
  readonly late?: boolean;
  readonly redelivered?: boolean;
}

export interface IssuesSearch extends MetricSearch {
  readonly figure?: IssueFigure;
  readonly kind?: VerdictKind;
  readonly code?: string;
  readonly severity?: Severity;
  readonly answer?: Answer;
}

export const PERIODS = [30, 90, 365] as const;
const USUAL_DAYS = 90;
const DAY_MS = 86_400_000;

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** The first day of a period that ends today. */
export const daysAgo = (days: number, now: Date): string => dayOf(new Date(now.getTime() - days * DAY_MS));

/** The same with its beginning written out, so that a link means the same tomorrow. */
export const written = <Search extends MetricSearch>(search: Search, now: Date): Search & { readonly from: string } => ({
  ...search,
  from: search.from ?? daysAgo(USUAL_DAYS, now),
});

/** The days of a month as "2026-11" names it. */
export const monthSearch = (month: string): Pick<MetricSearch, 'from' | 'to'> => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: `${month}-01`, to: dayOf(new Date(Date.UTC(year, number, 1))) };
};

const instantOf = (day: string | undefined): string | undefined => (day === undefined || day === 'all' ? undefined : `${day}T00:00:00Z`);

/** What the server is asked. */
export const metricFilter = (search: MetricSearch, now: Date) => {
  const { from, to, service, show, facility, operator } = written(search, now);
  const asked = { from: instantOf(from), to: instantOf(to), service, show_id: show, facility_id: facility, operator_id: operator };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as MetricFilter;
};

export interface MetricFilter {
  readonly from?: string;
  readonly to?: string;
  readonly service?: Service;
  readonly show_id?: string;
  readonly facility_id?: string;
  readonly operator_id?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isDay = (value: unknown): value is string => typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const oneOf = <Value extends string>(allowed: readonly Value[], value: unknown): Value | undefined => allowed.find((each) => each === value);
/** What was not understood is left out. */
const known = <Search extends object>(values: { [Key in keyof Search]: Search[Key] | undefined }): Search =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Search;

/** Reads the parts of an address that every page of metrics has. */
export const readMetricSearch = (raw: Record<string, unknown>): MetricSearch =>
  known<MetricSearch>({
    from: raw.from === 'all' || isDay(raw.from) ? raw.from : undefined,
    to: isDay(raw.to) ? raw.to : undefined,
    service: oneOf(['download', 'cast', 'browser'], raw.service),
    show: text(raw.show),
    facility: text(raw.facility),
    operator: text(raw.operator),
  });

export const readPeriod = (raw: Record<string, unknown>): Pick<MetricSearch, 'from' | 'to'> => {
  const { from, to } = readMetricSearch(raw);
  return known<Pick<MetricSearch, 'from' | 'to'>>({ from, to });
};

export const readPageSearch = (raw: Record<string, unknown>): MetricsPageSearch => ({
  ...readMetricSearch(raw),
  ...known<Pick<MetricsPageSearch, 'by'>>({ by: oneOf(['operator', 'facility', 'show', 'service', 'month'], raw.by) }),
});

export const readReportsSearch = (raw: Record<string, unknown>): ReportsSearch => ({
  ...readMetricSearch(raw),
  ...(raw.late === true ? { late: true } : {}),
  ...(raw.redelivered === true ? { redelivered: true } : {}),
});

export const readIssuesSearch = (raw: Record<string, unknown>): IssuesSearch => ({
  ...readMetricSearch(raw),
  ...known<Omit<IssuesSearch, keyof MetricSearch>>({
    figure: oneOf(['accuracy', 'precision', 'recall', 'flags', 'refused'], raw.figure),
    kind: oneOf(['confirmed', 'severity_lowered', 'replaced', 'deleted', 'added'], raw.kind),
    code: text(raw.code),
    severity: oneOf(['blocker', 'issue', 'fyi'], raw.severity),
    answer: oneOf(['production_will_fix', 'creative_intent', 'best_possible'], raw.answer),
  }),
});
