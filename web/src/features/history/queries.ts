// Reading histories, page by page: of a title, of a request, of everything.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { askOf, type HistoryFilter } from './filter';

const PAGE_ROWS = 100;

export type HistoryOf = { readonly kind: 'title' | 'request'; readonly id: string } | { readonly kind: 'audit' };

/** `around` is the row that an address leads to. */
export const historyQuery = (of: HistoryOf, filter: HistoryFilter, around: number | null) =>
  infiniteQueryOptions({
    queryKey: [of.kind, 'history', of.kind === 'audit' ? null : of.id, filter, around],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...askOf(filter), limit: PAGE_ROWS, ...(pageParam === undefined ? (around === null ? {} : { around }) : { cursor: pageParam }) };
      if (of.kind === 'audit') return answer(api.GET('/api/v1/audit', { params: { query }, signal }));
      if (of.kind === 'title') return answer(api.GET('/api/v1/titles/{title_id}/history', { params: { path: { title_id: of.id }, query }, signal }));
      return answer(api.GET('/api/v1/requests/{request_id}/history', { params: { path: { request_id: of.id }, query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const historyChoicesQuery = (of: Exclude<HistoryOf, { kind: 'audit' }>) =>
  queryOptions({
    queryKey: [of.kind, 'history-choices', of.id],
    queryFn: () =>
      of.kind === 'title'
        ? answer(api.GET('/api/v1/titles/{title_id}/history/choices', { params: { path: { title_id: of.id } } }))
        : answer(api.GET('/api/v1/requests/{request_id}/history/choices', { params: { path: { request_id: of.id } } })),
  });

export const historyRowQuery = (id: number) =>
  queryOptions({
    queryKey: ['history', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/history/{row}', { params: { path: { row: id } } })),
  });

export const sealQuery = queryOptions({
  queryKey: ['audit', 'seal'],
  queryFn: () => answer(api.GET('/api/v1/audit/seal')),
  refetchInterval: 10_000,
});

export const exportPath = (of: HistoryOf): string => {
  if (of.kind === 'audit') return '/api/v1/audit/export';
  return of.kind === 'title' ? `/api/v1/titles/${of.id}/history/export` : `/api/v1/requests/${of.id}/history/export`;
};
