// The search bar of the request list: its fields, and what the server is asked for.

import type { Bucket, Priority, RequestState, Service, ShowView } from '../../api/shapes';
import { valuesOf, type TokenField, type TokenQuery } from '../../ui/tokens';
import { bucketNames, priorityNames, requestStateNames, serviceNames, words } from '../../words';
import type { RequestFilter, RequestListView } from './queries';

const named = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));
const text = words.requests.fields;

export const requestFields = (shows: readonly Pick<ShowView, 'id' | 'name'>[]): TokenField[] => [
  { id: 'state', label: text.state, values: named(requestStateNames) },
  { id: 'service', label: text.service, values: named(serviceNames) },
  { id: 'bucket', label: text.bucket, values: named(bucketNames) },
  { id: 'priority', label: text.priority, values: named(priorityNames) },
  ...(shows.length === 0 ? [] : [{ id: 'show', label: text.show, values: shows.map(({ id, name }) => ({ value: id, label: name })) }]),
];

/** The server takes one bucket, one priority and one show: the last one chosen counts. */
export const requestFilter = (view: RequestListView, query: TokenQuery): RequestFilter => {
  const states = valuesOf(query, 'state') as RequestState[];
  const services = valuesOf(query, 'service') as Service[];
  const bucket = valuesOf(query, 'bucket').at(-1) as Bucket | undefined;
  const priority = valuesOf(query, 'priority').at(-1) as Priority | undefined;
  const show = valuesOf(query, 'show').at(-1);
  return {
    view,
    ...(states.length === 0 ? {} : { state: states }),
    ...(services.length === 0 ? {} : { service: services }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(priority === undefined ? {} : { priority }),
    ...(show === undefined ? {} : { show_id: show }),
    ...(query.text === '' ? {} : { q: query.text }),
  };
};

/** Fields that take one value: a new one takes the place of the old. */
const SINGLE = ['bucket', 'priority', 'show'];

export const keepLastOfSingle = (query: TokenQuery): TokenQuery => ({
  ...query,
  tokens: query.tokens.filter(
    ({ field }, index) => !SINGLE.includes(field) || query.tokens.findLastIndex((other) => other.field === field) === index,
  ),
});
