// The room's player when the picture is on the TV: the same player over the TV's port, for one task.

import { useEffect, useState } from 'react';
import type { PlaybackView } from '../../api/shapes';
import { Player } from '../../player/player';
import { asFrame, type Frame } from '../../player/timecode';
import { TvPort } from '../../tv/tv-port';
import type { Tv } from './useTv';

export function useTvRoom(tv: Tv, playback: PlaybackView | undefined, startAt: () => Frame, onLeave: (at: Frame) => void): Player | null {
  const [player, setPlayer] = useState<Player | null>(null);
  const { desk } = tv;
  const taskId = tv.choice?.task_id ?? null;
  const { num, den } = playback?.edit_rate ?? { num: 24, den: 1 };
  const durationFrames = playback?.duration_frames ?? 0;

  useEffect(() => {
    if (desk === null || taskId === null) return undefined;
    const { at } = desk.snapshot();
    const isShown = at?.task_id === taskId && at.status === 'ready';
    const first = isShown && at.frame !== null ? asFrame(at.frame) : startAt();
    const port = new TvPort({ rate: { num, den }, taskId, startAt: first, isShown, say: desk.say, there: desk.there });
    desk.attach(port);
    const made = new Player(port, { source: { playlistUrl: null, progressiveUrl: null }, rate: { num, den }, durationFrames, startAt: first, isShownElsewhere: true });
    made.load();
    setPlayer(made);
    const leave = () => {
      const { frame } = made.snapshot();
      if (frame !== null) onLeave(frame);
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
      desk.attach(null);
      setPlayer(null);
      made.close();
    };
    // Where one stands is read once, when the task goes to the TV.
  }, [desk, taskId, num, den, durationFrames]);

  return player;
}
