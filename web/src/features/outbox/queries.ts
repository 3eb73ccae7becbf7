// What leaves the product: the list by filter, and one message with its attempts.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { OutboxChannel, OutboxState } from '../../api/shapes';

export interface OutboxFilter {
  readonly channel?: OutboxChannel;
  readonly state?: OutboxState;
  readonly q?: string;
  readonly webhook_id?: string;
}

export const outboxQuery = (filter: OutboxFilter) =>
  infiniteQueryOptions({
    queryKey: ['outbox', 'list', filter],
    queryFn: ({ pageParam }) => answer(api.GET('/api/v1/outbox', { params: { query: { ...filter, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const outboxMessageQuery = (id: string) =>
  queryOptions({
    queryKey: ['outbox', 'message', id],
    queryFn: () => answer(api.GET('/api/v1/outbox/{message_id}', { params: { path: { message_id: id } } })),
  });
