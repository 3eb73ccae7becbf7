// Long work: how much is done, how fast, and what is left.

import classes from './ProgressLine.module.css';

export interface ProgressLineProps {
  /** What is being done, for screen readers. */
  label: string;
  /** 0–100. Absent: it has begun, but how much there is is not known yet. */
  percent?: number;
  /** "1.2 of 4.0 GB, 3 min left" */
  text?: string;
  state?: 'running' | 'done' | 'failed';
}

export function ProgressLine({ label, percent, text, state = 'running' }: ProgressLineProps) {
  const value = percent === undefined ? undefined : Math.max(0, Math.min(100, percent));
  return (
    <div className={classes.line} data-state={state}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(value === undefined ? {} : { 'aria-valuenow': Math.round(value) })}
        {...(text === undefined ? {} : { 'aria-valuetext': text })}
      >
        <div className={classes.bar} style={{ width: `${value ?? 0}%` }} />
      </div>
      {text !== undefined && <span className={`${classes.text} number`}>{text}</span>}
    </div>
  );
}
