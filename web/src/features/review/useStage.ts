// What is done with the player: how it is looked at, the tasks that it counts for, and what of them was seen.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { PlaybackView, RequestView } from '../../api/shapes';
import { framesIn } from '../../player/clock';
import { type Count, type Counted, readCount } from '../../player/count';
import { asFrame } from '../../player/timecode';
import { type SecondScreen, toSecondScreen } from '../../player/second-screen';
import { reviewWords } from '../../review-words';
import { countedOnTv } from '../tv/counted';
import type { Tv } from '../tv/useTv';
import { useTvRoom } from '../tv/useTvRoom';
import { remember, remembered } from '../../ui/remember';
import { toasts } from '../../ui/toast-list';
import { useCaptions } from './captions/useCaptions';
import { countedTasks } from './counting';
import { keepPlace, placeBefore, programmeOf, usePart } from './room';
import { browserScreen, hindranceOf } from './screens';
import { FIRST_LOOK, type Look } from './Screen';
import screenClasses from './Screen.module.css';
import { nextSide, type WipeSide } from './compare/wipe-side';
import { useCoverage } from './useCoverage';
import type { Playing } from './usePlaying';

const LOOP_AROUND_S = 1;

export function useStage(request: RequestView, playback: PlaybackView | undefined, { streams, stream, setStreamId, setHost, room, setAway }: Playing, isRecorded: boolean, tv: Tv) {
  const { num, den } = (playback ?? request).edit_rate;
  const { drop_frame: dropFrame, duration_frames: durationFrames } = playback ?? request;
  const { offset_frames: offsetFrames } = stream ?? request;
  const ffomFrame = stream?.ffom_frame ?? 0;
  const programme = useMemo(
    (): Counted => ({ ...programmeOf({ edit_rate: { num, den }, drop_frame: dropFrame, duration_frames: durationFrames, offset_frames: offsetFrames }), ffom: asFrame(ffomFrame) }),
    [num, den, dropFrame, durationFrames, offsetFrames, ffomFrame],
  );

  const countKey = `review.count.${request.title.id}`;
  const [count, keepCount] = useState(() => readCount(remembered(countKey), programme));
  const setCount = (to: Count) => {
    remember(countKey, to);
    keepCount(to);
  };

  const screen = useRef<HTMLDivElement>(null);
  const isOnTv = tv.choice?.pass != null;
  // One picture: the page's own player goes while the TV has it.
  useEffect(() => setAway(isOnTv), [setAway, isOnTv]);
  const tvPlayer = useTvRoom(
    tv,
    playback,
    () => room?.player.snapshot().frame ?? placeBefore(request.id, programme.last),
    (at) => keepPlace(request.id, at),
  );
  const player = isOnTv ? tvPlayer : (room?.player ?? null);
  const track = usePart(player, ({ audioTracks, audioTrack }) => audioTracks.find(({ id }) => id === audioTrack) ?? null);
  const isMuted = usePart(player, (snapshot) => snapshot.isMuted || snapshot.volume === 0);
  const counted = isOnTv ? countedOnTv(request.tasks, tv, track) : stream === undefined ? [] : countedTasks(request.tasks, stream, { track, isMuted });
  const coverage = useCoverage(player, counted.map(({ id }) => id), isRecorded);
  const [taskId, setTaskId] = useState<string | null>(null);
  const captions = useCaptions(stream);
  const [look, setLook] = useState<Look>(FIRST_LOOK);
  const [isDrawing, setDrawing] = useState(false);
  const [isTyping, setTyping] = useState(false);
  const [wipe, setWipe] = useState<WipeSide | null>(null);
  const second = useRef<SecondScreen | null>(null);
  const [isOnSecondScreen, setOnSecondScreen] = useState(false);
  useEffect(() => () => second.current?.close(), []);

  return {
    streams,
    stream,
    setStreamId,
    programme,
    /** In which count one reads and types where one stands; issues are written in the source's. */
    count,
    setCount,
    setHost,
    screen,
    room,
    /** The picture is on the TV, and this player moves it there. */
    isOnTv,
    player,
    coverage,
    /** The task whose coverage is shown. */
    task: request.tasks.find(({ id }) => id === taskId) ?? counted[0] ?? request.tasks[0],
    setTaskId,
    look,
    setLook,
    captions,
    isTyping,
    setTyping,
    /** A box is being drawn on the picture. */
    isDrawing,
    setDrawing: (isOn: boolean) => {
      if (isOn) player?.pause();
      // Its pointer is this page's.
      if (isOn) second.current?.close();
      setDrawing(isOn);
    },
    /** By shares of what can be seen of the zoomed picture. */
    pan: (x: number, y: number) => {
      const view = screen.current;
      view?.scrollBy({ left: x * view.clientWidth, top: y * view.clientHeight });
    },
    /** The next stream that can be shown here, at the same frame. */
    nextStream: () => {
      const playable = streams.filter((each) => hindranceOf(each, browserScreen) === null);
      const next = playable[(playable.findIndex(({ rendition_id: id }) => id === stream?.rendition_id) + 1) % Math.max(playable.length, 1)];
      if (next !== undefined) setStreamId(next.rendition_id);
    },
    /** Plays it again and again, with a little before and after, so that a frame is seen in its movement. */
    loopAround: (first: number, last: number) => {
      if (player === null) return;
      void room?.meters.start();
      const reach = framesIn(LOOP_AROUND_S, programme.counting.rate);
      player.loopOver(asFrame(Math.max(first - reach, 0)), asFrame(last + reach));
    },
    goTo: (frame: number) => {
      player?.pause();
      player?.seek(asFrame(frame));
    },
    playRange: (first: number, last: number) => {
      if (player === null) return;
      void room?.meters.start();
      player.setIn(asFrame(first));
      player.setOut(asFrame(last));
      player.seek(asFrame(first));
      player.play();
    },
    toggleFullScreen: () => {
      // On the second screen it is that window's.
      const where = screen.current?.ownerDocument ?? document;
      if (where.fullscreenElement !== null) void where.exitFullscreen();
      else void screen.current?.requestFullscreen();
    },
    isOnSecondScreen,
    toggleSecondScreen: () => {
      if (second.current !== null) return second.current.close();
      if (screen.current === null) return;
      second.current = toSecondScreen(screen.current, {
        title: `${request.title.label} – ${reviewWords.player.name}`,
        className: screenClasses.second ?? '',
        onClose: () => {
          second.current = null;
          setOnSecondScreen(false);
        },
      });
      if (second.current === null) toasts.show('refused', reviewWords.room.noWindow);
      else setOnSecondScreen(true);
    },
    /** What of a comparison is shown; null while nothing is compared. */
    wipe,
    toggleWipe: () => setWipe(wipe === null ? 'both' : null),
    swapWipe: () => setWipe(wipe === null ? null : nextSide(wipe)),
  };
}

export type Stage = ReturnType<typeof useStage>;
