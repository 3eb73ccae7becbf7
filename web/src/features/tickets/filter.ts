// What the list of tickets is narrowed to, and what the server is asked for.

import type { Team, TicketKind } from '../../api/shapes';

export type TicketChoice = 'unresolved' | 'mine' | 'resolved' | 'all';

export interface TicketFilter {
  readonly view: TicketChoice;
  readonly team?: Team | undefined;
  readonly kind?: TicketKind | undefined;
  readonly waitingH?: number | undefined;
  readonly q?: string | undefined;
}

/** What the server is asked for. `me` is whoever looks. */
export const asQuery = ({ view, team, kind, waitingH, q }: TicketFilter, me: string) => ({
  ...(view === 'all' ? {} : { unresolved: view !== 'resolved' }),
  ...(view === 'mine' ? { assignee_id: me } : {}),
  // Whoever has waited longest comes first.
  ...(view === 'unresolved' || view === 'mine' ? { oldest_first: true } : {}),
  ...(team === undefined ? {} : { team }),
  ...(kind === undefined ? {} : { kind }),
  ...(waitingH === undefined ? {} : { waiting_h: waitingH }),
  ...(q === undefined || q.trim() === '' ? {} : { q: q.trim() }),
});
