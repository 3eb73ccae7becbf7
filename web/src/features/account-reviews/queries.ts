// Reading reviews of accounts.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

export const accountReviewsQuery = queryOptions({
  queryKey: ['account-review', 'list'],
  queryFn: () => answer(api.GET('/api/v1/account-reviews')),
});

export const reviewedAccountsQuery = (id: string, undecided: boolean) =>
  queryOptions({
    queryKey: ['account-review', 'accounts', id, undecided],
    queryFn: () => answer(api.GET('/api/v1/account-reviews/{review_id}/accounts', { params: { path: { review_id: id }, query: { undecided } } })),
  });
