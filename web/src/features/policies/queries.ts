// Reading policies.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const requestPoliciesQuery = queryOptions({
  queryKey: ['policy', 'requests'],
  queryFn: () => answer(api.GET('/api/v1/policies/requests')),
});

export const assignmentPoliciesQuery = queryOptions({
  queryKey: ['policy', 'assignment'],
  queryFn: () => answer(api.GET('/api/v1/policies/assignment')),
});
