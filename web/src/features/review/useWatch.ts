// The watch list in the room: which item is chosen, and deciding it.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { RequestView, WatchItemView, WatchVerdict } from '../../api/shapes';
import type { Stop } from './go-through';
import { watchListQuery } from './queries';

const NONE: readonly WatchItemView[] = [];

export const stopOf = ({ id, first_frame: first, last_frame: last, verdict }: WatchItemView): Stop => ({ id, first, last, isDecided: verdict != null });

export function useWatch(request: RequestView) {
  const queries = useQueryClient();
  // A version in another language has the issues of the original beside a full review.
  const hasList = request.tasks.some(({ depth }) => depth !== 'full') || request.version_language != null;
  const items = useQuery({ ...watchListQuery(request.id), enabled: hasList }).data ?? NONE;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = items.find(({ id }) => id === chosenId);
  const decide = useAct({
    send: ({ item, verdict, note }: { item: string; verdict: WatchVerdict; note: string }) =>
      answer(api.PUT('/api/v1/watch-items/{watch_item_id}/verdict', { params: { path: { watch_item_id: item } }, body: { verdict, note } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['request'] }),
  });

  return {
    hasList: hasList && (items.length > 0 || request.tasks.some(({ depth }) => depth === 'fix_check')),
    items,
    chosen,
    choose: setChosenId,
    decide,
    /** The `nth` verdict that the chosen item may have. */
    decideNth: (nth: number) => {
      const verdict = chosen?.may[nth];
      if (chosen !== undefined && verdict !== undefined) decide.mutate({ item: chosen.id, verdict, note: chosen.note });
    },
  };
}

export type Watch = ReturnType<typeof useWatch>;
