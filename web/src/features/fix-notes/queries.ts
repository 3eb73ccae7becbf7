// Reading the fix notes of a request.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const fixNotesQuery = (id: string) =>
  queryOptions({
    queryKey: ['fix_note', 'of-request', id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/fix-notes', { params: { path: { request_id: id } } })),
  });
