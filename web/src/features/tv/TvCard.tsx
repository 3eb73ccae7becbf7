// In place of the picture, while it is on the TV: where the TV stands, large enough to be read from the chair; how the connection
// is; and the question whether it stands on the frame that was meant.

import { Button } from '@mantine/core';
import type { Player } from '../../player/player';
import { asFrame, labelIn, type Frame, type Programme } from '../../player/timecode';
import { tvDeskWords as text } from '../../tv-desk-words';
import { taskKindNames } from '../../words';
import { usePart } from '../review/room';
import { passText } from './pass-text';
import classes from './Tv.module.css';
import type { Tv } from './useTv';

/** A flag made while a form was open or the TV was away. */
export interface Noted {
  readonly key: string;
  readonly frame: Frame | null;
  readonly latencyMs: number;
}

interface TvCardProps {
  tv: Tv;
  player: Player;
  programme: Programme;
  /** The open form was flagged on the TV and is not confirmed yet. */
  isAsking: boolean;
  isConfirmed: boolean;
  onConfirm: () => void;
  noted: readonly Noted[];
  /** Absent while a form is open. */
  onWrite: ((noted: Noted) => void) | null;
  onDrop: (noted: Noted) => void;
}

export function TvCard({ tv, player, programme, isAsking, isConfirmed, onConfirm, noted, onWrite, onDrop }: TvCardProps) {
  const frame = usePart(player, (snapshot) => snapshot.frame);
  const proof = usePart(player, (snapshot) => snapshot.proof.kind);
  const { snapshot, choice } = tv;
  if (snapshot === null || choice?.pass == null) return null;
  return (
    <div className={classes.onTv} data-testid="on-tv" data-link={snapshot.link}>
      <p className="dim">
        {text.onTv(tv.view?.session?.device ?? '')} · {taskKindNames[choice.kind]} · {passText(choice.pass)}
        {snapshot.latencyMs !== null && ` · ${text.measured(snapshot.latencyMs)}`}
      </p>
      <p className={classes.big} data-testid="tv-timecode" data-frame={frame ?? ''} data-proof={proof}>
        {labelIn(programme, frame ?? asFrame(0))}
      </p>
      {choice.pass.downgrade_texts.map((lost) => (
        <p key={lost} className={classes.lost}>
          {lost}
        </p>
      ))}
      <p role="status" data-trouble={snapshot.link !== 'connected'}>
        {snapshot.link === 'connected' ? '' : text.links[snapshot.link]} {snapshot.kept.length > 0 && text.kept(snapshot.kept.length)}
      </p>
      {snapshot.refusal !== null && <p role="alert">{snapshot.refusal}</p>}
      {isAsking && (
        <div className={classes.asking} role="group" aria-label={text.isThisIt}>
          <p>{snapshot.link === 'connected' ? `${text.isThisIt} ${text.stepHow}` : text.waitsForFrame}</p>
          <Button onClick={onConfirm} disabled={proof !== 'proven' || snapshot.link !== 'connected'}>
            {text.confirm}
          </Button>
        </div>
      )}
      {isConfirmed && <p role="status">{text.confirmed}</p>}
      {noted.length > 0 && (
        <div className={classes.noted}>
          <h3>{text.flags}</h3>
          <ul>
            {noted.map((each) => (
              <li key={each.key}>
                <span className="mono">{each.frame === null ? '…' : labelIn(programme, each.frame)}</span>
                <Button size="compact-sm" variant="default" disabled={onWrite === null || each.frame === null} onClick={() => onWrite?.(each)}>
                  {text.write}
                </Button>
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onDrop(each)}>
                  {text.drop}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
