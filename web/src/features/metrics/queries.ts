// Reading figures, and what stands behind them.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Answer, Dimension, IssueFigure, Severity, VerdictKind } from '../../api/shapes';
import type { MetricFilter } from './filter';

const PAGE_ROWS = 100;

export const metricsQuery = (by: Dimension, filter: MetricFilter) =>
  queryOptions({
    queryKey: ['metric', 'figures', by, filter],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/metrics', { params: { query: { by, ...filter } }, signal })),
  });

export const codesQuery = (filter: MetricFilter) =>
  queryOptions({
    queryKey: ['metric', 'codes', filter],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/metrics/codes', { params: { query: { ...filter } }, signal })),
  });

export interface ReportsFilter extends MetricFilter {
  readonly on_time?: boolean;
  readonly redelivered?: boolean;
}

export const metricReportsQuery = (filter: ReportsFilter) =>
  infiniteQueryOptions({
    queryKey: ['metric', 'reports', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/metrics/reports', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export interface IssuesFilter extends MetricFilter {
  readonly figure?: IssueFigure;
  readonly kind?: VerdictKind;
  readonly code?: string;
  readonly severity?: Severity;
  readonly answer?: Answer;
}

export const metricIssuesQuery = (filter: IssuesFilter) =>
  infiniteQueryOptions({
    queryKey: ['metric', 'issues', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/metrics/issues', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

interface Period {
  readonly from?: string;
  readonly to?: string;
}

export const operatorScorecardQuery = (id: string, { from, to }: Period) =>
  queryOptions({
    queryKey: ['metric', 'operator', id, from, to],
    queryFn: () =>
      answer(api.GET('/api/v1/metrics/operators/{person_id}', { params: { path: { person_id: id }, query: { ...(from && { from }), ...(to && { to }) } } })),
  });

export const facilityScorecardQuery = (id: string, { from, to }: Period) =>
  queryOptions({
    queryKey: ['metric', 'facility', id, from, to],
    queryFn: () =>
      answer(api.GET('/api/v1/metrics/facilities/{facility_id}', { params: { path: { facility_id: id }, query: { ...(from && { from }), ...(to && { to }) } } })),
  });
