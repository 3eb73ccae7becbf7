// The first page of a download manager: requests of the facility whose files are to be fetched, by due time.

import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DownloadRow } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { ProgressLine } from '../../ui/ProgressLine';
import { PageFrame } from '../../ui/Shell';
import { percentText, sizeText } from '../../ui/size';
import { shortInstantText } from '../../ui/time';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { RequestClock, RequestStateBadge } from '../requests/look';
import { downloadListQuery } from './queries';

const text = words.downloads;

const columns: TableColumn<DownloadRow>[] = [
  { id: 'number', header: words.requests.columns.number, widthRem: 4.5, align: 'end', cell: (row) => <span className="number">{row.request_number}</span> },
  { id: 'title', header: words.requests.columns.title, widthRem: 16, grow: 2, cell: (row) => row.title.label },
  { id: 'state', header: words.requests.columns.state, widthRem: 10, cell: (row) => <RequestStateBadge row={row} /> },
  { id: 'operator', header: words.requests.columns.operator, widthRem: 8.5, cell: (row) => row.operator?.name ?? '' },
  { id: 'due', header: text.columns.reportDue, widthRem: 12, cell: (row) => <RequestClock row={row} /> },
  { id: 'files', header: text.columns.files, widthRem: 4, align: 'end', cell: (row) => <span className="number">{row.file_count}</span> },
  {
    id: 'sent',
    header: text.columns.sent,
    widthRem: 15.5,
    cell: (row) =>
      row.downloaded_at == null ? (
        <ProgressLine
          label={text.columns.sent}
          percent={row.size_bytes === 0 ? 0 : (row.sent_bytes / row.size_bytes) * 100}
          text={text.progress(percentText(row.sent_bytes, row.size_bytes), sizeText(row.size_bytes))}
        />
      ) : (
        text.doneAt(shortInstantText(row.downloaded_at))
      ),
  },
];

export function DownloadsPage() {
  const navigate = useNavigate();
  const list = useInfiniteQuery(downloadListQuery);
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.request_id}
        rememberAs="downloads"
        isLoading={list.isPending}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/downloads/$requestId', params: { requestId: row.request_id } })}
        empty={<EmptyState title={text.none} next={text.noneNext} />}
      />
    </PageFrame>
  );
}
