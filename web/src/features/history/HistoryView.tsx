// A history to look through: filters, files, the timeline, and the row that an address leads to.

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { HistoryChoices, HistoryRow, PersonRef } from '../../api/shapes';
import { historyWords as text } from '../../history-words';
import { EmptyState } from '../../ui/EmptyState';
import { words } from '../../words';
import { FilterBar } from './FilterBar';
import { exportHref, type HistoryFilter, isFiltered } from './filter';
import { exportPath, historyQuery, type HistoryOf } from './queries';
import { Timeline } from './Timeline';
import classes from './Timeline.module.css';

interface HistoryViewProps {
  of: HistoryOf;
  filter: HistoryFilter;
  onFilter: (filter: HistoryFilter) => void;
  choices: HistoryChoices | undefined;
  people: readonly PersonRef[];
  linked: number | null;
  onUnlink: () => void;
  hrefOf: (row: HistoryRow) => string;
}

export function HistoryView({ of, filter, onFilter, choices, people, linked, onUnlink, hrefOf }: HistoryViewProps) {
  const history = useInfiniteQuery(historyQuery(of, filter, linked));
  const rows = useMemo(() => history.data?.pages.flatMap(({ items }) => items) ?? [], [history.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = history;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isMissing = linked !== null && history.isSuccess && !rows.some(({ id }) => id === linked);
  return (
    <div className={`${classes.page} ${classes.padded}`}>
      <FilterBar filter={filter} onChange={onFilter} choices={choices} people={people} />
      <div className={classes.note}>
        <Button size="compact-xs" variant="default" component="a" href={exportHref(exportPath(of), filter, 'csv')} download>
          {text.csv}
        </Button>
        <Button size="compact-xs" variant="default" component="a" href={exportHref(exportPath(of), filter, 'json')} download>
          {text.json}
        </Button>
        {linked !== null && (
          <>
            <span className="dim" role="status">
              {isMissing ? text.notThere : text.around}
            </span>
            <Button size="compact-xs" variant="default" onClick={onUnlink}>
              {text.newer}
            </Button>
          </>
        )}
      </div>
      {rows.length === 0 && !history.isPending ? (
        <EmptyState title={isFiltered(filter) ? text.noneFound : text.none} {...(isFiltered(filter) ? { next: text.noneFoundNext } : {})} />
      ) : (
        <Timeline label={text.title} rows={rows} linked={linked} hrefOf={hrefOf} onNearEnd={onNearEnd} isLoading={history.isPending || isFetchingNextPage} withRequest={of.kind !== 'request'} />
      )}
      {history.isError && <p role="alert">{words.problem.title}</p>}
    </div>
  );
}
