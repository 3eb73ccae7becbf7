// The columns of every list of requests.

import type { RequestRow } from '../../api/shapes';
import { instantText, shortInstantText } from '../../ui/time';
import type { TableColumn } from '../../ui/VirtualTable';
import { assetKindNames, words } from '../../words';
import { Counts, RequestClock, RequestStateBadge, roundText, ServiceName, tasksText } from './look';

const text = words.requests.columns;
const Instant = ({ at }: { at: string | null | undefined }) =>
  at == null ? <span className="dim">–</span> : <time dateTime={at} title={instantText(at)}>{shortInstantText(at)}</time>;

export const requestColumns: TableColumn<RequestRow>[] = [
  { id: 'number', header: text.number, width: '4.5rem', align: 'end', cell: (row) => <span className="number">{row.number}</span> },
  {
    id: 'title',
    header: text.title,
    width: 'minmax(16rem, 2fr)',
    cell: (row) => (
      <>
        {row.title.label} <span className="dim">{roundText(row.round)}</span>
      </>
    ),
  },
  { id: 'service', header: text.service, width: '8.5rem', cell: (row) => <ServiceName row={row} /> },
  { id: 'tasks', header: text.tasks, width: 'minmax(9rem, 1fr)', cell: (row) => tasksText(row.tasks) },
  { id: 'state', header: text.state, width: '12.5rem', cell: (row) => <RequestStateBadge row={row} /> },
  { id: 'due', header: text.due, width: '15rem', cell: (row) => <RequestClock row={row} /> },
  { id: 'issues', header: text.issues, width: '9rem', cell: (row) => <Counts counts={row.issues} /> },
  { id: 'operator', header: text.operator, width: '10rem', cell: (row) => row.operator?.name ?? <span className="dim">–</span> },
  { id: 'facility', header: text.facility, width: '9rem', optional: true, cell: (row) => row.operator?.facility ?? '' },
  { id: 'verifier', header: text.verifier, width: '10rem', optional: true, cell: (row) => row.verifier?.name ?? '' },
  { id: 'assets', header: text.assets, width: '9rem', optional: true, cell: (row) => row.asset_kinds.map((kind) => assetKindNames[kind]).join(', ') },
  { id: 'show', header: text.show, width: '10rem', optional: true, cell: (row) => row.title.show },
  { id: 'delivered', header: text.delivered, width: '8rem', optional: true, cell: (row) => <Instant at={row.delivered_at} /> },
];
