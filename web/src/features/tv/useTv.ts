// A TV session of one request as the room uses it: whether there is one, the desk of it, and what one may do about it.

import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { answer, api } from '../../api/client';
import type { RequestView, TvView } from '../../api/shapes';
import { tvDeskWords as text } from '../../tv-desk-words';
import { toasts } from '../../ui/toast-list';
import { Desk, type DeskSnapshot } from './desk';

const path = (id: string) => ({ params: { path: { request_id: id } } });

export const tvQuery = (id: string) =>
  queryOptions({ queryKey: ['tv_session', id], queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/tv-session', path(id))) });

const LOOK_EVERY_MS = 1_000;

const never = () => () => undefined;

export function useTv(request: RequestView, isReviewed: boolean) {
  const queries = useQueryClient();
  const isPossible = isReviewed && request.service === 'cast';
  const view = useQuery({
    ...tvQuery(request.id),
    enabled: isPossible,
    // The TV may have said what it can before this page could hear it.
    refetchInterval: ({ state: { data } }) => (data?.session?.is_mine === true && data.session.capabilities == null ? LOOK_EVERY_MS : false),
  }).data;
  const sessionId = view?.session?.is_mine === true ? view.session.id : null;
  const { num, den } = request.edit_rate;
  const [desk, setDesk] = useState<Desk | null>(null);
  const [taskId, setTaskId] = useState<string | null>(null);
  /** Rises when a desk that was taken is taken back. */
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (sessionId === null) return undefined;
    const made = new Desk(request.id, { num, den });
    made.open();
    setDesk(made);
    return () => {
      made.close();
      setDesk(null);
      setTaskId(null);
    };
  }, [sessionId, request.id, num, den, attempt]);

  const snapshot = useSyncExternalStore(desk?.subscribe ?? never, () => desk?.snapshot() ?? null);
  const capsCount = snapshot?.capsCount ?? 0;
  const isOver = snapshot?.link === 'over';
  useEffect(() => {
    if (capsCount > 0 || isOver) void queries.invalidateQueries({ queryKey: ['tv_session', request.id] });
  }, [queries, request.id, capsCount, isOver]);

  const ended = snapshot?.ended ?? null;
  useEffect(() => {
    if (ended !== null) toasts.show(ended === 'operator' ? 'done' : 'refused', text.ended[ended]);
  }, [ended]);

  // After a reload of the page the TV still has its task.
  const onTv = snapshot?.at?.task_id ?? null;
  useEffect(() => {
    if (onTv !== null) setTaskId((before) => before ?? onTv);
  }, [onTv]);

  const show = (to: TvView) => queries.setQueryData(tvQuery(request.id).queryKey, to);
  const choices = view?.session?.choices;
  const choice = useMemo(() => choices?.find(({ task_id: id }) => id === taskId) ?? null, [choices, taskId]);

  return {
    isPossible,
    view,
    desk,
    snapshot: snapshot as DeskSnapshot | null,
    /** What is on the TV; null while the page plays. */
    choice: isOver ? null : choice,
    setTaskId,
    pair: async (code: string, replaces: boolean) => show(await answer(api.POST('/api/v1/requests/{request_id}/tv-session', { ...path(request.id), body: { code, replaces } }))),
    offer: (replaces: boolean) => answer(api.POST('/api/v1/requests/{request_id}/tv-session/token', { ...path(request.id), body: { replaces } })),
    takeOver: async () => {
      show(await answer(api.POST('/api/v1/requests/{request_id}/tv-session/take-over', path(request.id))));
      setAttempt((before) => before + 1);
    },
    end: async () => {
      setTaskId(null);
      await answer(api.DELETE('/api/v1/requests/{request_id}/tv-session', path(request.id)));
      await queries.invalidateQueries({ queryKey: ['tv_session', request.id] });
    },
    lookAgain: () => queries.invalidateQueries({ queryKey: ['tv_session', request.id] }),
  };
}

export type Tv = ReturnType<typeof useTv>;
