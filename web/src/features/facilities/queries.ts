// Reading facilities and legal bars.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const facilitiesQuery = queryOptions({
  queryKey: ['facility', 'list'],
  queryFn: () => answer(api.GET('/api/v1/facilities')),
});

export const legalBarsQuery = queryOptions({
  queryKey: ['facility', 'legal-bars'],
  queryFn: () => answer(api.GET('/api/v1/legal-bars')),
});
