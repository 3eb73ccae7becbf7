// Reading people.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { PersonState, Role } from '../../api/shapes';

export interface PeopleFilter {
  readonly role?: Role;
  readonly state?: PersonState;
  readonly facility_id?: string;
  readonly q?: string;
}

const PAGE_ROWS = 100;

/** The first page: enough to choose one from. */
export const peopleQuery = (filter: PeopleFilter) =>
  queryOptions({
    queryKey: ['person', 'choice', filter],
    queryFn: () => answer(api.GET('/api/v1/people', { params: { query: { ...filter, limit: PAGE_ROWS } } })),
  });

export const peopleListQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['person', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/people', {
          params: { query: { ...filter, limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/people/{person_id}', { params: { path: { person_id: id } } })),
  });
