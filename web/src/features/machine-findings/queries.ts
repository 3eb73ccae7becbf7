// Reading what the machine measured and found, and deciding on it.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { MachineFindingView } from '../../api/shapes';

const PAGE_ROWS = 200;

/** All findings of a request: the room marks every one of them on its timeline. */
export const machineFindingsQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['machine_finding', 'of-request', requestId],
    queryFn: async ({ signal }) => {
      const findings: MachineFindingView[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) };
        const page = await answer(api.GET('/api/v1/requests/{request_id}/machine-findings', { params: { path: { request_id: requestId }, query }, signal }));
        findings.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return findings;
    },
  });

export const measurementsQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['measurement', 'of-request', requestId],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/measurements', { params: { path: { request_id: requestId } } })),
  });

/** `revision` is the measurement's: curves of another one are read anew. */
export const seriesQuery = (requestId: string, deliveryId: string, revision: number) =>
  queryOptions({
    queryKey: ['measured-series', requestId, deliveryId, revision],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/measurements/{delivery_id}/series', { params: { path: { request_id: requestId, delivery_id: deliveryId } } })),
    staleTime: Infinity,
  });

export const comparisonQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['machine_finding', 'comparison', requestId],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/machine-findings/comparison', { params: { path: { request_id: requestId } } })),
  });

export const thresholdsQuery = queryOptions({
  queryKey: ['policy', 'thresholds'],
  queryFn: () => answer(api.GET('/api/v1/policies/thresholds')),
});

const of = (requestId: string, { id, revision }: MachineFindingView) => ({
  path: { request_id: requestId, machine_finding_id: id },
  header: ifMatch(revision),
});

export const dismissFinding = (requestId: string, finding: MachineFindingView, reason: string) =>
  answer(api.POST('/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/dismiss', { params: of(requestId, finding), body: { reason } }));

export const reopenFinding = (requestId: string, finding: MachineFindingView) =>
  answer(api.POST('/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/reopen', { params: of(requestId, finding) }));
