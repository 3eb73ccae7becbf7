// Reading boards: one answer each. Live events make them stale.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const facilityBoardQuery = queryOptions({
  queryKey: ['board', 'facility'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/boards/facility', { signal })),
});

export const showBoardQuery = (show: string | undefined) =>
  queryOptions({
    queryKey: ['board', 'shows', show],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/boards/shows', { params: { query: show === undefined ? {} : { show_id: show } }, signal })),
  });

/** Clocks run while nothing happens, and workers tell no events. */
const REFRESH_MS = 60_000;

export const studioBoardQuery = queryOptions({
  queryKey: ['board', 'studio'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/boards/studio', { signal })),
  refetchInterval: REFRESH_MS,
});
