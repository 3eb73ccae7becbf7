// What comes after what was just submitted: the request that is served now, or the next that one holds.

import type { QueryClient } from '@tanstack/react-query';
import { workQuery } from './queries';

/** Null where nothing is left: then the page of one's work says why. */
export async function nextWork(queries: QueryClient): Promise<string | null> {
  const { served, held } = await queries.fetchQuery({ ...workQuery, staleTime: 0 });
  return served?.id ?? held[0]?.id ?? null;
}
