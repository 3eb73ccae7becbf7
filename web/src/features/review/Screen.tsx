// The picture, in neutral grey and with nothing coloured near it: watermark, badges, safe areas, burn-in over it.

import { type CSSProperties, type Ref, useEffect, useState } from 'react';
import type { StreamView } from '../../api/shapes';
import type { Player } from '../../player/player';
import { asFrame, labelIn, type Programme } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { usePart } from './room';
import classes from './Screen.module.css';

export interface Look {
  readonly safeAreas: boolean;
  readonly burnIn: boolean;
  readonly oneToOne: boolean;
}

interface ScreenProps {
  player: Player | null;
  stream: StreamView;
  programme: Programme;
  watermark: string;
  look: Look;
  host: Ref<HTMLDivElement>;
  frame: Ref<HTMLDivElement>;
  /** The review itself happens elsewhere. */
  isReference: boolean;
}

const text = reviewWords.room;
const MOVE_EVERY_MS = 15_000;
/** Where the watermark stands, in per cent of the picture: over the subject as well as beside it. */
const PLACES = [
  [6, 8],
  [58, 22],
  [30, 44],
  [64, 70],
  [8, 84],
  [40, 12],
  [12, 58],
  [60, 48],
] as const;

/** The overlays lie on the picture, not on the grey beside it. */
const ratioOf = ({ width, height }: StreamView): CSSProperties => ({ '--ratio': String((width ?? 16) / (height ?? 9)) }) as CSSProperties;

export function Screen({ player, stream, programme, watermark, look, host, frame, isReference }: ScreenProps) {
  return (
    <div ref={frame} className={classes.screen} data-one-to-one={look.oneToOne} role="group" aria-label={reviewWords.player.name}>
      <div className={classes.picture} data-sound-only={!stream.has_picture} style={ratioOf(stream)}>
        <div ref={host} className={classes.host} data-testid="picture" />
        {!stream.has_picture && <div className={classes.soundOnly}>{text.soundOnly}</div>}
        {look.safeAreas && stream.has_picture && (
          <div className={classes.safe} aria-hidden>
            <div data-area="action" />
            <div data-area="title" />
          </div>
        )}
        <Watermark name={watermark} />
        {look.burnIn && <BurnIn player={player} programme={programme} />}
      </div>
      {(stream.tone_mapped || isReference) && (
        <div className={classes.badge}>{[isReference ? text.reference : null, stream.tone_mapped ? text.toneMapped : null].filter((part) => part !== null).join(' · ')}</div>
      )}
      <Trouble player={player} />
    </div>
  );
}

function Watermark({ name }: { name: string }) {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setAt((before) => (before + 1) % PLACES.length), MOVE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const [left, top] = PLACES[at] ?? PLACES[0];
  return (
    <div className={classes.watermark} style={{ left: `${left}%`, top: `${top}%` }} aria-hidden>
      {name}
    </div>
  );
}

function BurnIn({ player, programme }: { player: Player | null; programme: Programme }) {
  const frame = usePart(player, (snapshot) => snapshot.frame);
  return <div className={classes.burnIn}>{labelIn(programme, frame ?? asFrame(0))}</div>;
}

function Trouble({ player }: { player: Player | null }) {
  const status = usePart(player, (snapshot) => snapshot.status);
  const isWaiting = usePart(player, (snapshot) => snapshot.isWaiting && snapshot.motion === 'playing');
  const trouble = usePart(player, (snapshot) => snapshot.trouble);
  const line =
    trouble !== null && (trouble.isFatal || trouble.code === 'gesture_needed' || trouble.code === 'network')
      ? text.trouble[trouble.code]
      : status === 'loading' || status === 'empty'
        ? text.loadingPlayer
        : isWaiting
          ? text.waiting
          : null;
  if (line === null) return null;
  return (
    <div className={classes.trouble} role={trouble?.isFatal === true ? 'alert' : 'status'}>
      {line}
    </div>
  );
}
