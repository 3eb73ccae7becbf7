// The delivery before over the one that is shown, at the frame that its issue was mapped to: wiped by a line, or one
// after the other. Only for a picture that stands: what is compared are two exact frames.

import { type CSSProperties, useState } from 'react';
import type { Player } from '../../player/player';
import { reviewWords } from '../../review-words';
import { usePart } from './room';
import classes from './Wipe.module.css';
import type { WipeSide } from './wipe-side';

const text = reviewWords.wipe;

export type Before = (frame: number) => { readonly url: string; readonly delivery: number } | null;

interface WipeProps {
  player: Player | null;
  before: Before;
  side: WipeSide;
}

export function Wipe({ player, before, side }: WipeProps) {
  const frame = usePart(player, ({ frame: at, proof }) => (proof.kind === 'proven' ? at : null));
  const [share, setShare] = useState(50);
  const [missing, setMissing] = useState<string | null>(null);
  const still = frame === null ? null : before(frame);
  if (still === null) return <div className={classes.line}>{frame === null ? text.stop : text.none}</div>;
  if (missing === still.url) return <div className={classes.line}>{text.notShown(still.delivery)}</div>;
  const cut = side === 'before' ? 100 : side === 'now' ? 0 : share;
  return (
    <>
      <img className={classes.before} style={{ '--cut': `${100 - cut}%` } as CSSProperties} src={still.url} alt={text.before(still.delivery)} draggable={false} onError={() => setMissing(still.url)} />
      {side === 'both' && <div className={classes.cut} style={{ left: `${share}%` }} aria-hidden />}
      <div className={classes.line}>
        <span data-shown={side !== 'now'}>{text.before(still.delivery)}</span>
        <input type="range" min={0} max={100} value={share} disabled={side !== 'both'} aria-label={text.share} onChange={(event) => setShare(Number(event.currentTarget.value))} />
        <span data-shown={side !== 'before'}>{text.now}</span>
      </div>
    </>
  );
}
