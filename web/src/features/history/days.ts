// Rows of a history grouped by the days on which they happened, in the viewer's zone; flat, so that a long one is drawn
// only where it is in sight.

import type { HistoryRow } from '../../api/shapes';

export type TimelineItem = { readonly kind: 'day'; readonly key: string; readonly label: string } | { readonly kind: 'row'; readonly key: string; readonly row: HistoryRow };

const dayOf = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export const dayItems = (rows: readonly HistoryRow[], label: (at: Date) => string = (at) => dayOf.format(at)): TimelineItem[] => {
  const items: TimelineItem[] = [];
  let last: string | undefined;
  for (const row of rows) {
    const day = label(new Date(row.at));
    if (day !== last) items.push({ kind: 'day', key: `day ${day}`, label: day });
    last = day;
    items.push({ kind: 'row', key: String(row.id), row });
  }
  return items;
};
