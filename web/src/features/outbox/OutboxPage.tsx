// Everything that leaves the product: a filtered table that follows it live; a message opens beside it.

import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { OutboxChannel, OutboxRow, OutboxState } from '../../api/shapes';
import { noticeWords, outboxChannelNames, outboxStateNames } from '../../notice-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { agoText, instantText, roughLengthText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { Trouble } from '../house/Trouble';
import { MessageDrawer } from './MessageDrawer';
import classes from './OutboxPage.module.css';
import { outboxQuery } from './queries';

const text = noticeWords.outbox;
export const TONES: Readonly<Record<OutboxState, Tone>> = { waiting: 'moving', sent: 'good', failed: 'bad' };
const SEARCH_MS = 250;

const nextText = (row: OutboxRow, now: Date): string => {
  if (row.next_at == null) return '';
  const left = (new Date(row.next_at).getTime() - now.getTime()) / 1000;
  return left <= 0 ? text.now : text.next(roughLengthText(Math.max(60, left)));
};

const columnsAt = (now: Date): TableColumn<OutboxRow>[] => [
  { id: 'state', header: text.columns.state, widthRem: 7, cell: (row) => <StateBadge tone={TONES[row.state]}>{outboxStateNames[row.state]}</StateBadge> },
  { id: 'channel', header: text.columns.channel, widthRem: 6, cell: (row) => outboxChannelNames[row.channel] },
  { id: 'subject', header: text.columns.subject, widthRem: 14, grow: 3, cell: (row) => <span title={row.subject}>{row.subject}</span> },
  { id: 'recipient', header: text.columns.recipient, widthRem: 13, grow: 2, cell: (row) => <span title={row.recipient}>{row.person?.name ?? row.recipient}</span> },
  { id: 'attempts', header: text.columns.attempts, widthRem: 5.5, align: 'end', cell: (row) => <span className="number">{row.attempts}</span> },
  { id: 'next', header: text.columns.next, widthRem: 6, cell: (row) => (row.next_at == null ? '' : <time dateTime={row.next_at} title={instantText(row.next_at)}>{nextText(row, now)}</time>) },
  { id: 'reason', header: text.columns.reason, widthRem: 12, grow: 2, cell: (row) => <span title={row.reason}>{row.reason}</span> },
  { id: 'created', header: text.columns.created, widthRem: 8, cell: (row) => <time dateTime={row.created_at} title={instantText(row.created_at)}>{agoText(row.created_at, now)}</time> },
];

export function OutboxPage() {
  const now = useNow();
  const search = useSearch({ from: '/house/outbox' });
  const navigate = useNavigate({ from: '/outbox' });
  const { channel, state, q, webhook, message } = search;
  const list = useInfiniteQuery(
    outboxQuery({ ...(channel === undefined ? {} : { channel }), ...(state === undefined ? {} : { state }), ...(q === undefined ? {} : { q }), ...(webhook === undefined ? {} : { webhook_id: webhook }) }),
  );
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  // What is undefined leaves the address again: the route reads only what is there.
  const go = (to: { [Key in keyof typeof search]?: (typeof search)[Key] | undefined }) => void navigate({ search: { ...search, ...to } as typeof search, replace: true });
  const find = useDebouncedCallback((typed: string) => go({ q: typed.trim() === '' ? undefined : typed.trim() }), SEARCH_MS);
  const isFiltered = channel !== undefined || state !== undefined || q !== undefined || webhook !== undefined;
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={text.state}
          data={[{ value: '', label: text.all }, ...Object.entries(outboxStateNames).map(([value, label]) => ({ value, label }))]}
          value={state ?? ''}
          onChange={(to) => go({ state: to === '' ? undefined : (to as OutboxState) })}
        />
        <NativeSelect
          aria-label={text.channel}
          data={[{ value: '', label: `${text.channel}: ${text.all}` }, ...Object.entries(outboxChannelNames).map(([value, label]) => ({ value, label }))]}
          value={channel ?? ''}
          onChange={(choice) => go({ channel: choice.currentTarget.value === '' ? undefined : (choice.currentTarget.value as OutboxChannel) })}
        />
        <TextInput type="search" aria-label={text.search} placeholder={text.search} defaultValue={q ?? ''} onChange={(typed) => find(typed.currentTarget.value)} w={260} />
        {isFiltered && (
          <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
            {text.showAll}
          </Button>
        )}
      </div>
      <VirtualTable
        label={text.title}
        columns={columnsAt(now)}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="outbox"
        isLoading={list.isPending}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => go({ message: row.id })}
        empty={isFiltered ? <EmptyState title={text.nothingFound} next={text.nothingFoundNext} /> : <EmptyState title={text.empty} next={text.emptyNext} />}
      />
      <MessageDrawer id={message} onClose={() => go({ message: undefined })} />
    </PageFrame>
  );
}
