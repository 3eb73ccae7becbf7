// The delivery before over the one that is shown, at the same content: wiped by a line, or one after the other; standing and
// playing. What has no counterpart says so, and what is not in step is not shown.

import { type CSSProperties, type ReactNode, useState } from 'react';
import type { Player } from '../../../player/player';
import { reviewWords } from '../../../review-words';
import { usePart } from '../room';
import { counterpartOf } from './content-map';
import { isInStep } from './follow';
import type { Earlier } from './useEarlier';
import { useFollower } from './useFollower';
import classes from './Wipe.module.css';
import type { WipeSide } from './wipe-side';

const text = reviewWords.wipe;

interface WipeProps {
  player: Player | null;
  earlier: Earlier;
  side: WipeSide;
}

export default function Wipe({ player, earlier, side }: WipeProps) {
  if (earlier.kind !== 'ready' || player === null) return <Line>{text[earlier.kind === 'ready' ? 'loading' : earlier.kind]}</Line>;
  return <Compared key={earlier.stream.rendition_id} player={player} earlier={earlier} side={side} />;
}

function Compared({ player, earlier, side }: { player: Player; earlier: Extract<Earlier, { kind: 'ready' }>; side: WipeSide }) {
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const [share, setShare] = useState(50);
  const follower = useFollower(host, player, earlier);
  const frame = usePart(player, (snapshot) => snapshot.frame);
  const motion = usePart(player, (snapshot) => snapshot.motion);
  const speed = usePart(player, (snapshot) => snapshot.speed);
  const counterpart = frame === null ? null : counterpartOf(earlier.map, frame);
  const delivery = earlier.map.old_delivery_number;
  const hasFrame = counterpart !== null && 'frame' in counterpart;
  const isShown = hasFrame && isInStep({ motion, speed }, counterpart.frame, follower);
  const why = follower.status === 'failed' ? text.not_shown : counterpart === null ? text.loading : !hasFrame ? text.without[counterpart.kind] : isShown ? null : motion !== 'paused' && speed !== 1 ? text.stop : text.loading;
  const cut = side === 'before' ? 100 : side === 'now' ? 0 : share;
  return (
    <>
      <div
        ref={setHost}
        className={classes.before}
        role="img"
        aria-label={text.before(delivery)}
        data-testid="before"
        data-frame={isShown ? follower.frame : undefined}
        data-shown={isShown}
        style={{ '--cut': `${100 - cut}%` } as CSSProperties}
      />
      {side === 'both' && isShown && <div className={classes.cut} style={{ left: `${share}%` }} aria-hidden />}
      {why !== null ? (
        <Line>{why}</Line>
      ) : (
        <Line>
          <span data-shown={side !== 'now'}>{text.before(delivery)}</span>
          <input type="range" min={0} max={100} value={share} disabled={side !== 'both'} aria-label={text.share} onChange={(event) => setShare(Number(event.currentTarget.value))} />
          <span data-shown={side !== 'before'}>{text.now}</span>
          {hasFrame && frame !== null && <span className="number">{text.at(counterpart.kind === 'replaced', counterpart.frame - frame)}</span>}
        </Line>
      )}
    </>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <div className={classes.line} data-testid="wipe-line">
      {children}
    </div>
  );
}
