// The review page as it opens: the picture first. The player needs little script and a stream; the room around it, with its
// lists and forms, is fetched once the first frame is on the screen, and takes over the same player.

import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { PlaybackView, RequestView } from '../../api/shapes';
import { holdBack } from '../../ui/later';
import { PageFrame } from '../../ui/Shell';
import { words } from '../../words';
import { lazyPage } from '../house/lazy';
import { Trouble } from '../house/Trouble';
import { requestQuery } from '../requests/queries';
import { playbackQuery } from './queries';
import classes from './ReviewPage.module.css';
import { programmeOf, usePart } from './room';
import { FIRST_LOOK, Screen } from './Screen';
import { type Playing, usePlaying } from './usePlaying';

/** The room does not wait longer for a stream that does not come. */
const PICTURE_WITHIN_MS = 2_000;
/** Where tools that time the page find that the room was asked for. */
const ROOM_MARK = 'review.room';

const ReviewRoom = lazyPage(() => import('./ReviewRoom'), 'ReviewRoom');

export function ReviewOpening() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/review' });
  const request = useQuery(requestQuery(requestId));
  const playback = useQuery(playbackQuery(requestId));
  const [isRoomThere, setRoomThere] = useState(false);
  const isOpening = !isRoomThere && !request.isError;
  useEffect(() => (isOpening ? holdBack() : undefined), [isOpening]);
  if (request.isError) return <Trouble error={request.error} />;
  // Without the right to play there is no stream, and the page goes on without a player.
  if (request.data === undefined || playback.isPending) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Opening key={requestId} request={request.data} playback={playback.data} playbackError={playback.error} onRoom={setRoomThere} />;
}

interface OpeningProps {
  request: RequestView;
  playback: PlaybackView | undefined;
  playbackError: unknown;
  onRoom: (isThere: boolean) => void;
}

function Opening({ request, playback, playbackError, onRoom }: OpeningProps) {
  const playing = usePlaying(playback);
  const isRoomThere = useRoomAfterPicture(playing);
  useEffect(() => onRoom(isRoomThere), [onRoom, isRoomThere]);
  if (isRoomThere) return <ReviewRoom request={request} playback={playback} playbackError={playbackError} playing={playing} />;
  return <FirstPicture request={request} playback={playback} playing={playing} />;
}

/** Fetches the room's code when the picture is there, or when it will not come soon. */
function useRoomAfterPicture({ room, stream }: Playing): boolean {
  const isShown = usePart(room?.player ?? null, ({ frame, trouble }) => frame !== null || trouble !== null);
  const [isLate, setLate] = useState(false);
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PICTURE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, []);
  const isTime = isShown || isLate || stream === undefined;
  const isGone = useRef(false);
  useEffect(() => {
    if (!isTime) return undefined;
    isGone.current = false;
    performance.mark(ROOM_MARK, { detail: isShown });
    // What could not be fetched is said where it is drawn.
    void ReviewRoom.preload().then(() => !isGone.current && setThere(true));
    return () => {
      isGone.current = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: what is shown afterwards is the player's own matter
  }, [isTime]);
  return isThere;
}

/** In the same places as in the room. */
function FirstPicture({ request, playback, playing: { stream, room, setHost } }: { request: RequestView; playback: PlaybackView | undefined; playing: Playing }) {
  const screen = useRef<HTMLDivElement>(null);
  return (
    <div className={classes.page} data-player={stream !== undefined}>
      <header className={classes.header}>
        <div className={classes.subject}>
          <h1>{request.title.label}</h1>
          <div className={classes.facts}>
            <span className="dim">{words.loading}</span>
          </div>
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.left} />
        {stream !== undefined && playback !== undefined && (
          <div className={classes.right}>
            <div className={classes.stage}>
              <Screen
                player={room?.player ?? null}
                stream={stream}
                programme={programmeOf(playback)}
                watermark={playback.watermark ?? ''}
                look={FIRST_LOOK}
                host={setHost}
                frame={screen}
                isReference={request.service === 'download'}
                box={null}
                onBox={null}
              />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
