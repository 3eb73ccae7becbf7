// The tickets on a request: one that is open is a ground for an extension. What they say is read by their authors and the
// studio; others see that help was called for, and with whom it is.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Help } from '../../help/Help';
import { teamNames, ticketWords } from '../../ticket-words';
import { ticketKindNames } from '../../words';
import { TicketStateBadge } from './look';
import { requestTicketsQuery } from './queries';
import classes from './RequestTickets.module.css';

const text = ticketWords.onRequest;
const isOpen = (state: string) => state === 'new' || state === 'open' || state === 'pending';

export function RequestTickets({ requestId }: { requestId: string }) {
  const tickets = useQuery(requestTicketsQuery(requestId)).data ?? [];
  const open = tickets.filter(({ state }) => isOpen(state));
  if (tickets.length === 0) return null;
  return (
    <section>
      <h2>
        {ticketWords.title} <Help of="ticket" />
      </h2>
      {open.length > 0 && (
        <p className={classes.open}>
          {text.open(open.length)}. {text.ground}
        </p>
      )}
      <ul className={classes.tickets}>
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <TicketStateBadge state={ticket.state} />
            {ticket.subject == null ? (
              <span>{ticketWords.number(ticket.number)}</span>
            ) : (
              <Link to="/tickets/$number" params={{ number: String(ticket.number) }} title={ticket.subject}>
                {ticketWords.number(ticket.number)}
              </Link>
            )}
            <span>{ticketKindNames[ticket.kind]}</span>
            <span className="dim">{text.withTeam(teamNames[ticket.team])}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
