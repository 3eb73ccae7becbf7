// Reading tickets. Keys begin with the noun, so that live events find them.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { asQuery, type TicketFilter } from './filter';

const PAGE_ROWS = 100;

export const ticketListQuery = (filter: TicketFilter, me: string) =>
  infiniteQueryOptions({
    queryKey: ['ticket', 'list', filter, me],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/tickets', {
          params: { query: { ...asQuery(filter, me), limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const ticketQuery = (key: string) =>
  queryOptions({
    queryKey: ['ticket', 'one', key],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/{ticket_id}', { params: { path: { ticket_id: key } }, signal })),
  });

export const ticketKindsQuery = queryOptions({
  queryKey: ['ticket-kinds'],
  queryFn: () => answer(api.GET('/api/v1/ticket-kinds')),
  staleTime: Infinity,
});

export const requestTicketsQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['ticket', 'of-request', requestId],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/requests/{request_id}/tickets', { params: { path: { request_id: requestId } }, signal })),
  });

/** The studio's people, who answer tickets. */
export const studioQuery = queryOptions({
  queryKey: ['person', 'studio'],
  queryFn: () => answer(api.GET('/api/v1/people', { params: { query: { role: 'studio_admin', limit: 200 } } })),
});
