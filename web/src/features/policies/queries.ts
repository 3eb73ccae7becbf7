// Reading policies.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { SaveSamplingPolicy } from '../../api/shapes';

export const requestPoliciesQuery = queryOptions({
  queryKey: ['policy', 'requests'],
  queryFn: () => answer(api.GET('/api/v1/policies/requests')),
});

export const assignmentPoliciesQuery = queryOptions({
  queryKey: ['policy', 'assignment'],
  queryFn: () => answer(api.GET('/api/v1/policies/assignment')),
});

export const samplingPoliciesQuery = queryOptions({
  queryKey: ['policy', 'sampling'],
  queryFn: () => answer(api.GET('/api/v1/policies/sampling')),
});

/** Whose reports would be verified at which rate; nothing is set. */
export const samplingPreviewQuery = (form: SaveSamplingPolicy) =>
  queryOptions({
    queryKey: ['policy', 'sampling-preview', form],
    queryFn: () => answer(api.POST('/api/v1/policies/sampling/preview', { body: form })),
  });

export const fixNotePoliciesQuery = queryOptions({
  queryKey: ['policy', 'fix-notes'],
  queryFn: () => answer(api.GET('/api/v1/policies/fix-notes')),
});
