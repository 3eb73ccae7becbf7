// The history of a thing as lines to read: what was done, by whom, why.

import type { HistoryRow } from '../../api/shapes';
import type { HistoryLine } from '../../ui/HistoryList';
import { roleNames, words } from '../../words';

export const historyLines = (rows: readonly HistoryRow[]): HistoryLine[] =>
  rows.map(({ id, at, actor, summary, reason }) => ({
    id,
    at,
    what: summary,
    who: actor == null ? words.system : `${actor.name}, ${roleNames[actor.role]}${actor.facility == null ? '' : `, ${actor.facility}`}`,
    ...(reason === '' ? {} : { why: reason }),
  }));
