// One request in one's hands: what it is, until when, and the next step.

import { Link } from '@tanstack/react-router';
import type { RequestRow } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { words } from '../../words';
import { RequestClock, RequestStateBadge, roundText, ServiceName, tasksText } from './look';
import { NextStep } from './NextStep';
import { stateText } from './standing';
import classes from './WorkPage.module.css';

const text = words.work;

export function WorkCard({ row, isServed = false }: { row: RequestRow; isServed?: boolean }) {
  return (
    <article className={classes.card} data-served={isServed}>
      <div className={classes.head}>
        <ServiceName row={row} />
        {row.is_stopped ? <RequestStateBadge row={row} /> : <span className="dim">{isServed ? text.served : stateText(row)}</span>}
        <span className={`${classes.number} number dim`}>{row.number}</span>
      </div>
      <div className={classes.title}>
        <Link to="/requests/$requestId" params={{ requestId: row.id }}>
          {row.title.label}
        </Link>{' '}
        <span className="dim">{[row.version_language == null ? '' : assignmentWords.versions.short(row.version_language), roundText(row.round)].filter((part) => part !== '').join(' ')}</span>
      </div>
      <dl className={classes.facts}>
        <dt>{words.requests.columns.tasks}</dt>
        <dd>{tasksText(row.tasks)}</dd>
        <dt>{words.requests.columns.due}</dt>
        <dd>
          <RequestClock row={row} wide />
        </dd>
      </dl>
      <div className={classes.actions}>
        <NextStep row={row} tellsReasons />
      </div>
    </article>
  );
}
