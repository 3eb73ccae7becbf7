// The deadline of the answers as a countdown; and that it waits while post decides on an objection.

import { Tooltip } from '@mantine/core';
import type { FixNotesView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { instantText, untilText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import classes from './FixNotesPage.module.css';

const text = fixNoteWords.deadline;

export function DeadlineLine({ notes }: { notes: FixNotesView }) {
  const now = useNow();
  const { deadline } = notes;
  if (deadline == null || notes.state !== 'fix_notes_needed') return null;
  const waits = notes.objections.some(({ state }) => state === 'open');
  const isNear = new Date(deadline.warn_at) <= now;
  return (
    <Tooltip label={waits ? text.waits : text.why(deadline.business_days, deadline.zone)} events={{ hover: true, focus: true, touch: true }}>
      <span className={classes.deadline} data-near={isNear} tabIndex={0}>
        {text.due(instantText(deadline.due_at), untilText(deadline.due_at, now))}
      </span>
    </Tooltip>
  );
}
