// Reading shows and titles.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const showsQuery = queryOptions({
  queryKey: ['show', 'list'],
  queryFn: () => answer(api.GET('/api/v1/shows')),
  staleTime: 60_000,
});

const PAGE_ROWS = 100;

export const titleListQuery = (filter: { show_id?: string; q?: string }) =>
  infiniteQueryOptions({
    queryKey: ['title', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/titles', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const titleQuery = (id: string) =>
  queryOptions({
    queryKey: ['title', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/titles/{title_id}', { params: { path: { title_id: id } } })),
  });

export const titleIssuesQuery = (id: string) =>
  queryOptions({
    queryKey: ['issue', 'of-title', id],
    queryFn: () => answer(api.GET('/api/v1/titles/{title_id}/issues', { params: { path: { title_id: id } } })),
  });

export const titleHistoryQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['title', 'history', id],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/titles/{title_id}/history', {
          params: { path: { title_id: id }, query: { limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
