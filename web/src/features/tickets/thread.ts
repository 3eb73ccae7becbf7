// A ticket's thread in the order of time: its description, replies and notes, and between them what was done.

import type { TicketAct, TicketDetail, TicketReplyView } from '../../api/shapes';
import { teamNames, ticketWords } from '../../ticket-words';
import { ticketStateNames, words } from '../../words';

export type ThreadLine =
  | { readonly kind: 'message'; readonly id: string; readonly at: string; readonly author: string; readonly body: string; readonly isNote: boolean; readonly isInZendesk: boolean | null }
  | { readonly kind: 'act'; readonly id: string; readonly at: string; readonly text: string; readonly reason: string };

/** The message itself says it already. */
const SAID = ['ticket.opened', 'ticket.replied', 'ticket.noted'];

const named = (facts: unknown): string => {
  const { state, team, assignee, name } = facts as { state?: keyof typeof ticketStateNames; team?: keyof typeof teamNames; assignee?: string | null; name?: string };
  if (state !== undefined) return ticketStateNames[state];
  if (team !== undefined) return assignee == null ? teamNames[team] : `${teamNames[team]}, ${assignee}`;
  return name ?? '';
};

export const actText = ({ actor, act, before, after }: TicketAct): string => {
  const say = ticketWords.acts[act];
  const who = actor?.name ?? words.system;
  return say === undefined ? `${who}: ${act.replace('ticket.', '').replaceAll('_', ' ')}` : `${who} ${say(named(before), named(after))}`;
};

const ofReply = (reply: TicketReplyView): ThreadLine => ({
  kind: 'message',
  id: reply.id,
  at: reply.created_at,
  author: reply.author_name,
  body: reply.body,
  isNote: reply.is_internal,
  isInZendesk: reply.is_in_zendesk ?? null,
});

export const threadOf = (ticket: TicketDetail): readonly ThreadLine[] => {
  const description: ThreadLine = { kind: 'message', id: ticket.id, at: ticket.created_at, author: ticket.author.name, body: ticket.description, isNote: false, isInZendesk: null };
  const acts = ticket.acts
    .filter(({ act }) => !SAID.includes(act))
    .map((act, index): ThreadLine => ({ kind: 'act', id: `act ${index}`, at: act.at, text: actText(act), reason: act.reason }));
  const later = [...ticket.replies.map(ofReply), ...acts].toSorted((a, b) => a.at.localeCompare(b.at));
  return [description, ...later];
};
