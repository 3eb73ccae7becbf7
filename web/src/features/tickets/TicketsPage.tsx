// Tickets: for the studio the queue, by team, kind and age; for others their own. A ticket opens on a page of its own.

import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Team, TicketKind, TicketView } from '../../api/shapes';
import { teamNames, ticketWords } from '../../ticket-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { ticketKindNames } from '../../words';
import { useMay, useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import type { TicketChoice } from './filter';
import { SyncBadge, TicketStateBadge } from './look';
import { NewTicketDialog } from './NewTicketDialog';
import { ticketListQuery } from './queries';
import classes from './TicketsPage.module.css';

const text = ticketWords.list;
const TYPING_MS = 300;

const columnsFor = (isStudio: boolean, hasZendesk: boolean, now: Date): TableColumn<TicketView>[] => [
  { id: 'number', header: text.columns.number, widthRem: 5, align: 'end', cell: (row) => <span className="number">{row.number}</span> },
  { id: 'subject', header: text.columns.subject, widthRem: 18, grow: 3, cell: (row) => row.subject },
  { id: 'kind', header: text.columns.kind, widthRem: 12, cell: (row) => ticketKindNames[row.kind] },
  { id: 'team', header: text.columns.team, widthRem: 11, cell: (row) => teamNames[row.team] },
  ...(isStudio ? [{ id: 'assignee', header: text.columns.assignee, widthRem: 10, cell: (row: TicketView) => row.assignee?.name ?? <span className="dim">–</span> }] : []),
  { id: 'state', header: text.columns.state, widthRem: 7, cell: (row) => <TicketStateBadge state={row.state} /> },
  ...(hasZendesk ? [{ id: 'zendesk', header: text.columns.zendesk, widthRem: 8, cell: (row: TicketView) => (row.zendesk == null ? null : <SyncBadge zendesk={row.zendesk} />) }] : []),
  ...(isStudio ? [{ id: 'author', header: text.columns.author, widthRem: 10, cell: (row: TicketView) => row.author.name }] : []),
  {
    id: 'created',
    header: text.columns.created,
    widthRem: 8,
    cell: (row) => (
      <time dateTime={row.created_at} title={instantText(row.created_at)}>
        {agoText(row.created_at, now)}
      </time>
    ),
  },
];

export function TicketsPage() {
  const now = useNow();
  const { person } = useSession();
  const isStudio = useMay()('answer_ticket');
  const navigate = useNavigate();
  const search = useSearch({ from: '/house/tickets' });
  const view = search.view ?? (isStudio ? 'unresolved' : 'all');
  const [typed, setTyped] = useState(search.q ?? '');
  const [q] = useDebouncedValue(typed, TYPING_MS);
  const [isWriting, setWriting] = useState(false);
  const choose = (patch: { [Name in keyof typeof search]?: (typeof search)[Name] | undefined }) =>
    void navigate({ to: '/tickets', search: Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, value]) => value !== undefined && value !== '')), replace: true });
  useEffect(() => {
    if (q !== (search.q ?? '')) choose({ q });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the address follows what is typed, not the other way round
  }, [q]);

  const tickets = useInfiniteQuery(ticketListQuery({ view, team: search.team, kind: search.kind, waitingH: search.waiting === undefined ? undefined : Number(search.waiting), q }, person.id));
  if (tickets.isError) return <Trouble error={tickets.error} />;
  const rows = tickets.data?.pages.flatMap(({ items }) => items) ?? [];
  const isNarrowed = q !== '' || search.team !== undefined || search.kind !== undefined || search.waiting !== undefined || view !== (isStudio ? 'unresolved' : 'all');
  return (
    <PageFrame title={ticketWords.title} actions={<Button onClick={() => setWriting(true)}>{ticketWords.newTitle}</Button>}>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={text.shown}
          data={(isStudio ? (['unresolved', 'mine', 'resolved', 'all'] as const) : (['all', 'unresolved', 'resolved'] as const)).map((value) => ({ value, label: text[value] }))}
          value={view}
          onChange={(value) => choose({ view: value as TicketChoice })}
        />
        {isStudio && (
          <Select clearable aria-label={text.team} placeholder={text.anyTeam} w={170} data={Object.entries(teamNames).map(([value, label]) => ({ value, label }))} value={search.team ?? null} onChange={(value) => choose({ team: (value as Team | null) ?? undefined })} />
        )}
        <Select clearable aria-label={text.kind} placeholder={text.anyKind} w={190} data={Object.entries(ticketKindNames).map(([value, label]) => ({ value, label }))} value={search.kind ?? null} onChange={(value) => choose({ kind: (value as TicketKind | null) ?? undefined })} />
        {isStudio && (
          <Select clearable aria-label={text.age} placeholder={text.anyAge} w={170} data={Object.entries(text.ages).map(([value, label]) => ({ value, label }))} value={search.waiting ?? null} onChange={(value) => choose({ waiting: value ?? undefined })} />
        )}
        <TextInput type="search" aria-label={text.search} placeholder={text.search} w={200} value={typed} onChange={(change) => setTyped(change.currentTarget.value)} />
      </div>
      <VirtualTable
        label={ticketWords.title}
        columns={columnsFor(isStudio, rows.some(({ zendesk }) => zendesk != null), now)}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="tickets"
        isLoading={tickets.isPending}
        onOpen={(row) => void navigate({ to: '/tickets/$number', params: { number: String(row.number) } })}
        onNearEnd={() => tickets.hasNextPage && !tickets.isFetchingNextPage && void tickets.fetchNextPage()}
        empty={isNarrowed ? <EmptyState title={text.noneFound} next={text.noneFoundNext} /> : <EmptyState title={text.none} next={text.noneNext} />}
      />
      <NewTicketDialog opened={isWriting} onClose={() => setWriting(false)} />
    </PageFrame>
  );
}
