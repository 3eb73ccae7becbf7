// Saying every few seconds that this page is open, and hearing who else is there. An event of somebody's coming or going
// makes the page ask at once. A hidden page says nothing, and neither does one whose person is away; a page that is left
// says so.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../../../api/client';
import type { PresentPerson } from '../../../api/shapes';
import type { Player } from '../../../player/player';
import { isAway } from './present';

const SAID_EVERY_MS = 5_000;
const NOBODY: readonly PresentPerson[] = [];
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

export function usePresence(requestId: string, editing: string | null, player: Player | null): readonly PresentPerson[] {
  const queries = useQueryClient();
  const [tab] = useState(() => crypto.randomUUID());
  const lastInput = useRef(Date.now());
  const isThere = () => !isAway(lastInput.current, Date.now(), player !== null && player.snapshot().motion !== 'paused');
  const queryKey = ['presence', requestId, tab];
  const path = { request_id: requestId, tab };
  const { data } = useQuery({
    queryKey,
    queryFn: () => answer(api.PUT('/api/v1/requests/{request_id}/presence/{tab}', { params: { path }, body: { editing_issue_id: editing } })),
    refetchInterval: () => (isThere() ? SAID_EVERY_MS : false),
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    gcTime: 0,
    // A beat that is lost is followed by the next.
    retry: false,
    meta: { showsOwnErrors: true },
  });

  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else void queries.refetchQueries({ queryKey: ['presence', requestId] });
  }, [editing, queries, requestId]);

  useEffect(() => {
    const acted = () => {
      const wasAway = isAway(lastInput.current, Date.now(), false);
      lastInput.current = Date.now();
      if (wasAway) void queries.refetchQueries({ queryKey: ['presence', requestId] });
    };
    const leave = () => void api.DELETE('/api/v1/requests/{request_id}/presence/{tab}', { params: { path: { request_id: requestId, tab } }, keepalive: true }).catch(() => undefined);
    for (const name of INPUTS) addEventListener(name, acted, { passive: true, capture: true });
    addEventListener('pagehide', leave);
    return () => {
      for (const name of INPUTS) removeEventListener(name, acted, { capture: true });
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [queries, requestId, tab]);

  return data?.others ?? NOBODY;
}
