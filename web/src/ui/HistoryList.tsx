// What happened, newest first: one line each, with who and when beneath, and the reason where one was given.

import classes from './HistoryList.module.css';
import { agoText, instantText } from './time';
import { useNow } from './useNow';

export interface HistoryLine {
  readonly id: number | string;
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly why?: string;
}

export function HistoryList({ label, lines, empty }: { label: string; lines: readonly HistoryLine[]; empty: string }) {
  const now = useNow();
  if (lines.length === 0) return <p className="dim">{empty}</p>;
  return (
    <ol className={classes.list} aria-label={label}>
      {lines.map(({ id, at, what, who, why }) => (
        <li key={id} className={classes.line}>
          <div>{what}</div>
          {why !== undefined && <div className={classes.why}>“{why}”</div>}
          <div className={classes.by}>
            {who} ·{' '}
            <time dateTime={at} title={instantText(at)}>
              {agoText(at, now)}
            </time>
          </div>
        </li>
      ))}
    </ol>
  );
}
