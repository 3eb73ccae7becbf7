// Which stream of a request is played, and its player: there before the room around it is.

import { useState } from 'react';
import type { PlaybackView } from '../../api/shapes';
import { useRoom } from './room';

export function usePlaying(playback: PlaybackView | undefined) {
  const streams = playback?.streams ?? [];
  const [streamId, setStreamId] = useState<string | null>(null);
  const stream = streams.find(({ rendition_id: id }) => id === streamId) ?? streams.find(({ has_picture: has, is_hdr: isHdr }) => has && !isHdr) ?? streams[0];
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  /** The picture is shown elsewhere, and not here. */
  const [isAway, setAway] = useState(false);
  return { streams, stream, setStreamId, setHost, setAway, room: useRoom(host, playback, isAway ? undefined : stream, null) };
}

export type Playing = ReturnType<typeof usePlaying>;
