// Lists of requests: a search bar of tokens, quick searches of the role, and a table that stays fast.

import { Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { formatQuery, parseQuery } from '../../ui/tokens';
import { TokenSearch } from '../../ui/TokenSearch';
import { VirtualTable } from '../../ui/VirtualTable';
import { words } from '../../words';
import { useMay, useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { showsQuery } from '../titles/queries';
import { requestColumns } from './columns';
import { keepLastOfSingle, requestFields, requestFilter } from './filter';
import { requestCountQuery, requestListQuery, type RequestFilter } from './queries';
import classes from './RequestsPage.module.css';
import { quickSearches, tabsOf, type QuickSearch } from './views';

const text = words.requests;

export function RequestsPage() {
  const { person } = useSession();
  const maySeeTitles = useMay()('see_title');
  const search = useSearch({ from: '/house/requests' });
  const navigate = useNavigate({ from: '/requests' });
  const tabs = tabsOf(person.role);
  const quick = quickSearches(person.role);
  const view = tabs.find((tab) => tab.view === search.view)?.view ?? tabs[0].view;
  // Without a search in the address, a role sees what most needs it.
  const written = search.q ?? quick[0].q;
  const pressed = quick.find(({ q }) => q === written);
  const shows = useQuery({ ...showsQuery, enabled: maySeeTitles }).data;
  const fields = useMemo(() => requestFields(shows ?? []), [shows]);
  const query = useMemo(() => parseQuery(fields, written), [fields, written]);
  const list = useInfiniteQuery(requestListQuery({ ...requestFilter(view, query), ...(search.order === undefined ? {} : { order: search.order }) }));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;

  const go = (q: string) => void navigate({ search: (before) => ({ ...before, q }), replace: true });

  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame
      title={text.title}
      subtitle={total == null ? undefined : text.count(total)}
      actions={
        tabs.length > 1 && (
          <SegmentedControl
            aria-label={text.title}
            data={tabs.map((tab) => ({ value: tab.view, label: tab.label }))}
            value={view}
            onChange={(to) => void navigate({ search: (before) => ({ ...before, view: to as typeof view }), replace: true })}
          />
        )
      }
    >
      <div className={classes.search}>
        <TokenSearch fields={fields} query={query} onChange={(next) => go(formatQuery(keepLastOfSingle(next)))} placeholder={text.search} />
        <div className={classes.quick} role="group" aria-label={text.quick}>
          {quick.map((each) => (
            <QuickChip key={each.label} quick={each} filter={requestFilter(view, parseQuery(fields, each.q))} isPressed={each === pressed} onPress={() => go(each.q)} />
          ))}
          {view !== 'pool' && (
            <UnstyledButton
              className={`${classes.chip} ${classes.order}`}
              title={text.dueFirstHint}
              aria-pressed={search.order === 'due'}
              onClick={() => void navigate({ search: ({ order, ...before }) => (order === 'due' ? before : { ...before, order: 'due' as const }), replace: true })}
            >
              {text.dueFirst}
            </UnstyledButton>
          )}
        </div>
      </div>
      <VirtualTable
        label={text.title}
        columns={requestColumns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="requests"
        isLoading={list.isFetching && rows.length === 0}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/requests/$requestId', params: { requestId: row.id } })}
        empty={
          written === '' ? (
            <EmptyState title={text.none[view]} next={text.noneNext[view]} />
          ) : (
            <EmptyState title={pressed?.quiet ?? text.nothingFound} next={pressed === undefined ? text.nothingFoundNext : undefined}>
              <Button variant="default" onClick={() => go('')}>
                {text.showEverything}
              </Button>
            </EmptyState>
          )
        }
      />
    </PageFrame>
  );
}

interface QuickChipProps {
  quick: QuickSearch;
  filter: RequestFilter;
  isPressed: boolean;
  onPress: () => void;
}

function QuickChip({ quick, filter, isPressed, onPress }: QuickChipProps) {
  const count = useQuery(requestCountQuery(filter)).data;
  return (
    <UnstyledButton className={classes.chip} aria-pressed={isPressed} onClick={onPress}>
      {quick.label}
      {count != null && <span className={classes.count}>{count.toLocaleString('en-GB')}</span>}
    </UnstyledButton>
  );
}
