// A history as a timeline: grouped by day, drawn only where it is in sight, each row with what it was before and after,
// and an address of its own.

import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { HistoryRow } from '../../api/shapes';
import { historyKindNames, historyWords as text } from '../../history-words';
import { instantText } from '../../ui/time';
import { roleNames, words } from '../../words';
import { dayItems } from './days';
import classes from './Timeline.module.css';

const NEAR_END_ITEMS = 20;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

interface TimelineProps {
  label: string;
  rows: readonly HistoryRow[];
  /** The row that the address leads to. */
  linked: number | null;
  /** The address of a row, without the place where the product stands. */
  hrefOf: (row: HistoryRow) => string;
  onNearEnd: () => void;
  isLoading: boolean;
  /** Rows of several titles: each names its request. */
  withRequest?: boolean;
}

export function Timeline({ label, rows, linked, hrefOf, onNearEnd, isLoading, withRequest = false }: TimelineProps) {
  const items = useMemo(() => dayItems(rows), [rows]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'day' ? 34 : 58),
    overscan: 10,
    getItemKey: (index) => items[index]?.key ?? index,
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - NEAR_END_ITEMS) onNearEnd();
  }, [lastShown, items.length, onNearEnd]);

  const target = linked === null ? -1 : items.findIndex((item) => item.kind === 'row' && item.row.id === linked);
  useEffect(() => {
    if (target >= 0) virtual.scrollToIndex(target, { align: 'center' });
  }, [target, virtual]);

  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} aria-label={label} role="feed" aria-busy={isLoading}>
      <div className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div key={key} ref={virtual.measureElement} data-index={index} className={classes.item} style={{ transform: `translateY(${start}px)` }}>
              {item.kind === 'day' ? (
                // A feed holds articles and nothing else: each of them reads its own day.
                <div className={classes.day} aria-hidden>
                  {item.label}
                </div>
              ) : (
                <Row row={item.row} isLinked={item.row.id === linked} href={hrefOf(item.row)} withRequest={withRequest} position={index + 1} />
              )}
            </div>
          );
        })}
      </div>
      {isLoading && <p className="dim">{words.loading}</p>}
    </div>
  );
}

function Row({ row, isLinked, href, withRequest, position }: { row: HistoryRow; isLinked: boolean; href: string; withRequest: boolean; position: number }) {
  const { actor } = row;
  return (
    <article id={`history-${row.id}`} className={classes.row} data-linked={isLinked} aria-current={isLinked ? 'true' : undefined} aria-posinset={position} aria-setsize={-1}>
      <time className={`${classes.time} mono`} dateTime={row.at} title={instantText(row.at)}>
        <span className="only-for-readers">{instantText(row.at)}</span>
        <span aria-hidden>{clock.format(new Date(row.at))}</span>
      </time>
      <div className={classes.what}>
        <div>
          {row.summary} <span className={classes.kind}>{historyKindNames[row.kind]}</span>
        </div>
        <Changes row={row} />
        {row.reason !== '' && <div className={classes.why}>“{row.reason}”</div>}
        <div className={classes.by}>
          {actor == null ? words.system : `${actor.name}, ${roleNames[actor.role]}${actor.facility == null ? '' : `, ${actor.facility}`}`}
          {withRequest && row.request_id != null && (
            <>
              {' · '}
              <Link to="/requests/$requestId" params={{ requestId: row.request_id }}>
                {words.requests.page.number(row.request_number ?? 0)}
              </Link>
            </>
          )}
        </div>
      </div>
      <CopyButton value={`${location.origin}${href}`}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? text.linkCopied : text.permalink(row.id)}>
            <ActionIcon component="a" href={href} size="sm" aria-label={text.permalink(row.id)} onClick={copy}>
              #
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </article>
  );
}

/** A state alone stands in the line already. */
function Changes({ row }: { row: HistoryRow }) {
  if (row.changes.length === 0) return null;
  return (
    <dl className={classes.changes}>
      {row.changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before != null && <del>{before}</del>}
            {before != null && after != null && ' → '}
            {after != null && <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
