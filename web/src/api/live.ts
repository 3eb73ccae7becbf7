// Live updates: the server's events over SSE. An event names what changed; queries of that noun are read again. The
// browser sends Last-Event-ID itself when it reconnects, so nothing between is missed. Knows no page.

import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { asProblem } from './problem';

export type Connection = 'connecting' | 'live' | 'lost';

export interface LiveEvent {
  readonly kind: string;
  readonly noun_id: string;
  readonly request_id: string | null;
  readonly title_id: string | null;
}

/** The first part of a query key that an event kind makes stale: "request.assigned" → requests. */
export type StaleKeys = (event: LiveEvent) => readonly (readonly unknown[])[];

/** Many events come at once after a reconnect: after the first, one reading answers all of a while. */
const GATHER_MS = 250;
const REOPEN_MS = 5_000;

export const parseEvent = (data: string): LiveEvent | undefined => {
  try {
    const value: unknown = JSON.parse(data);
    const event = value as Partial<LiveEvent> | null;
    if (typeof event?.kind !== 'string' || typeof event.noun_id !== 'string') return undefined;
    return {
      kind: event.kind,
      noun_id: event.noun_id,
      request_id: event.request_id ?? null,
      title_id: event.title_id ?? null,
    };
  } catch {
    return undefined;
  }
};

/** What could not be read while the server was out of reach is read again. */
export const recover = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ predicate: ({ state }) => asProblem(state.error)?.isPassing === true });

export const useLiveUpdates = (queries: QueryClient, url: string, stale: StaleKeys, enabled: boolean): Connection => {
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    if (!enabled) return undefined;
    const pending = new Map<string, readonly unknown[]>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    let wasLost = false;

    const flush = () => {
      timer = pending.size === 0 ? undefined : setTimeout(flush, GATHER_MS);
      for (const queryKey of pending.values()) void queries.invalidateQueries({ queryKey });
      pending.clear();
    };
    const take = (message: MessageEvent<string>) => {
      const event = parseEvent(message.data);
      if (event === undefined) return;
      for (const key of stale(event)) pending.set(JSON.stringify(key), key);
      if (timer === undefined) flush();
    };
    const open = (isNew: boolean) => {
      source = new EventSource(url);
      source.onopen = () => {
        setConnection('live');
        // A new stream knows nothing of what the old one missed.
        if (isNew) void queries.invalidateQueries();
        // The browser's own reconnecting brings what was missed, but not the answers that never came.
        else if (wasLost) void recover(queries);
        wasLost = false;
      };
      source.addEventListener('changed', take);
      source.onerror = () => {
        setConnection('lost');
        wasLost = true;
        // The browser retries by itself unless the answer was final (a 401, a proxy's page).
        if (source?.readyState === EventSource.CLOSED) {
          retry = setTimeout(() => open(true), REOPEN_MS);
        }
      };
    };
    open(false);
    return () => {
      clearTimeout(timer);
      clearTimeout(retry);
      source?.close();
    };
  }, [queries, url, stale, enabled]);

  return connection;
};
