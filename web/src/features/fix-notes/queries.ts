// Reading fix notes and what belongs to them, and saving one answer into what is shown.

import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answer, api } from '../../api/client';
import { saveAnswer, type Saver } from './useAnswer';

export const fixNotesQuery = (id: string) =>
  queryOptions({
    queryKey: ['fix_note', 'of-request', id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/fix-notes', { params: { path: { request_id: id } } })),
  });

export const delegationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['fix_note', 'delegations', id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/delegations', { params: { path: { request_id: id } } })),
  });

/** What an act on fix notes changes is read again. */
export const useNotesRefresh = () => {
  const queries = useQueryClient();
  return () => Promise.all(['fix_note', 'issue', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
};

export const useSaver = (requestId: string): Saver => {
  const queries = useQueryClient();
  return useCallback<Saver>(
    async (issue, text, revision) => {
      const view = await saveAnswer(requestId, issue, text, revision);
      queries.setQueryData(fixNotesQuery(requestId).queryKey, view);
      return view.issues;
    },
    [requestId, queries],
  );
};
