import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { recover } from './live';
import { Problem, unreachable } from './problem';

it('reads again what failed for want of a connection, and leaves answers and refusals alone', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const asked = { codes: vi.fn(() => Promise.resolve(['16'])), shows: vi.fn(() => Promise.resolve(['one'])), audit: vi.fn(() => Promise.reject(new Problem({ title: 'No.', status: 403, code: 'forbidden' }))) };
  asked.codes.mockRejectedValueOnce(unreachable());
  for (const [key, queryFn] of Object.entries(asked)) new QueryObserver(queries, { queryKey: [key], queryFn }).subscribe(() => undefined);
  await vi.waitFor(() => expect(queries.isFetching()).toBe(0));
  await recover(queries);
  expect(queries.getQueryData(['codes'])).toEqual(['16']);
  expect([asked.codes, asked.shows, asked.audit].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 1]);
});
