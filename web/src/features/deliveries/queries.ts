// Reading deliveries.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { DeliveryState } from '../../api/shapes';

const PAGE_ROWS = 100;

export const deliveryListQuery = (filter: { state?: DeliveryState; title_id?: string }) =>
  infiniteQueryOptions({
    queryKey: ['delivery', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/deliveries', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['delivery', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/deliveries/{delivery_id}', { params: { path: { delivery_id: id } } })),
  });
