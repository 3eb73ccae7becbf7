// Reading calibrations and the deliveries that could become one.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const calibrationsQuery = queryOptions({
  queryKey: ['calibration', 'list'],
  queryFn: () => answer(api.GET('/api/v1/calibrations')),
});

export const calibrationMastersQuery = queryOptions({
  queryKey: ['calibration', 'masters'],
  queryFn: () => answer(api.GET('/api/v1/calibration-masters')),
});

export const calibrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['calibration', id],
    queryFn: () => answer(api.GET('/api/v1/calibrations/{calibration_id}', { params: { path: { calibration_id: id } } })),
  });
