// The thread of a ticket, the newest at the end and in view.

import { useEffect, useRef } from 'react';
import type { TicketDetail } from '../../api/shapes';
import { ticketWords } from '../../ticket-words';
import { instantText } from '../../ui/time';
import { threadOf } from './thread';
import classes from './TicketPage.module.css';

const text = ticketWords.page;

export function TicketThread({ ticket }: { ticket: TicketDetail }) {
  const end = useRef<HTMLOListElement>(null);
  const lines = threadOf(ticket);
  // In braces: scrolling answers with a promise in newer browsers, which is no clean-up.
  useEffect(() => {
    void end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [lines.length]);
  return (
    <ol ref={end} className={classes.thread} tabIndex={0} aria-label={text.thread} aria-live="polite">
      {lines.map((line) =>
        line.kind === 'act' ? (
          <li key={line.id} className={classes.act}>
            {line.text} · <time dateTime={line.at}>{instantText(line.at)}</time>
            {line.reason !== '' && ` · ${line.reason}`}
          </li>
        ) : (
          <li key={line.id} className={classes.message} data-note={line.isNote}>
            <div className={classes.head}>
              <strong>{line.author}</strong>
              <time dateTime={line.at}>{instantText(line.at)}</time>
              {line.isNote && <span>{text.isNote}</span>}
              {line.isInZendesk !== null && <span>{line.isInZendesk ? text.zendesk.inZendesk : text.zendesk.notInZendesk}</span>}
            </div>
            <p className={classes.text}>{line.body}</p>
          </li>
        ),
      )}
    </ol>
  );
}
