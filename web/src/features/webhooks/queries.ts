// Webhooks that the caller manages.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const webhooksQuery = queryOptions({
  queryKey: ['webhook', 'list'],
  queryFn: () => answer(api.GET('/api/v1/webhooks')),
});
