// What is played: the stream that was chosen, its player, the tasks that it counts for, and what of them was seen.

import { useMemo, useRef, useState } from 'react';
import type { PlaybackView, RequestView } from '../../api/shapes';
import { asFrame } from '../../player/timecode';
import { countedTasks } from './counting';
import { programmeOf, usePart, useRoom } from './room';
import type { Look } from './Screen';
import { useCoverage } from './useCoverage';

export function useStage(request: RequestView, playback: PlaybackView | undefined, isRecorded: boolean) {
  const streams = playback?.streams ?? [];
  const [streamId, setStreamId] = useState<string | null>(null);
  const stream = streams.find(({ rendition_id: id }) => id === streamId) ?? streams.find(({ has_picture: has, is_hdr: isHdr }) => has && !isHdr) ?? streams[0];
  const { num, den } = (playback ?? request).edit_rate;
  const { drop_frame: dropFrame, duration_frames: durationFrames } = playback ?? request;
  const offsetFrames = playback?.offset_frames ?? 0;
  const programme = useMemo(
    () => programmeOf({ edit_rate: { num, den }, drop_frame: dropFrame, duration_frames: durationFrames, offset_frames: offsetFrames }),
    [num, den, dropFrame, durationFrames, offsetFrames],
  );

  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const screen = useRef<HTMLDivElement>(null);
  const room = useRoom(host, playback, stream, null);
  const player = room?.player ?? null;
  const track = usePart(player, ({ audioTracks, audioTrack }) => audioTracks.find(({ id }) => id === audioTrack) ?? null);
  const isMuted = usePart(player, (snapshot) => snapshot.isMuted || snapshot.volume === 0);
  const counted = stream === undefined ? [] : countedTasks(request.tasks, stream, { track, isMuted });
  const coverage = useCoverage(player, counted.map(({ id }) => id), isRecorded);
  const [taskId, setTaskId] = useState<string | null>(null);
  const [look, setLook] = useState<Look>({ safeAreas: false, burnIn: false, oneToOne: false });
  const [isTyping, setTyping] = useState(false);

  return {
    streams,
    stream,
    setStreamId,
    programme,
    setHost,
    screen,
    room,
    player,
    coverage,
    /** The task whose coverage is shown. */
    task: request.tasks.find(({ id }) => id === taskId) ?? counted[0] ?? request.tasks[0],
    setTaskId,
    look,
    setLook,
    isTyping,
    setTyping,
    goTo: (frame: number) => {
      player?.pause();
      player?.seek(asFrame(frame));
    },
    playRange: (first: number, last: number) => {
      if (room === null) return;
      void room.meters.start();
      room.player.setIn(asFrame(first));
      room.player.setOut(asFrame(last));
      room.player.seek(asFrame(first));
      room.player.play();
    },
    toggleFullScreen: () => {
      if (document.fullscreenElement !== null) void document.exitFullscreen();
      else void screen.current?.requestFullscreen();
    },
  };
}

export type Stage = ReturnType<typeof useStage>;
