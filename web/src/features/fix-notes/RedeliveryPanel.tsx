// The redelivery that is awaited: when it is due, when production expects it and why, whether it is late.

import type { FixNotesView } from '../../api/shapes';
import { estimateReasonNames, fixNoteWords } from '../../fix-note-words';
import { instantText } from '../../ui/time';
import { actionOf } from '../requests/acts';
import { AskRedelivery } from './AskRedelivery';
import { EstimateDialog } from './EstimateDialog';
import classes from './FixNotesPage.module.css';

const text = fixNoteWords.redelivery;

export function RedeliveryPanel({ notes }: { notes: FixNotesView }) {
  if (notes.state !== 'awaiting_redelivery') return null;
  const ask = actionOf(notes.actions, 'ask_redelivery');
  const estimate = actionOf(notes.actions, 'estimate_redelivery');
  const [last, ...earlier] = notes.estimates;
  return (
    <section className={classes.redelivery} aria-label={text.title} data-overdue={notes.redelivery_is_overdue}>
      <div>
        <strong>{text.title}</strong>{' '}
        {notes.redelivery_is_overdue && <strong className={classes.overdue}>{text.overdue}</strong>} {notes.redelivery_due_at == null ? text.noDue : text.due(instantText(notes.redelivery_due_at))}
        {notes.redelivery_note != null && notes.redelivery_note !== '' && <span className="dim"> “{notes.redelivery_note}”</span>}
      </div>
      {last !== undefined && (
        <div>
          {text.expected(instantText(last.estimated_at), estimateReasonNames[last.reason])}
          {last.note !== '' && ` “${last.note}”`} <span className="dim">{text.by(last.by.name, instantText(last.created_at))}</span>
          {earlier.length > 0 && <span className="dim"> · {text.earlier(earlier.length)}</span>}
        </div>
      )}
      <div className={classes.steps}>
        {ask !== undefined && <AskRedelivery notes={notes} action={ask} />}
        {estimate !== undefined && <EstimateDialog notes={notes} action={estimate} />}
      </div>
    </section>
  );
}
