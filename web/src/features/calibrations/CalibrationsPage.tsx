// Calibrations: the studio's masters with planted defects; for managers and operators those that they had to do with.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CalibrationRow } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { calibrationStateNames, verificationWords } from '../../verification-words';
import { assetKindNames } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { NewCalibrationDialog } from './NewCalibrationDialog';
import { calibrationsQuery } from './queries';

const text = verificationWords.calibration;

export function CalibrationsPage() {
  const now = useNow();
  const navigate = useNavigate();
  const mayMake = useMay()('manage_calibrations');
  const calibrations = useQuery(calibrationsQuery);
  const [isMaking, setMaking] = useState(false);
  if (calibrations.isError) return <Trouble error={calibrations.error} />;
  const columns: TableColumn<CalibrationRow>[] = [
    { id: 'name', header: text.columns.name, widthRem: 12, grow: 1, cell: (row) => row.name },
    { id: 'title', header: text.columns.title, widthRem: 16, grow: 2, cell: (row) => row.title.label },
    { id: 'delivery', header: text.columns.delivery, widthRem: 12, cell: (row) => text.delivery(assetKindNames[row.asset_kind], row.delivery_number) },
    { id: 'participants', header: text.columns.participants, widthRem: 7, align: 'end', cell: (row) => <span className="number">{row.participants}</span> },
    { id: 'submitted', header: text.columns.submitted, widthRem: 7, align: 'end', cell: (row) => <span className="number">{row.submitted}</span> },
    { id: 'state', header: text.columns.state, widthRem: 7, cell: (row) => <StateBadge tone={row.state === 'open' ? 'moving' : 'quiet'}>{calibrationStateNames[row.state]}</StateBadge> },
    { id: 'created', header: text.columns.created, widthRem: 8, cell: (row) => <time dateTime={row.created_at} title={instantText(row.created_at)}>{agoText(row.created_at, now)}</time> },
  ];
  const who = mayMake ? 'studio' : 'other';
  return (
    <PageFrame title={text.title} subtitle={text.subtitle} actions={mayMake && <Button onClick={() => setMaking(true)}>{text.make}</Button>}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={calibrations.data ?? []}
        rowId={(row) => row.id}
        rememberAs="calibrations"
        isLoading={calibrations.isPending}
        onOpen={(row) => void navigate({ to: '/calibrations/$calibrationId', params: { calibrationId: row.id } })}
        empty={<EmptyState title={text.none[who]} next={text.noneNext[who]} />}
      />
      {mayMake && <NewCalibrationDialog opened={isMaking} onClose={() => setMaking(false)} />}
    </PageFrame>
  );
}
