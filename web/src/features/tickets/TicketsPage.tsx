// Tickets: one's own, and for studio admins all. A ticket opens beside the list.

import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { Invited, TicketState, TicketView } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { agoText, instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { assignmentWords } from '../../assignment-words';
import { ticketKindNames, ticketStateNames, words } from '../../words';
import { fullName } from '../access/session';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { AskedExtension } from './AskedExtension';
import { NewTicketDialog } from './NewTicketDialog';
import { SuggestedBars } from './SuggestedBars';
import classes from './TicketsPage.module.css';

const text = words.tickets;
const TONES: Readonly<Record<TicketState, Tone>> = { new: 'wanted', open: 'moving', pending: 'moving', solved: 'good', closed: 'quiet' };

export function TicketsPage() {
  const now = useNow();
  const tickets = useQuery({
    queryKey: ['ticket', 'list'],
    queryFn: () => answer(api.GET('/api/v1/tickets', { params: { query: { limit: 200 } } })),
  });
  const [openedId, setOpenedId] = useState<string>();
  const [isWriting, setWriting] = useState(false);
  if (tickets.isError) return <Trouble error={tickets.error} />;
  const rows = tickets.data?.items ?? [];
  const opened = rows.find(({ id }) => id === openedId);
  const columns: TableColumn<TicketView>[] = [
    { id: 'number', header: text.columns.number, widthRem: 5, align: 'end', cell: (row) => <span className="number">{row.number}</span> },
    { id: 'subject', header: text.subject, widthRem: 18, grow: 3, cell: (row) => row.subject },
    { id: 'kind', header: text.columns.kind, widthRem: 13, cell: (row) => ticketKindNames[row.kind] },
    { id: 'team', header: text.columns.team, widthRem: 12, cell: (row) => row.team },
    { id: 'state', header: text.columns.state, widthRem: 8, cell: (row) => <StateBadge tone={TONES[row.state]}>{ticketStateNames[row.state]}</StateBadge> },
    { id: 'author', header: text.columns.author, widthRem: 10, cell: (row) => row.author.name },
    { id: 'created', header: text.columns.created, widthRem: 8, cell: (row) => <time dateTime={row.created_at} title={instantText(row.created_at)}>{agoText(row.created_at, now)}</time> },
  ];
  return (
    <PageFrame title={text.title} actions={<Button onClick={() => setWriting(true)}>{text.newTitle}</Button>}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="tickets"
        isLoading={tickets.isPending}
        onOpen={(row) => setOpenedId(row.id)}
        empty={<EmptyState title={text.none} next={text.noneNext} />}
      />
      <NewTicketDialog opened={isWriting} onClose={() => setWriting(false)} />
      <Drawer opened={opened !== undefined} onClose={() => setOpenedId(undefined)} title={opened && text.number(opened.number)} size={520}>
        {opened !== undefined && <Ticket ticket={opened} />}
      </Drawer>
    </PageFrame>
  );
}

function Ticket({ ticket }: { ticket: TicketView }) {
  const queries = useQueryClient();
  const path = { params: { path: { ticket_id: ticket.id } } };
  const [invited, setInvited] = useState<Invited[]>();
  const setState = useMutation({
    mutationFn: (state: TicketState) => answer(api.POST('/api/v1/tickets/{ticket_id}/state', { ...path, body: { state } })),
    onSuccess: () => {
      toasts.show('done', words.saved);
      return queries.invalidateQueries({ queryKey: ['ticket'] });
    },
  });
  const onboard = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/tickets/{ticket_id}/onboard', path)),
    onSuccess: (people) => {
      setInvited(people);
      return Promise.all(['ticket', 'person'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
  });
  const retier = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/tickets/{ticket_id}/retier', path)),
    onSuccess: () => {
      toasts.show('done', assignmentWords.fullQc.approved);
      return Promise.all(['ticket', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
  });
  const mayRetier = actionOf(ticket.actions, 'approve_retiering')?.allowed === true;
  const mayAnswer = actionOf(ticket.actions, 'set_ticket_state')?.allowed === true;
  const mayOnboard = actionOf(ticket.actions, 'approve_onboarding')?.allowed === true;
  return (
    <Stack gap="md">
      <Text fw={600}>{ticket.subject}</Text>
      <Text size="sm" c="dimmed">
        {[ticketKindNames[ticket.kind], ticket.team, ticket.author.name, ticket.author.facility, instantText(ticket.created_at)].filter((part) => part != null).join(' · ')}
      </Text>
      {ticket.request_id != null && ticket.request_number != null && (
        <Link to="/requests/$requestId" params={{ requestId: ticket.request_id }}>
          {words.requests.page.number(ticket.request_number)}
        </Link>
      )}
      <p className={classes.description}>{ticket.description}</p>
      {ticket.kind === 'sla_extension' && <AskedExtension ticketId={ticket.id} />}
      <dl className={classes.context}>
        {Object.entries(ticket.context).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {invited?.map((each) => (
        <div key={each.person.id}>
          <div>{words.people.invited.explain(fullName(each.person), each.person.email)}</div>
          <code className={`${classes.link} mono`}>{each.invitation_link}</code>
        </div>
      ))}
      {ticket.kind === 'onboarding' && mayAnswer && <SuggestedBars ticketId={ticket.id} />}
      {mayOnboard && invited === undefined && (
        <Button loading={onboard.isPending} onClick={() => onboard.mutate()}>
          {text.onboard}
        </Button>
      )}
      {mayRetier && (
        <Button loading={retier.isPending} onClick={() => retier.mutate()}>
          {assignmentWords.fullQc.approve}
        </Button>
      )}
      {mayAnswer && (
        <Group gap="xs">
          {Object.entries(ticketStateNames)
            .filter(([state]) => state !== ticket.state && state !== 'new')
            .map(([state, name]) => (
              <Button key={state} variant="default" loading={setState.isPending && setState.variables === state} onClick={() => setState.mutate(state as TicketState)}>
                {text.setState(name)}
              </Button>
            ))}
        </Group>
      )}
    </Stack>
  );
}
