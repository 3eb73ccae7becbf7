// The timed text of the stream: which tracks there are, which one is seen, and its cues.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CaptionTrackView, StreamView } from '../../../api/shapes';
import type { CaptionTrack } from '../../../player/captions/track';
import { remember, remembered } from '../../../ui/remember';
import { captionsQuery } from '../queries';
import { type CaptionChoice, choiceOf, chosenTrack, readChoice, toggled } from './choice';

const PLACE = 'review.captions';
const NONE: readonly CaptionTrackView[] = [];

export interface Captions {
  readonly tracks: readonly CaptionTrackView[];
  /** The one that is seen. */
  readonly chosen: CaptionTrackView | undefined;
  /** Of the chosen one; absent until it is there. */
  readonly track: CaptionTrack | undefined;
  readonly isFailed: boolean;
  readonly choose: (track: CaptionTrackView | null) => void;
  readonly toggle: () => void;
}

export function useCaptions(stream: StreamView | undefined): Captions {
  const [choice, keepChoice] = useState(() => readChoice(remembered(PLACE)));
  const tracks = stream?.caption_tracks ?? NONE;
  const chosen = chosenTrack(tracks, choice);
  const query = useQuery(captionsQuery(chosen?.url ?? null));
  const setChoice = (to: CaptionChoice) => {
    remember(PLACE, to);
    keepChoice(to);
  };
  return {
    tracks,
    chosen,
    track: chosen === undefined ? undefined : query.data,
    isFailed: chosen !== undefined && query.isError,
    choose: (track) => setChoice(track === null ? { ...choice, isOn: false } : choiceOf(track)),
    toggle: () => {
      const to = toggled(tracks, choice);
      if (to !== null) setChoice(to);
    },
  };
}
