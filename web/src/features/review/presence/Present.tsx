// Who else has this page open: initials in the head of the room, and a word when somebody changes the same issue.

import { Tooltip } from '@mantine/core';
import type { IssueView, PresentPerson } from '../../../api/shapes';
import { reviewWords } from '../../../review-words';
import { roleNames } from '../../../words';
import { atTheSame, editedBy, initialsOf } from './present';
import classes from './Present.module.css';

const text = reviewWords.presence;

interface PresentProps {
  others: readonly PresentPerson[];
  issues: readonly IssueView[];
}

/** More than fit are counted. */
const SHOWN = 5;

export function Present({ others, issues }: PresentProps) {
  if (others.length === 0) return null;
  const more = others.slice(SHOWN);
  return (
    <ul className={classes.present} aria-label={text.title}>
      {others.slice(0, SHOWN).map((other) => (
        <Someone key={other.person.id} other={other} issues={issues} />
      ))}
      {more.length > 0 && (
        <Tooltip label={more.map(({ person }) => person.name).join(', ')}>
          <li className={classes.person}>+{more.length}</li>
        </Tooltip>
      )}
    </ul>
  );
}

function Someone({ other, issues }: { other: PresentPerson; issues: readonly IssueView[] }) {
  const { person } = other;
  const number = editedBy(other, issues);
  const editing = number === null ? null : text.editing(number);
  const where = person.facility == null ? roleNames[person.role] : `${roleNames[person.role]}, ${person.facility}`;
  return (
    <Tooltip label={[`${person.name} (${where})`, editing].filter((part) => part !== null).join(' · ')}>
      <li className={classes.one}>
        <span className={classes.person} aria-hidden>
          {initialsOf(person.name)}
        </span>
        <span className="only-for-readers">
          {person.name}, {where}
        </span>
        {editing !== null && <span className={classes.editing}>{editing}</span>}
      </li>
    </Tooltip>
  );
}

/** Said over the form: whoever saves second is asked. */
export function SameIssue({ others, editing }: { others: readonly PresentPerson[]; editing: string | null }) {
  const same = atTheSame(others, editing);
  if (same.length === 0) return null;
  return (
    <div className={classes.same} role="status">
      {text.same(same.map(({ person }) => person.name).join(', '))}
    </div>
  );
}
