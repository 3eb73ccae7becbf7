// An empty list says what it would hold and what to do next.

import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

export function EmptyState({ title, next, children }: { title: string; next?: ReactNode; children?: ReactNode }) {
  return (
    <div className={classes.empty} role="status">
      <p className={classes.title}>{title}</p>
      {next !== undefined && <p className={classes.next}>{next}</p>}
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
