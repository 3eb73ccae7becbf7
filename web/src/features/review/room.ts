// The player of the room: made for one stream in one place of the page, and read part by part, so that only what
// shows the frame is drawn anew with every frame.

import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { PlaybackView, StreamView } from '../../api/shapes';
import { offerPlayer, type PlayerFacts } from '../../diagnostics/recorder';
import { Meters } from '../../player/meters';
import { Player } from '../../player/player';
import { type Carried, carriedOf, EMPTY, type PlayerSnapshot } from '../../player/snapshot';
import { playsPieces, StreamPort } from '../../player/stream-port';
import { asFrame, type EditRate, type Frame, labelOf, type Programme } from '../../player/timecode';
import { remember, remembered } from '../../ui/remember';

export interface Room {
  readonly player: Player;
  readonly meters: Meters;
  readonly video: HTMLVideoElement;
}

const never = () => () => undefined;

/** A part of what the player shows. `select` returns the same value while that part has not changed. */
export const usePart = <T,>(player: Player | null, select: (snapshot: PlayerSnapshot) => T): T =>
  useSyncExternalStore(player?.subscribe ?? never, () => select(player?.snapshot() ?? EMPTY));

export const programmeOf = (facts: { edit_rate: EditRate; drop_frame: boolean; duration_frames: number; offset_frames: number }): Programme => ({
  counting: { rate: facts.edit_rate, drop_frame: facts.drop_frame },
  start: asFrame(facts.offset_frames),
  last: asFrame(Math.max(facts.duration_frames - 1, 0)),
});

/** "23.976 fps", "29.97 fps drop frame". */
export const rateText = ({ num, den }: EditRate, dropFrame: boolean): string => `${Number((num / den).toFixed(3))} fps${dropFrame ? ' drop frame' : ''}`;

export const durationText = (programme: Programme): string => labelOf(programme.counting, asFrame(programme.last + 1));

const placeKey = (requestId: string) => `review.at.${requestId}`;

/** Where one was in this programme when one left. */
export const placeBefore = (requestId: string, last: Frame): Frame => {
  const kept = remembered<unknown>(placeKey(requestId));
  return typeof kept === 'number' && Number.isSafeInteger(kept) && kept >= 0 && kept <= last ? asFrame(kept) : asFrame(0);
};

export const keepPlace = (requestId: string, frame: Frame): void => remember(placeKey(requestId), frame);

/** A player, as long as the stream stays the same, whose picture stands in `host`: there before it, and in another one later. */
export function useRoom(host: HTMLElement | null, playback: PlaybackView | undefined, stream: StreamView | undefined, startAt: Frame | null): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  const [firstAt] = useState(startAt);
  const carried = useRef<{ of: string; what: Carried } | null>(null);
  const { num, den } = playback?.edit_rate ?? { num: 24, den: 1 };
  const durationFrames = playback?.duration_frames ?? 0;
  const requestId = playback?.request_id ?? '';
  const playlistUrl = stream?.hls_url;
  // Made after the pieces; where those are played, its coming changes nothing.
  const progressiveUrl = playsPieces() ? null : (stream?.progressive_url ?? null);

  useEffect(() => {
    if (playlistUrl === undefined) return undefined;
    const video = document.createElement('video');
    // One element, one sound graph: a new stream gets a new element.
    const port = new StreamPort(video);
    const last = asFrame(Math.max(durationFrames - 1, 0));
    const player = new Player(port, {
      source: { playlistUrl, progressiveUrl },
      rate: { num, den },
      durationFrames,
      startAt: firstAt ?? placeBefore(requestId, last),
    }, carried.current?.of === requestId ? carried.current.what : undefined);
    const meters = new Meters(port, 'stereo');
    player.load();
    const takeBack = offerPlayer(() => factsOf(player.snapshot(), video));
    setRoom({ player, meters, video });
    return () => {
      takeBack();
      const { frame, target } = player.snapshot();
      carried.current = { of: requestId, what: carriedOf(player.snapshot()) };
      const at = target ?? frame;
      if (at !== null) keepPlace(requestId, at);
      setRoom(null);
      player.close();
      void meters.close();
      video.remove();
    };
  }, [playlistUrl, progressiveUrl, num, den, durationFrames, requestId, firstAt]);

  useLayoutEffect(() => {
    if (host !== null && room !== null) host.replaceChildren(room.video);
  }, [host, room]);

  return room;
}

/** What a ticket says of the player. */
const factsOf = (snapshot: PlayerSnapshot, { buffered, currentTime }: HTMLVideoElement): PlayerFacts => ({
  status: snapshot.status,
  motion: snapshot.motion,
  proof: snapshot.proof.kind,
  trouble: snapshot.trouble?.code ?? null,
  frame: snapshot.frame,
  target: snapshot.target,
  last: snapshot.last,
  speed: snapshot.speed,
  skipped_frames: snapshot.skippedFrames,
  buffered_ms: buffered.length === 0 ? null : (buffered.end(buffered.length - 1) - currentTime) * 1000,
});
