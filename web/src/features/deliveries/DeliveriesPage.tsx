// Deliveries: what is being uploaded, inspected, accepted or rejected.

import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { DeliveryRow, DeliveryState } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { ProgressLine } from '../../ui/ProgressLine';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { percentText, sizeText } from '../../ui/size';
import { instantText, shortInstantText } from '../../ui/time';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { assignmentWords } from '../../assignment-words';
import { assetKindNames, deliveryStateNames, packageKindNames, words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import classes from '../titles/TitlesPage.module.css';
import { DeliveryStateBadge } from './look';
import { deliveryListQuery } from './queries';

const text = words.deliveries;

const Received = ({ row }: { row: DeliveryRow }) =>
  row.state === 'uploading' ? (
    <ProgressLine
      label={text.columns.received}
      percent={row.size_bytes === 0 ? 0 : (row.received_bytes / row.size_bytes) * 100}
      text={`${percentText(row.received_bytes, row.size_bytes)} of ${sizeText(row.size_bytes)}`}
    />
  ) : (
    <span className="number">{sizeText(row.size_bytes)}</span>
  );

const columns: TableColumn<DeliveryRow>[] = [
  { id: 'title', header: text.columns.title, widthRem: 17, grow: 2, cell: (row) => row.title.label },
  { id: 'asset', header: text.columns.asset, widthRem: 7, cell: (row) => (row.language == null ? assetKindNames[row.asset_kind] : `${assetKindNames[row.asset_kind]} ${assignmentWords.versions.short(row.language)}`) },
  { id: 'number', header: text.columns.number, widthRem: 3.5, align: 'end', cell: (row) => <span className="number">{row.number}</span> },
  { id: 'package', header: text.columns.package, widthRem: 7.5, cell: (row) => packageKindNames[row.package_kind] },
  { id: 'state', header: text.columns.state, widthRem: 9, cell: (row) => <DeliveryStateBadge state={row.state} /> },
  { id: 'received', header: text.columns.received, widthRem: 13.5, cell: (row) => <Received row={row} /> },
  { id: 'findings', header: text.columns.findings, widthRem: 10, cell: (row) => text.findingCounts(row.reject_count, row.warn_count) },
  { id: 'created', header: text.columns.created, widthRem: 8, cell: (row) => <time dateTime={row.created_at} title={instantText(row.created_at)}>{shortInstantText(row.created_at)}</time> },
  { id: 'by', header: text.columns.by, widthRem: 10, optional: true, cell: (row) => row.created_by.name },
];

export function DeliveriesPage() {
  const may = useMay();
  const navigate = useNavigate();
  const [state, setState] = useState<DeliveryState | null>(null);
  const list = useInfiniteQuery(deliveryListQuery(state === null ? {} : { state }));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame
      title={text.title}
      actions={
        may('create_delivery') && (
          <LinkButton to="/deliveries/new">
            {text.new.title}
          </LinkButton>
        )
      }
    >
      <div className={classes.filter}>
        <Select aria-label={text.columns.state} placeholder={text.allStates} clearable data={Object.entries(deliveryStateNames).map(([value, label]) => ({ value, label }))} value={state} onChange={(value) => setState(value as DeliveryState | null)} w={200} />
      </div>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="deliveries"
        isLoading={list.isFetching && rows.length === 0}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/deliveries/$deliveryId', params: { deliveryId: row.id } })}
        empty={<EmptyState title={state === null ? text.none : text.nothingFound} next={may('create_delivery') ? text.noneNext : undefined} />}
      />
    </PageFrame>
  );
}
