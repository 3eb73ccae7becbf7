// A board's counts: each a link to the list that it counts. What is critical is said by a sign as well.

import type { ReactNode } from 'react';
import classes from './boards.module.css';

export function Tiles({ children }: { children: ReactNode }) {
  return <ul className={classes.tiles}>{children}</ul>;
}

export interface TileProps {
  label: string;
  count: number;
  tone?: 'critical' | 'at_risk';
  /** Wraps what is shown in its link. */
  link: (children: ReactNode) => ReactNode;
}

const SIGN = { critical: '!!', at_risk: '!' } as const;

export function Tile({ label, count, tone, link }: TileProps) {
  return (
    <li className={classes.tile} data-tone={count === 0 ? undefined : tone}>
      {link(
        <>
          <span className={classes.count}>
            {tone !== undefined && count > 0 && <span aria-hidden>{SIGN[tone]} </span>}
            {count.toLocaleString('en-GB')}
          </span>
          <span className={classes.label}>{label}</span>
        </>,
      )}
    </li>
  );
}
