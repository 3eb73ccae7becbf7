// An extension of the report's clock: a row of its own with its ground; the original due time stays.

import { Group, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { ExtensionGround, RequestView } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { groundNames, words } from '../../words';
import { useRequestRefresh } from './acts';

const text = words.requests.extend;
const LONGEST_H = 240;

export function ExtendDialog({ request, opened, onClose }: { request: RequestView; opened: boolean; onClose: () => void }) {
  const [ground, setGround] = useState<ExtensionGround>('open_ticket');
  const [hours, setHours] = useState<number | string>(24);
  const refresh = useRequestRefresh();
  return (
    <ConfirmWithReason
      opened={opened}
      onClose={onClose}
      title={words.requests.acts.extend_sla.replace('…', '')}
      consequence={text.consequence}
      confirmLabel={text.confirm}
      onConfirm={async (note) => {
        await answer(
          api.POST('/api/v1/requests/{request_id}/extensions', {
            params: { path: { request_id: request.id } },
            body: { ground, extra_h: Number(hours), note },
          }),
        );
        await refresh();
      }}
    >
      <Group grow mb="md" align="flex-start">
        <Explained of="ground">
          <Select
            label={text.ground}
            allowDeselect={false}
            data={Object.entries(groundNames).map(([value, label]) => ({ value, label }))}
            value={ground}
            onChange={(value) => value !== null && setGround(value as ExtensionGround)}
          />
        </Explained>
        <NumberInput label={text.hours} min={1} max={LONGEST_H} allowDecimal={false} value={hours} onChange={setHours} />
      </Group>
    </ConfirmWithReason>
  );
}
