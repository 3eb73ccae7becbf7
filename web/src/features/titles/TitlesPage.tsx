// All titles that one may see: by show or by words, with what is open on each.

import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { TitleRow } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { SearchIcon } from '../../ui/icons';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { NewTitleDialog } from './NewTitleDialog';
import { showsQuery, titleListQuery } from './queries';
import classes from './TitlesPage.module.css';

const text = words.titles;
const TYPING_MS = 250;

export function TitlesPage() {
  const may = useMay();
  const now = useNow();
  const navigate = useNavigate();
  const [show, setShow] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [isAdding, setAdding] = useState(false);
  const shows = useQuery(showsQuery);
  const list = useInfiniteQuery(titleListQuery({ ...(show === null ? {} : { show_id: show }), ...(searched === '' ? {} : { q: searched }) }));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;

  const count = (value: number) => (value === 0 ? <span className="dim">–</span> : <span className="number">{value}</span>);
  const columns: TableColumn<TitleRow>[] = [
    { id: 'title', header: text.columns.title, widthRem: 18, grow: 3, cell: (row) => row.label },
    { id: 'show', header: text.columns.show, widthRem: 10, grow: 1, optional: true, cell: (row) => row.show },
    { id: 'language', header: text.columns.language, widthRem: 7, cell: (row) => row.language },
    { id: 'deliveries', header: text.columns.deliveries, widthRem: 7, align: 'end', cell: (row) => count(row.delivery_count) },
    { id: 'requests', header: text.columns.requests, widthRem: 9, align: 'end', cell: (row) => count(row.open_request_count) },
    { id: 'issues', header: text.columns.issues, widthRem: 9, align: 'end', cell: (row) => count(row.open_issue_count) },
    {
      id: 'activity',
      header: text.columns.activity,
      widthRem: 10,
      cell: (row) => (
        <time dateTime={row.last_activity_at} title={instantText(row.last_activity_at)}>
          {agoText(row.last_activity_at, now)}
        </time>
      ),
    },
  ];
  const isFiltered = show !== null || searched !== '';
  return (
    <PageFrame title={text.title} actions={may('manage_shows') && <Button onClick={() => setAdding(true)}>{text.add}</Button>}>
      <div className={classes.filter}>
        <TextInput leftSection={<SearchIcon />} aria-label={text.search} placeholder={text.search} value={typed} onChange={(change) => setTyped(change.currentTarget.value)} w={320} />
        <Select aria-label={text.columns.show} placeholder={text.allShows} clearable searchable data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} w={240} />
      </div>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="titles"
        isLoading={list.isFetching && rows.length === 0}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/titles/$titleId', params: { titleId: row.id } })}
        empty={isFiltered ? <EmptyState title={text.nothingFound} next={text.nothingFoundNext} /> : <EmptyState title={text.none} next={may('manage_shows') ? text.noneNextAdmin : text.noneNext} />}
      />
      <NewTitleDialog opened={isAdding} onClose={() => setAdding(false)} />
    </PageFrame>
  );
}
