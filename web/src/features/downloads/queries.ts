// Reading what is to be fetched.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

const PAGE_ROWS = 100;

export const downloadListQuery = infiniteQueryOptions({
  queryKey: ['download', 'list'],
  queryFn: ({ pageParam }) =>
    answer(api.GET('/api/v1/downloads', { params: { query: { limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** Links in it are valid for 15 minutes: it is read again before they lapse. */
const MANIFEST_FRESH_MS = 10 * 60_000;

export const manifestQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['download', 'manifest', requestId],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/files', { params: { path: { request_id: requestId } } })),
    refetchInterval: MANIFEST_FRESH_MS,
  });
