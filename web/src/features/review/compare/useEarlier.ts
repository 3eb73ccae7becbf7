// The delivery before, to be compared with: its stream, as far as one may watch it, and where its content lies now. Asked for
// only while something is compared.

import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../api/client';
import { asProblem } from '../../../api/problem';
import type { ContentMapView, IssueView, RequestView, StreamView } from '../../../api/shapes';
import type { EditRate } from '../../../player/timecode';
import { playbackQuery } from '../queries';

export type Earlier =
  | { readonly kind: 'none' | 'loading' | 'not_shown' }
  | { readonly kind: 'ready'; readonly stream: StreamView; readonly rate: EditRate; readonly durationFrames: number; readonly map: ContentMapView };

interface Wanted {
  request: RequestView;
  stream: StreamView | undefined;
  /** An issue that was flagged in an earlier delivery: compared is that one. */
  issue: IssueView | undefined;
  isOn: boolean;
}

const isOf = ({ deliveries }: RequestView, deliveryId: string): boolean => deliveries.some(({ id }) => id === deliveryId);

/** The request whose streams are those of the delivery before. */
export const earlierRequest = (request: RequestView, issue: IssueView | undefined): string | null =>
  issue !== undefined && !isOf(request, issue.delivery_id) ? issue.request_id : (request.predecessor_id ?? null);

export function useEarlier({ request, stream, issue, isOn }: Wanted): Earlier {
  const requestId = earlierRequest(request, issue);
  const isWanted = isOn && requestId !== null && stream !== undefined;
  // Whoever reviewed the delivery before may look at it; others are told that it is not shown.
  const own = { retry: false, meta: { showsOwnErrors: true } } as const;
  const playback = useQuery({ ...playbackQuery(requestId ?? ''), enabled: isWanted, ...own });
  const wanted = issue !== undefined && !isOf(request, issue.delivery_id) ? issue.delivery_id : null;
  const candidates = (playback.data?.streams ?? []).filter(
    ({ delivery_id: id, has_picture: has, asset_kind: kind }) => has && kind === stream?.asset_kind && !isOf(request, id) && (wanted === null || id === wanted),
  );
  const earlier = candidates.find(({ is_hdr: isHdr }) => isHdr === stream?.is_hdr) ?? candidates.find(({ is_hdr: isHdr }) => !isHdr);
  const map = useQuery({
    queryKey: ['request', 'content-map', request.id, earlier?.delivery_id],
    queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/content-maps/{delivery_id}', { params: { path: { request_id: request.id, delivery_id: earlier?.delivery_id ?? '' } } })),
    enabled: isWanted && earlier !== undefined,
    staleTime: Infinity,
    ...own,
  });
  if (requestId === null || stream === undefined) return { kind: 'none' };
  if (isRefused(playback.error) || isRefused(map.error) || (playback.data !== undefined && earlier === undefined)) return { kind: 'not_shown' };
  if (playback.data === undefined || earlier === undefined || map.data === undefined) return { kind: 'loading' };
  return { kind: 'ready', stream: earlier, rate: playback.data.edit_rate, durationFrames: playback.data.duration_frames, map: map.data };
}

const isRefused = (error: unknown): boolean => error !== null && asProblem(error)?.isPassing !== true;
