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

const ISSUES_ON_A_PAGE = 200;

/** Every issue of a title, or those that are still open, page by page. */
export const titleIssuesQuery = (id: string, shown: 'open' | 'all') =>
  infiniteQueryOptions({
    queryKey: ['issue', 'of-title', id, shown],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/titles/{title_id}/issues', {
          params: {
            path: { title_id: id },
            query: { open: shown === 'open', limit: ISSUES_ON_A_PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
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
