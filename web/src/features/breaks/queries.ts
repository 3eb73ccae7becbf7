// Reading breaks, and beginning and ending one's own.

import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';

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
  return useAct({
    send: (body: { reason: string; until: string | null }, keyOf) => answer(api.POST('/api/v1/breaks', { body, headers: once(keyOf(body)) })),
    onSuccess: refresh,
    meta: { showsOwnErrors: true },
  });
};

export const useEndBreak = () => {
  const refresh = useRefresh();
  return useAct({
    send: (id: string) => answer(api.POST('/api/v1/breaks/{break_id}/end', { params: { path: { break_id: id } } })),
    onSuccess: refresh,
  });
};
