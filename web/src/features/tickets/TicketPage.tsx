// One ticket under an address of its own, `/tickets/1042`: the thread and its reply at the left, what it is about and whose
// it is at the right. Live: replies of others appear by themselves.

import { useWindowEvent } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { TicketDetail } from '../../api/shapes';
import { ticketWords } from '../../ticket-words';
import { PageFrame } from '../../ui/Shell';
import { ticketKindNames, words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { TicketStateBadge } from './look';
import { ticketQuery } from './queries';
import { ReplyForm, type Readers } from './ReplyForm';
import classes from './TicketPage.module.css';
import { TicketSide } from './TicketSide';
import { TicketThread } from './TicketThread';

export function TicketPage() {
  const { number } = useParams({ from: '/house/tickets/$number' });
  const ticket = useQuery(ticketQuery(number));
  if (ticket.isError) return <Trouble error={ticket.error} />;
  if (ticket.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded key={ticket.data.id} ticket={ticket.data} />;
}

function Loaded({ ticket }: { ticket: TicketDetail }) {
  const isStudio = useMay()('answer_ticket');
  const [readers, setReaders] = useState<Readers>('author');
  const reply = useRef<HTMLTextAreaElement>(null);
  useWindowEvent('keydown', (press) => {
    const isTyping = press.target instanceof HTMLElement && press.target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null;
    if (isTyping || press.ctrlKey || press.metaKey || press.altKey || reply.current === null) return;
    if (press.key !== 'r' && !(press.key === 'n' && isStudio)) return;
    press.preventDefault();
    setReaders(press.key === 'n' ? 'studio' : 'author');
    reply.current.focus();
  });
  return (
    <PageFrame
      title={ticket.subject}
      subtitle={
        <span className={classes.line}>
          <Link to="/tickets">{ticketWords.back}</Link>
          <span className="number">{ticketWords.number(ticket.number)}</span>
          <TicketStateBadge state={ticket.state} />
          <span>{ticketKindNames[ticket.kind]}</span>
        </span>
      }
    >
      <div className={classes.body}>
        <section className={classes.main} aria-label={ticketWords.page.thread}>
          <TicketThread ticket={ticket} />
          <ReplyForm ticket={ticket} isStudio={isStudio} readers={readers} onReaders={setReaders} inputRef={reply} />
        </section>
        <TicketSide ticket={ticket} isStudio={isStudio} />
      </div>
    </PageFrame>
  );
}
