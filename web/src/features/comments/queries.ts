// Reading comments. Keys begin with the noun, so that live events find them.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

const PAGE_ROWS = 50;

/** What is said about a request or an issue. */
export const talkQuery = (about: string) =>
  queryOptions({
    queryKey: ['comment', 'talk', about],
    queryFn: () => answer(api.GET('/api/v1/talks/{about_id}', { params: { path: { about_id: about } } })),
  });

/** Who may be mentioned there. */
export const readersQuery = (about: string) =>
  queryOptions({
    queryKey: ['comment', 'readers', about],
    queryFn: () => answer(api.GET('/api/v1/talks/{about_id}/readers', { params: { path: { about_id: about } } })),
    staleTime: 60_000,
  });

export const commentQuery = (id: string) =>
  queryOptions({
    queryKey: ['comment', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/comments/{comment_id}', { params: { path: { comment_id: id } } })),
  });

export const titleCommentsQuery = (titleId: string) =>
  infiniteQueryOptions({
    queryKey: ['comment', 'of-title', titleId],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/titles/{title_id}/comments', {
          params: { path: { title_id: titleId }, query: { limit: PAGE_ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
