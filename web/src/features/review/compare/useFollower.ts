// A second player, without sound, that stands or plays at the frame of the delivery before that belongs to the one watched.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { Player } from '../../../player/player';
import { EMPTY, type PlayerSnapshot } from '../../../player/snapshot';
import { StreamPort } from '../../../player/stream-port';
import { asFrame } from '../../../player/timecode';
import { counterpartOf } from './content-map';
import { type Chase, follow, NO_CHASE } from './follow';
import type { Earlier } from './useEarlier';

type Ready = Extract<Earlier, { kind: 'ready' }>;

/** Drift is looked for this often; a new frame of the watched one is followed at once. */
const LOOK_EVERY_MS = 100;

const frameFor = ({ map }: Ready, { frame, target }: PlayerSnapshot): number | null => {
  const at = target ?? frame;
  const counterpart = at === null ? null : counterpartOf(map, at);
  return counterpart !== null && 'frame' in counterpart ? counterpart.frame : null;
};

const never = () => () => undefined;

export function useFollower(host: HTMLElement | null, watched: Player, earlier: Ready): PlayerSnapshot {
  const [follower, setFollower] = useState<Player | null>(null);
  const { stream, rate, durationFrames } = earlier;
  const { num, den } = rate;
  const { hls_url: playlistUrl } = stream;
  const progressiveUrl = stream.progressive_url ?? null;

  useEffect(() => {
    if (host === null) return undefined;
    const video = document.createElement('video');
    video.muted = true;
    host.replaceChildren(video);
    const startAt = frameFor(earlier, watched.snapshot());
    const player = new Player(new StreamPort(video), { source: { playlistUrl, progressiveUrl }, rate: { num, den }, durationFrames, ...(startAt === null ? {} : { startAt: asFrame(startAt) }) });
    player.setVolume(0, true);
    player.load();
    setFollower(player);
    return () => {
      setFollower(null);
      player.close();
      video.remove();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where it begins is asked once; from then on it is followed
  }, [host, watched, playlistUrl, progressiveUrl, num, den, durationFrames]);

  useEffect(() => {
    if (follower === null) return undefined;
    let chase: Chase = NO_CHASE;
    const look = () => {
      const step = follow(watched.snapshot(), frameFor(earlier, watched.snapshot()), follower.snapshot(), chase, performance.now());
      chase = step.chase;
      if (step.act === 'pause') follower.pause();
      else if (step.act === 'play') follower.play();
      else if (step.act === 'seek') follower.seek(asFrame(step.to ?? 0));
    };
    const stop = [watched.subscribe(look), follower.subscribe(() => queueMicrotask(look))];
    const timer = setInterval(look, LOOK_EVERY_MS);
    look();
    return () => {
      clearInterval(timer);
      for (const end of stop) end();
    };
  }, [follower, watched, earlier]);

  return useSyncExternalStore(follower?.subscribe ?? never, () => follower?.snapshot() ?? EMPTY);
}
