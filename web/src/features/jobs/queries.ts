// Background work: the queue by filter, one job out of it, and who works.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { JobState, Lane } from '../../api/shapes';

export interface JobFilter {
  readonly state?: JobState;
  readonly lane?: Lane;
  readonly kind?: string;
  readonly delivery_id?: string;
}

/** Media jobs are told live; the dozens of short ones are read again now and then. */
const REFRESH_MS = 5_000;

export const jobsQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: ['job', 'list', filter],
    queryFn: ({ pageParam }) => answer(api.GET('/api/v1/jobs', { params: { query: { ...filter, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const workersQuery = queryOptions({
  queryKey: ['job', 'workers'],
  queryFn: () => answer(api.GET('/api/v1/workers', {})),
  refetchInterval: REFRESH_MS,
});
