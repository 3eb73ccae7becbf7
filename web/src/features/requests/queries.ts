// Reading requests: lists page by page, one request, one's own work. Keys begin with the noun, so that live events
// find them.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Bucket, IssueView, Priority, RequestRow, RequestState, Service } from '../../api/shapes';

export type RequestListView = 'pool' | 'mine' | 'facility' | 'all';

export interface RequestFilter {
  readonly view: RequestListView;
  readonly state?: RequestState[];
  readonly service?: Service[];
  readonly priority?: Priority;
  readonly bucket?: Bucket;
  readonly show_id?: string;
  readonly title_id?: string;
  readonly q?: string;
  /** Else the newest first; the pool is always in this order. */
  readonly order?: 'due';
}

const PAGE_ROWS = 100;

export const requestListQuery = (filter: RequestFilter) =>
  infiniteQueryOptions({
    queryKey: ['request', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/requests', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** How many requests a filter finds. */
export const requestCountQuery = (filter: RequestFilter) =>
  queryOptions({
    queryKey: ['request', 'count', filter],
    queryFn: async ({ signal }) => {
      const page = await answer(api.GET('/api/v1/requests', { params: { query: { ...filter, limit: 1 } }, signal }));
      return page.total ?? null;
    },
  });

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}', { params: { path: { request_id: id } } })),
  });

export const requestHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', 'history', id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/history', { params: { path: { request_id: id } } })),
  });

const ISSUES_ON_A_PAGE = 200;

const issuePage = (id: string, cursor: string | undefined, signal: AbortSignal) =>
  answer(
    api.GET('/api/v1/requests/{request_id}/issues', {
      params: { path: { request_id: id }, query: { limit: ISSUES_ON_A_PAGE, ...(cursor === undefined ? {} : { cursor }) } },
      signal,
    }),
  );

/** The issues of a report page by page, as a table asks for them. */
export const requestIssuePagesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['issue', 'pages-of-request', id],
    queryFn: ({ pageParam, signal }) => issuePage(id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** All issues of a report: the review room marks every one of them on its timeline. */
export const requestIssuesQuery = (id: string) =>
  queryOptions({
    queryKey: ['issue', 'of-request', id],
    queryFn: async ({ signal }) => {
      const issues: IssueView[] = [];
      let cursor: string | undefined;
      do {
        const page = await issuePage(id, cursor, signal);
        issues.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return issues;
    },
  });

/**
 * What one works on now. Push work is served by asking for it: at sign-in, and whenever nothing is served. Asking
 * while something is served returns the same.
 */
export const workQuery = queryOptions({
  queryKey: ['work', 'current'],
  queryFn: () => answer(api.POST('/api/v1/work/next')),
});

const REPORTED: readonly RequestState[] = ['submitted', 'verification_available', 'in_verification'];

/** The clock that matters now: the report's until it is submitted, else the whole. */
export const dueOf = ({ clock, state }: Pick<RequestRow, 'clock' | 'state'>): { at: string; isReport: boolean } =>
  clock.report_due_at == null || REPORTED.includes(state) ? { at: clock.whole_due_at, isReport: false } : { at: clock.report_due_at, isReport: true };
