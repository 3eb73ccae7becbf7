// How a ticket's state looks, here and in Zendesk.

import type { TicketState, TicketView } from '../../api/shapes';
import { ticketWords } from '../../ticket-words';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { ticketStateNames } from '../../words';

const TONES: Readonly<Record<TicketState, Tone>> = { new: 'wanted', open: 'moving', pending: 'moving', solved: 'good', closed: 'quiet' };

export const TicketStateBadge = ({ state }: { state: TicketState }) => <StateBadge tone={TONES[state]}>{ticketStateNames[state]}</StateBadge>;

const text = ticketWords.page.zendesk;
const SYNC_TONES = { waiting: 'moving', synced: 'good', failed: 'bad' } as const;

export const SyncBadge = ({ zendesk }: { zendesk: NonNullable<TicketView['zendesk']> }) => <StateBadge tone={SYNC_TONES[zendesk.state]}>{text[zendesk.state]}</StateBadge>;
