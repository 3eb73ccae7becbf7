// A table that stays fast however long it is: only the rows in view are drawn, more are asked for near its end.
// One tab stop; arrows move, Enter opens, Space ticks. Columns can be chosen and the choice is kept in the browser.

import { ActionIcon, Checkbox, Menu, Tooltip } from '@mantine/core';
import {
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ColumnVisibilityState,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { words } from '../words';
import { ColumnsIcon } from './icons';
import { remembered, remember } from './remember';
import classes from './VirtualTable.module.css';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** At least so wide. */
  readonly widthRem: number;
  /** Its share of the room that is left; without one it keeps its width. */
  readonly grow?: number;
  readonly cell: (row: Row) => ReactNode;
  /** Not shown until chosen. */
  readonly optional?: boolean;
  readonly align?: 'end';
}

export interface VirtualTableProps<Row> {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Near the end of what is loaded. */
  onNearEnd?: () => void;
  isLoading?: boolean;
  empty: ReactNode;
  rowHeight?: number;
  /** Under which name the choice of columns is kept. */
  rememberAs?: string;
  ticked?: ReadonlySet<string>;
  onTick?: (ticked: ReadonlySet<string>) => void;
}

const features = tableFeatures({ columnVisibilityFeature });
const PAGE_ROWS = 12;
const NEAR_END_ROWS = 20;
const TICK_REM = 2.25;
/** The button that chooses columns stands at the right of the head. */
const CHOICE_REM = 2.15;

const firstVisibility = <Row,>(columns: readonly TableColumn<Row>[], key: string | undefined): ColumnVisibilityState => {
  const kept = key === undefined ? undefined : remembered<ColumnVisibilityState>(`columns.${key}`);
  const own = Object.fromEntries(columns.map(({ id, optional }) => [id, optional !== true]));
  return { ...own, ...kept };
};

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, rows, rowId, onOpen, onNearEnd, isLoading = false, empty, rowHeight = 36, rememberAs, ticked, onTick } = props;
  const [columnVisibility, setColumnVisibility] = useState(() => firstVisibility(columns, rememberAs));
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();

  const definitions = useMemo(
    () => columns.map(({ id, header }): ColumnDef<typeof features, Row & object> => ({ id, header })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows as readonly (Row & object)[],
    getRowId: (row: Row & object) => rowId(row),
    state: { columnVisibility },
    onColumnVisibilityChange: (next) => {
      setColumnVisibility((before) => {
        const after = typeof next === 'function' ? next(before) : next;
        if (rememberAs !== undefined) remember(`columns.${rememberAs}`, after);
        return after;
      });
    },
  });

  const shown = columns.filter(({ id }) => columnVisibility[id] !== false);
  const model = table.getRowModel().rows;
  const ticks = onTick === undefined ? undefined : (ticked ?? new Set<string>());
  // Every row is a grid of its own: equal tracks need a width that does not depend on what stands in them.
  const tracks = [
    ticks === undefined ? '' : `${TICK_REM}rem`,
    ...shown.map(({ widthRem, grow }) => (grow === undefined ? `${widthRem}rem` : `minmax(${widthRem}rem, ${grow}fr)`)),
  ].join(' ');
  const leastRem = shown.reduce((sum, { widthRem }) => sum + widthRem, ticks === undefined ? 0 : TICK_REM) + CHOICE_REM;

  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => model[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const loaded = model.length;
  useEffect(() => {
    if (loaded > 0 && lastShown >= loaded - NEAR_END_ROWS) onNearEnd?.();
  }, [lastShown, loaded, onNearEnd]);

  const go = (to: number) => {
    const index = Math.max(0, Math.min(model.length - 1, to));
    setActive(index);
    virtual.scrollToIndex(index);
  };
  const tick = (id: string) => {
    if (ticks === undefined) return;
    const next = new Set(ticks);
    if (!next.delete(id)) next.add(id);
    onTick?.(next);
  };
  const onKeyDown = (press: KeyboardEvent<HTMLDivElement>) => {
    if (press.target !== press.currentTarget) return;
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + PAGE_ROWS,
      PageUp: active - PAGE_ROWS,
      Home: 0,
      End: model.length - 1,
    };
    const to = steps[press.key];
    const row = model[active];
    if (to !== undefined) go(to);
    else if (press.key === 'Enter' && row !== undefined) onOpen?.(row.original);
    else if (press.key === ' ' && row !== undefined) tick(row.id);
    else return;
    press.preventDefault();
  };

  const allTicked = ticks !== undefined && model.length > 0 && model.every(({ id }) => ticks.has(id));
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={model.length + 1}
        aria-colcount={shown.length}
        aria-busy={isLoading}
        tabIndex={0}
        {...(model.length > 0 ? { 'aria-activedescendant': `${baseId}-${active}` } : {})}
        onKeyDown={onKeyDown}
      >
        <div className={classes.head} role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks, minWidth: `${leastRem}rem` }}>
          {ticks !== undefined && (
            <div role="columnheader" className={classes.cell}>
              <Checkbox
                aria-label={words.table.tickAll}
                checked={allTicked}
                indeterminate={!allTicked && ticks.size > 0}
                onChange={() => onTick?.(allTicked ? new Set() : new Set(model.map(({ id }) => id)))}
              />
            </div>
          )}
          {shown.map((column) => (
            <div key={column.id} role="columnheader" className={classes.cell} data-align={column.align}>
              {column.header}
            </div>
          ))}
        </div>
        {model.length > 0 && (
          <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: `${leastRem}rem` }}>
            {items.map((item) => {
              const row = model[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={item.key}
                  id={`${baseId}-${item.index}`}
                  className={classes.row}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={ticks === undefined ? undefined : ticks.has(row.id)}
                  data-active={item.index === active}
                  data-opens={onOpen !== undefined}
                  style={{ gridTemplateColumns: tracks, height: item.size, transform: `translateY(${item.start}px)` }}
                  onClick={() => {
                    setActive(item.index);
                    if (getSelection()?.toString() === '') onOpen?.(row.original);
                  }}
                >
                  {ticks !== undefined && (
                    <div role="gridcell" className={classes.cell} onClick={(press) => press.stopPropagation()}>
                      <Checkbox tabIndex={-1} aria-label={words.table.tick} checked={ticks.has(row.id)} onChange={() => tick(row.id)} />
                    </div>
                  )}
                  {shown.map((column) => (
                    <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align}>
                      {column.cell(row.original)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        )}
        {isLoading && <div className={classes.loading}>{words.loading}</div>}
      </div>
      {/* A grid may hold rows only: what is said instead of them stands over it. */}
      {model.length === 0 && !isLoading && <div className={classes.empty}>{empty}</div>}
      <div className={classes.choice}>
        <Menu closeOnItemClick={false} position="bottom-end">
          <Menu.Target>
            <Tooltip label={words.table.columns}>
              <ActionIcon size="sm" aria-label={words.table.columns}>
                <ColumnsIcon />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {table.getAllLeafColumns().map((column) => (
              <Menu.Item key={column.id} role="menuitemcheckbox" aria-checked={column.getIsVisible()} onClick={() => column.toggleVisibility()}>
                <span aria-hidden className={classes.check}>
                  {column.getIsVisible() ? '✓' : ''}
                </span>
                {columns.find(({ id }) => id === column.id)?.header}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
