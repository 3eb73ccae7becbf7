// The right side of the room: the picture and what moves it, or, for a Download, why there is none.

import { Button } from '@mantine/core';
import { asProblem } from '../../api/problem';
import type { PlaybackView, RequestView } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { words } from '../../words';
import classes from './ReviewPage.module.css';
import { rateText } from './room';
import { Screen } from './Screen';
import { Transport } from './Transport';
import type { Stage } from './useStage';

const text = reviewWords.room;

interface StagePaneProps {
  stage: Stage;
  request: RequestView;
  playback: PlaybackView | undefined;
  error: unknown;
}

export function StagePane({ stage, request, playback, error }: StagePaneProps) {
  const { stream, room, programme, look, setLook } = stage;
  if (stream === undefined) return <NoPlayer request={request} error={error} />;
  return (
    <div className={classes.right}>
      <Screen player={stage.player} stream={stream} programme={programme} watermark={playback?.watermark ?? ''} look={look} host={stage.setHost} frame={stage.screen} isReference={request.service === 'download'} />
      {room !== null && <Transport room={room} programme={programme} look={look} onLook={setLook} onFullScreen={stage.toggleFullScreen} isTyping={stage.isTyping} onTyping={stage.setTyping} />}
    </div>
  );
}

function NoPlayer({ request, error }: { request: RequestView; error: unknown }) {
  const problem = asProblem(error);
  const isDownload = request.service === 'download';
  return (
    <div className={classes.noPlayer}>
      <h2>{isDownload ? text.noPlayerTitle : text.noStreams}</h2>
      {isDownload ? <p>{text.noPlayer(rateText(request.edit_rate, request.drop_frame))}</p> : problem !== undefined && <p>{problem.message}</p>}
      {problem?.isPassing === true && <Button onClick={() => location.reload()}>{words.retry}</Button>}
    </div>
  );
}
