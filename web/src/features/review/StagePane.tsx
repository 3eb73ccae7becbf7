// The right side of the room: the picture and what moves it, or, for a Download, why there is none.

import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { asProblem } from '../../api/problem';
import type { PlaybackView, RequestView } from '../../api/shapes';
import { countedIn } from '../../player/count';
import { asFrame, labelIn, type Programme } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { words } from '../../words';
import type { Comparing } from './compare/comparing';
import type { Earlier } from './compare/useEarlier';
import classes from './ReviewPage.module.css';
import { rateText } from './room';
import { Screen } from './Screen';
import type { PictureBox } from './picture-box';
import { Transport } from './Transport';
import type { Stage } from './useStage';

const text = reviewWords.room;

const CaptionOverlay = lazy(() => import('./captions/CaptionOverlay'));
const Scopes = lazy(() => import('./Scopes'));
const Wipe = lazy(() => import('./compare/Wipe'));

interface StagePaneProps {
  /** The place that the open form or the chosen issue names. */
  box: PictureBox | null;
  onBox: (box: PictureBox | null) => void;
  earlier: Earlier;
  /** Absent where there is no delivery before. */
  comparing: Comparing | null;
  stage: Stage;
  /** In place of the picture while it is on the TV. */
  onTv: ReactNode;
  request: RequestView;
  playback: PlaybackView | undefined;
  error: unknown;
}

export function StagePane({ stage, request, playback, error, box, onBox, earlier, comparing, onTv }: StagePaneProps) {
  const { stream, room, programme, look, setLook, captions } = stage;
  if (stage.isOnTv) return <div className={classes.right}>{onTv}</div>;
  if (stream === undefined) return <NoPlayer request={request} programme={programme} error={error} />;
  return (
    <div className={classes.right}>
      {/* Its place stays when the picture is on the second screen. */}
      <div className={classes.stage} data-part="picture" data-away={stage.isOnSecondScreen}>
        <Screen
          player={stage.player}
          stream={stream}
          programme={countedIn(programme, stage.count)}
          watermark={playback?.watermark ?? ''}
          look={look}
          host={stage.setHost}
          frame={stage.screen}
          isReference={request.service === 'download'}
          box={box}
          onBox={stage.isDrawing ? onBox : null}
        >
          {captions.chosen !== undefined && captions.track !== undefined && stream.has_picture && (
            <Suspense fallback={null}>
              <CaptionOverlay key={captions.chosen.id} player={stage.player} rate={programme.counting.rate} chosen={captions.chosen} track={captions.track} />
            </Suspense>
          )}
          {stage.wipe !== null && (
            <Suspense fallback={null}>
              <Wipe player={stage.player} earlier={earlier} side={stage.wipe} />
            </Suspense>
          )}
        </Screen>
        {stage.isOnSecondScreen && (
          <div className={classes.away}>
            {text.away}
            <Button variant="default" onClick={stage.toggleSecondScreen}>
              {text.bringBack}
            </Button>
          </div>
        )}
      </div>
      {room !== null && look.scopes && (
        <Suspense fallback={null}>
          <Scopes room={room} isHdr={stream.is_hdr} />
        </Suspense>
      )}
      {room !== null && (
        <Transport
          room={room}
          programme={programme}
          count={stage.count}
          onCount={stage.setCount}
          look={look}
          onLook={setLook}
          captions={captions}
          comparing={comparing}
          onFullScreen={stage.toggleFullScreen}
          onSecondScreen={stage.toggleSecondScreen}
          isOnSecondScreen={stage.isOnSecondScreen}
          isTyping={stage.isTyping}
          onTyping={stage.setTyping}
        />
      )}
    </div>
  );
}

function NoPlayer({ request, programme, error }: { request: RequestView; programme: Programme; error: unknown }) {
  const problem = asProblem(error);
  const isDownload = request.service === 'download';
  return (
    <div className={classes.noPlayer}>
      <h2>{isDownload ? text.noPlayerTitle : text.noStreams}</h2>
      {isDownload ? <p>{text.noPlayer(rateText(request.edit_rate, request.drop_frame), labelIn(programme, asFrame(0)))}</p> : problem !== undefined && <p>{problem.message}</p>}
      {problem?.isPassing === true && <Button onClick={() => location.reload()}>{words.retry}</Button>}
    </div>
  );
}
