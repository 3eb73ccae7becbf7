// Reading what the review room shows. Keys begin with the noun, so that live events find them.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, fetchOrProblem } from '../../api/client';
import type { StreamView } from '../../api/shapes';
import type { CaptionTrack } from '../../player/captions/track';
import { readPeaks, type Peaks } from '../../timeline/peaks';
import type { ThumbnailStrip } from '../../timeline/thumbnails';

const of = (id: string) => ({ params: { path: { request_id: id } } });

export const playbackQuery = (id: string) =>
  queryOptions({ queryKey: ['request', 'playback', id], queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/playback', of(id))) });

export const watchListQuery = (id: string) =>
  queryOptions({ queryKey: ['request', 'watch-list', id], queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/watch-list', of(id))) });

export const errorCodesQuery = queryOptions({
  queryKey: ['error-codes'],
  queryFn: () => answer(api.GET('/api/v1/error-codes')),
  staleTime: Infinity,
});

export const issueDetailQuery = (id: string) =>
  queryOptions({
    queryKey: ['issue', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/issues/{issue_id}', { params: { path: { issue_id: id } } })),
  });

export const verificationQuery = (id: string) =>
  queryOptions({
    queryKey: ['verification', 'one', id],
    queryFn: () => answer(api.GET('/api/v1/verifications/{verification_id}', { params: { path: { verification_id: id } } })),
  });

/** Made once with the rendition and never changed. */
const forever = { staleTime: Infinity, gcTime: 10 * 60_000 } as const;

export const thumbnailsQuery = (stream: StreamView | undefined) =>
  queryOptions({
    queryKey: ['thumbnails', stream?.thumbnails_url],
    queryFn: async (): Promise<ThumbnailStrip> => {
      const url = new URL(stream?.thumbnails_url ?? '', location.origin);
      const strip = (await (await fetchOrProblem(new Request(url))).json()) as ThumbnailStrip;
      // The index names its sheets beside itself.
      return { ...strip, sheets: strip.sheets.map((name) => new URL(name, url).pathname) };
    },
    enabled: stream?.thumbnails_url != null,
    ...forever,
  });

/** A track of timed text, when somebody wants to see it. */
export const captionsQuery = (url: string | null) =>
  queryOptions({
    queryKey: ['captions', url],
    queryFn: async (): Promise<CaptionTrack> => (await (await fetchOrProblem(new Request(new URL(url ?? '', location.origin)))).json()) as CaptionTrack,
    enabled: url !== null,
    structuralSharing: false,
    ...forever,
  });

/** Each sound track has its own. */
export const peaksQuery = (url: string | null) =>
  queryOptions({
    queryKey: ['peaks', url],
    queryFn: async (): Promise<Peaks | null> => readPeaks(await (await fetchOrProblem(new Request(new URL(url ?? '', location.origin)))).arrayBuffer()),
    enabled: url !== null,
    // The buffer is large: comparing it by structure would cost more than it saves.
    structuralSharing: false,
    ...forever,
  });
