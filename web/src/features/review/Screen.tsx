// The picture, in neutral grey and with nothing coloured near it: watermark, badges, safe areas, burn-in over it.

import { type CSSProperties, type ReactNode, type Ref, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { StreamView } from '../../api/shapes';
import type { Player } from '../../player/player';
import { asFrame, labelIn, type Programme } from '../../player/timecode';
import { letPan, scrollAfter, shownWidth, type Zoom } from '../../player/zoom';
import { reviewWords } from '../../review-words';
import { BoxDrawing } from './BoxDrawing';
import { boxStyle, type PictureBox } from './picture-box';
import { usePart } from './room';
import classes from './Screen.module.css';

export interface Look {
  readonly safeAreas: boolean;
  readonly burnIn: boolean;
  readonly scopes: boolean;
  readonly zoom: Zoom;
}

export const FIRST_LOOK: Look = { safeAreas: false, burnIn: false, scopes: false, zoom: 'fit' };

interface ScreenProps {
  player: Player | null;
  stream: StreamView;
  programme: Programme;
  watermark: string;
  look: Look;
  host: Ref<HTMLDivElement>;
  frame: RefObject<HTMLDivElement | null>;
  /** The place of an issue in the picture. */
  box: PictureBox | null;
  /** Absent while nobody draws one. */
  onBox: ((box: PictureBox | null) => void) | null;
  /** More that lies on the picture. */
  children?: ReactNode;
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
const sizeOf = ({ width, height }: StreamView, zoom: Zoom): CSSProperties => {
  const shown = shownWidth(width ?? 1920, zoom, devicePixelRatio);
  return { '--ratio': String((width ?? 16) / (height ?? 9)), ...(shown === null ? {} : { '--width': `${shown}px` }) } as CSSProperties;
};

export function Screen({ player, stream, programme, watermark, look, host, frame, isReference, box, onBox, children }: ScreenProps) {
  useZoom(frame, look.zoom);
  return (
    <div ref={frame} className={classes.screen} data-zoom={look.zoom} role="group" aria-label={reviewWords.player.name}>
      <div className={classes.picture} data-sound-only={!stream.has_picture} style={sizeOf(stream, look.zoom)}>
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
        {children}
        {onBox !== null ? <BoxDrawing before={box} onDone={onBox} /> : box !== null && <div className={classes.box} style={boxStyle(box)} data-testid="box" aria-hidden />}
      </div>
      {(stream.tone_mapped || isReference) && (
        <div className={classes.badge}>{[isReference ? text.reference : null, stream.tone_mapped ? text.toneMapped : null].filter((part) => part !== null).join(' · ')}</div>
      )}
      <Trouble player={player} />
    </div>
  );
}

/** Dragged where it is larger than the screen; what was in the middle stays there. */
function useZoom(screen: RefObject<HTMLDivElement | null>, zoom: Zoom): void {
  const whole = useRef({ width: 0, height: 0 });
  useEffect(() => (screen.current === null ? undefined : letPan(screen.current)), [screen]);
  useLayoutEffect(() => {
    const view = screen.current;
    if (view === null) return;
    const { width, height } = whole.current;
    whole.current = { width: view.scrollWidth, height: view.scrollHeight };
    view.scrollLeft = scrollAfter(view.scrollLeft, view.clientWidth, width, view.scrollWidth);
    view.scrollTop = scrollAfter(view.scrollTop, view.clientHeight, height, view.scrollHeight);
  }, [screen, zoom]);
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
    trouble !== null && (trouble.isFatal || trouble.code === 'gesture_needed' || trouble.code === 'network' || trouble.code === 'piece_missing')
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
