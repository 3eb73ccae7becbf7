// Reading what a verifier changed, and disputes.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { DisputeState } from '../../api/shapes';

export const changesQuery = (verificationId: string) =>
  queryOptions({
    queryKey: ['verification', 'changes', verificationId],
    queryFn: () => answer(api.GET('/api/v1/verifications/{verification_id}/changes', { params: { path: { verification_id: verificationId } } })),
  });

export interface DisputeFilter {
  readonly states?: readonly DisputeState[];
  readonly showId?: string | null;
  readonly requestId?: string;
}

const MOST = 200;

export const disputesQuery = ({ states, showId, requestId }: DisputeFilter) =>
  queryOptions({
    queryKey: ['dispute', 'list', states ?? [], showId ?? null, requestId ?? null],
    queryFn: () =>
      answer(
        api.GET('/api/v1/disputes', {
          params: { query: { limit: MOST, ...(states === undefined ? {} : { state: [...states] }), ...(showId == null ? {} : { show_id: showId }), ...(requestId === undefined ? {} : { request_id: requestId }) } },
        }),
      ),
  });
