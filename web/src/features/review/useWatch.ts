// The watch list in the room: which item is chosen, deciding it, and what stood at the same frames in the delivery
// before.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { RequestView, StreamView, WatchItemView, WatchVerdict } from '../../api/shapes';
import { frameBefore } from './entry';
import type { Stop } from './go-through';
import { playbackQuery, watchListQuery } from './queries';

const NONE: readonly WatchItemView[] = [];

export const stopOf = ({ id, first_frame: first, last_frame: last, verdict }: WatchItemView): Stop => ({ id, first, last, isDecided: verdict != null });

export function useWatch(request: RequestView, hasPlayer: boolean) {
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

  // Whoever reviewed the delivery before may look at it; others have the words alone.
  const issue = chosen?.issue ?? undefined;
  const isCarried = issue !== undefined && issue.delivery_id !== request.deliveries[0]?.id && hasPlayer;
  const earlier = useQuery({ ...playbackQuery(issue?.request_id ?? ''), enabled: isCarried, retry: false, meta: { showsOwnErrors: true } }).data;
  const stream: StreamView | undefined = earlier?.streams.find(({ delivery_id: id, has_picture: has, is_hdr: isHdr }) => id === issue?.delivery_id && has && !isHdr);

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
    /** The same frame in the delivery before; null where it cannot be shown. */
    before: (frame: number): { readonly url: string; readonly delivery: number } | null => {
      if (issue === undefined || stream === undefined) return null;
      const at = frameBefore(request, issue, frame);
      return at === null ? null : { url: `/api/v1/renditions/${stream.rendition_id}/still?frame=${at}`, delivery: issue.delivery_number };
    },
  };
}

export type Watch = ReturnType<typeof useWatch>;
