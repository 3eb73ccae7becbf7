import { expect, test } from 'vitest';
import type { TicketDetail } from '../../api/shapes';
import { asQuery } from './filter';
import { threadOf } from './thread';

const person = (name: string) => ({ id: name, name, role: 'operator' as const });

const ticket = {
  id: 't',
  number: 7,
  description: 'It stops.',
  author: person('Olga Berg'),
  created_at: '2026-11-26T10:00:00Z',
  replies: [
    { id: 'r2', author: null, author_name: 'Zoe Agent', body: 'Which version?', is_internal: false, created_at: '2026-11-26T12:00:00Z', is_in_zendesk: true },
    { id: 'r1', author: person('Ada Lund'), author_name: 'Ada Lund', body: 'The cache.', is_internal: true, created_at: '2026-11-26T11:00:00Z', is_in_zendesk: null },
  ],
  acts: [
    { at: '2026-11-26T10:00:00Z', actor: person('Olga Berg'), act: 'ticket.opened', before: {}, after: {}, reason: '' },
    { at: '2026-11-26T11:30:00Z', actor: person('Ada Lund'), act: 'ticket.assigned', before: { team: 'help_center', assignee: null }, after: { team: 'platform_support', assignee: 'Ada Lund' }, reason: '' },
    { at: '2026-11-26T12:30:00Z', actor: null, act: 'ticket.changed', before: { state: 'open' }, after: { state: 'pending' }, reason: 'In Zendesk.' },
    { at: '2026-11-26T12:40:00Z', actor: person('Ada Lund'), act: 'ticket.stirred_up', before: {}, after: {}, reason: '' },
  ],
} as unknown as TicketDetail;

test('the thread begins with the description and goes on in the order of time', () => {
  const lines = threadOf(ticket).map((line) => (line.kind === 'message' ? `${line.author}${line.isNote ? ' (note)' : ''}: ${line.body}` : line.text));
  expect(lines).toEqual([
    'Olga Berg: It stops.',
    'Ada Lund (note): The cache.',
    'Ada Lund gave it from Help Center to Platform Support, Ada Lund',
    'Zoe Agent: Which version?',
    'The system set it from Open to Pending',
    'Ada Lund: stirred up',
  ]);
});

test('the queue asks the server for what was chosen', () => {
  expect(asQuery({ view: 'unresolved' }, 'me')).toEqual({ unresolved: true, oldest_first: true });
  expect(asQuery({ view: 'mine', team: 'platform_support', kind: 'access', waitingH: 24, q: ' 10 ' }, 'me')).toEqual({
    unresolved: true,
    oldest_first: true,
    assignee_id: 'me',
    team: 'platform_support',
    kind: 'access',
    waiting_h: 24,
    q: '10',
  });
  expect(asQuery({ view: 'resolved', q: ' ' }, 'me')).toEqual({ unresolved: false });
  expect(asQuery({ view: 'all' }, 'me')).toEqual({});
});
