// Everything that production of some show handed to the person who is signed in.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { delegationStateNames, fixNoteWords } from '../../fix-note-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { words } from '../../words';
import classes from '../fix-notes/FixNotesPage.module.css';
import { Trouble } from '../house/Trouble';
import { myDelegationsQuery } from './queries';

const text = fixNoteWords.delegation;

export function DelegationsPage() {
  const mine = useQuery(myDelegationsQuery);
  if (mine.isError) return <Trouble error={mine.error} />;
  const rows = mine.data ?? [];
  return (
    <PageFrame title={words.nav.delegations}>
      <ul className={classes.handedList}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/delegations/$delegationId" params={{ delegationId: row.id }}>
              {row.subject}
            </Link>
            <span className="number">{text.progress(row.answered, row.issues.length)}</span>
            <span className="dim">{delegationStateNames[row.state]}</span>
            <span className="dim">{text.from(row.delegated_by.name, instantText(row.expires_at))}</span>
            {row.note !== '' && <span>“{row.note}”</span>}
          </li>
        ))}
      </ul>
      {rows.length === 0 && <EmptyState title={mine.isPending ? words.loading : text.mineNone} next={text.mineNoneNext} />}
    </PageFrame>
  );
}
