// What one looks for in a history, as it stands in the address of the page, and as the server is asked. Pure.

import type { HistoryKind } from '../../api/shapes';

export const KINDS = ['deliveries', 'requests', 'tasks', 'issues', 'verification', 'fix_notes', 'comments', 'tickets', 'titles', 'people', 'access', 'downloads', 'policies', 'other'] as const satisfies readonly HistoryKind[];

export interface HistoryFilter {
  /** With commas between. */
  readonly kind?: string;
  readonly person?: string;
  readonly round?: string;
  readonly delivery?: string;
  readonly issue?: string;
  /** Days in the viewer's zone: 2027-01-31. */
  readonly from?: string;
  readonly until?: string;
  readonly q?: string;
  readonly order?: 'oldest';
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined);
const day = (value: unknown): string | undefined => {
  const text = word(value);
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
};

/** Leaves away what cannot be meant. */
export const readFilter = (search: Record<string, unknown>): HistoryFilter => {
  const kinds = (word(search.kind) ?? '').split(',').filter((kind) => (KINDS as readonly string[]).includes(kind));
  const round = word(search.round);
  const found = {
    kind: kinds.length === 0 ? undefined : kinds.join(','),
    person: word(search.person),
    round: round !== undefined && /^\d{1,4}$/.test(round) ? round : undefined,
    delivery: word(search.delivery),
    issue: word(search.issue),
    from: day(search.from),
    until: day(search.until),
    q: word(search.q)?.slice(0, 200),
    order: search.order === 'oldest' ? ('oldest' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as HistoryFilter;
};

export const kindsOf = ({ kind }: HistoryFilter): HistoryKind[] => (kind === undefined ? [] : (kind.split(',') as HistoryKind[]));
export const isFiltered = ({ order: _order, ...filter }: HistoryFilter): boolean => Object.keys(filter).length > 0;

/** The first instant of a day where the viewer is; of the day after, for what includes it. */
const instantOf = (text: string, plusDays: number): string => {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays).toISOString();
};

export interface HistoryAsk {
  kind?: string;
  person_id?: string;
  round?: number;
  delivery_id?: string;
  issue_id?: string;
  from?: string;
  until?: string;
  q?: string;
  order?: 'oldest';
}

export const askOf = (filter: HistoryFilter): HistoryAsk => ({
  ...(filter.kind === undefined ? {} : { kind: filter.kind }),
  ...(filter.person === undefined ? {} : { person_id: filter.person }),
  ...(filter.round === undefined ? {} : { round: Number(filter.round) }),
  ...(filter.delivery === undefined ? {} : { delivery_id: filter.delivery }),
  ...(filter.issue === undefined ? {} : { issue_id: filter.issue }),
  ...(filter.from === undefined ? {} : { from: instantOf(filter.from, 0) }),
  ...(filter.until === undefined ? {} : { until: instantOf(filter.until, 1) }),
  ...(filter.q === undefined ? {} : { q: filter.q }),
  ...(filter.order === undefined ? {} : { order: filter.order }),
});

/** The address of the same rows as a file. */
export const exportHref = (path: string, filter: HistoryFilter, format: 'csv' | 'json'): string => {
  const query = new URLSearchParams(Object.entries(askOf(filter)).map(([name, value]) => [name, String(value)]));
  query.set('format', format);
  return `${path}?${query.toString()}`;
};

/** The row that an address leads to: #history-1234. */
export const rowOf = (hash: string): number | null => {
  const found = /^#?history-(\d{1,15})$/.exec(hash);
  return found === null ? null : Number(found[1]);
};
