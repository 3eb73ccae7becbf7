// Notices to the person who is signed in.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const noticesQuery = queryOptions({
  queryKey: ['notice', 'list'],
  queryFn: () => answer(api.GET('/api/v1/notices', { params: { query: { limit: 100 } } })),
});

export const noticeSettingsQuery = queryOptions({
  queryKey: ['notice', 'settings'],
  queryFn: () => answer(api.GET('/api/v1/notices/settings')),
});
