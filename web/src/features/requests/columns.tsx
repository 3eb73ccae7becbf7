// The columns of every list of requests.

import type { RequestRow } from '../../api/shapes';
import { instantText, shortInstantText } from '../../ui/time';
import type { TableColumn } from '../../ui/VirtualTable';
import { assignmentWords } from '../../assignment-words';
import { assetKindNames, words } from '../../words';
import { Counts, RequestClock, RequestStateBadge, roundText, ServiceName, tasksText } from './look';

const text = words.requests.columns;
const Instant = ({ at }: { at: string | null | undefined }) =>
  at == null ? <span className="dim">–</span> : <time dateTime={at} title={instantText(at)}>{shortInstantText(at)}</time>;

export const requestColumns: TableColumn<RequestRow>[] = [
  { id: 'number', header: text.number, widthRem: 3.75, align: 'end', cell: (row) => <span className="number">{row.number}</span> },
  {
    id: 'title',
    header: text.title,
    widthRem: 17.25, grow: 3,
    cell: (row) => (
      <span title={row.title.label}>
        {row.title.label} <span className="dim">{[row.version_language == null ? '' : assignmentWords.versions.short(row.version_language), roundText(row.round)].filter((part) => part !== '').join(' ')}</span>
      </span>
    ),
  },
  { id: 'service', header: text.service, widthRem: 8.5, cell: (row) => <ServiceName row={row} /> },
  { id: 'tasks', header: text.tasks, widthRem: 8.25, grow: 1, cell: (row) => tasksText(row.tasks) },
  { id: 'state', header: text.state, widthRem: 11, cell: (row) => <RequestStateBadge row={row} /> },
  { id: 'due', header: text.due, widthRem: 11.75, cell: (row) => <RequestClock row={row} /> },
  { id: 'issues', header: text.issues, widthRem: 8.25, cell: (row) => <Counts counts={row.issues} /> },
  { id: 'operator', header: text.operator, widthRem: 7.25, cell: (row) => row.operator?.name ?? <span className="dim">–</span> },
  { id: 'facility', header: text.facility, widthRem: 9, optional: true, cell: (row) => row.operator?.facility ?? '' },
  { id: 'verifier', header: text.verifier, widthRem: 10, optional: true, cell: (row) => row.verifier?.name ?? '' },
  { id: 'assets', header: text.assets, widthRem: 9, optional: true, cell: (row) => row.asset_kinds.map((kind) => assetKindNames[kind]).join(', ') },
  { id: 'show', header: text.show, widthRem: 10, optional: true, cell: (row) => row.title.show },
  { id: 'delivered', header: text.delivered, widthRem: 8, optional: true, cell: (row) => <Instant at={row.delivered_at} /> },
];
