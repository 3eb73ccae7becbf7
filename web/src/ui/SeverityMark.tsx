// A severity, told three times: by colour, by letter and by shape, so that it reads without colour and in print.

import classes from './SeverityMark.module.css';

export type Severity = 'blocker' | 'issue' | 'fyi';

const LOOK = {
  blocker: { letter: 'B', name: 'Blocker', path: 'M6 1h8l5 5v8l-5 5H6l-5-5V6z' },
  issue: { letter: 'I', name: 'Issue', path: 'M10 .8 19.2 10 10 19.2.8 10z' },
  fyi: { letter: 'F', name: 'FYI', path: 'M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18z' },
} as const;

export interface SeverityMarkProps {
  severity: Severity;
  /** The name beside the mark. */
  withName?: boolean;
  /** A count beside the mark instead of the name. */
  count?: number;
  size?: number;
}

export function SeverityMark({ severity, withName = false, count, size = 18 }: SeverityMarkProps) {
  const { letter, name, path } = LOOK[severity];
  const label = count === undefined ? name : `${count} ${name}`;
  return (
    <span className={classes.mark} data-severity={severity} title={label}>
      <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden={withName} role="img" aria-label={label}>
        <path d={path} />
        <text x="10" y="14" textAnchor="middle">
          {letter}
        </text>
      </svg>
      {withName && <span className={classes.name}>{name}</span>}
      {count !== undefined && (
        <span className="number" aria-hidden>
          {count}
        </span>
      )}
    </span>
  );
}
