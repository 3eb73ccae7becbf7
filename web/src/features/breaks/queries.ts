// Reading breaks, and beginning and ending one's own.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { newIdempotencyKey, once } from '../../api/preconditions';

/** Everybody on a break whom the caller sees; with a person, all of theirs. */
export const breaksQuery = (person?: string) =>
  queryOptions({
    queryKey: ['person', 'breaks', person ?? 'now'],
    queryFn: () => answer(api.GET('/api/v1/breaks', { params: { query: person === undefined ? {} : { person_id: person } } })),
  });

const useRefresh = () => {
  const queries = useQueryClient();
  return () => Promise.all(['work', 'request', 'person'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
};

export const useBeginBreak = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ reason, until }: { reason: string; until: string | null }) => answer(api.POST('/api/v1/breaks', { body: { reason, until }, headers: once(newIdempotencyKey()) })),
    onSuccess: refresh,
    meta: { showsOwnErrors: true },
  });
};

export const useEndBreak = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/breaks/{break_id}/end', { params: { path: { break_id: id } } })),
    onSuccess: refresh,
  });
};
