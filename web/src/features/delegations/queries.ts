// Reading what was handed to the person who is signed in.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const myDelegationsQuery = queryOptions({
  queryKey: ['fix_note', 'handed-to-me'],
  queryFn: () => answer(api.GET('/api/v1/delegations')),
});

export const delegationQuery = (id: string) =>
  queryOptions({
    queryKey: ['fix_note', 'delegation', id],
    queryFn: () => answer(api.GET('/api/v1/delegations/{delegation_id}', { params: { path: { delegation_id: id } } })),
  });
