// A vendor manager gives a request to another operator of the facility, or back to the pool.

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { RequestRow } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { words } from '../../words';
import { fullName } from '../access/session';
import { peopleQuery } from '../people/queries';
import { useRequestRefresh } from './acts';

const text = words.requests.reassign;
const POOL = 'pool';

export function ReassignDialog({ request, opened, onClose }: { request: Pick<RequestRow, 'id' | 'operator'>; opened: boolean; onClose: () => void }) {
  const [to, setTo] = useState<string | null>(null);
  const refresh = useRequestRefresh();
  const facility = request.operator?.facility_id;
  const operators = useQuery({
    ...peopleQuery({ role: 'operator', ...(facility == null ? {} : { facility_id: facility }) }),
    enabled: opened,
  });
  const choices = (operators.data?.items ?? []).filter(({ id, state }) => id !== request.operator?.id && state === 'active');

  return (
    <ConfirmWithReason
      opened={opened}
      onClose={onClose}
      title={words.requests.acts.reassign_request.replace('…', '')}
      consequence={text.consequence(request.operator?.name)}
      confirmLabel={text.confirm}
      onConfirm={async (reason) => {
        if (to === null) throw new Error(text.choose);
        await answer(
          api.POST('/api/v1/requests/{request_id}/reassign', {
            params: { path: { request_id: request.id } },
            body: { person_id: to === POOL ? null : to, reason },
          }),
        );
        await refresh();
      }}
    >
      <Explained of="pool">
        <Select
          mb="md"
          required
          searchable
          label={text.to}
          placeholder={text.placeholder}
          data={[{ value: POOL, label: text.pool }, ...choices.map((person) => ({ value: person.id, label: fullName(person) }))]}
          value={to}
          onChange={setTo}
        />
      </Explained>
    </ConfirmWithReason>
  );
}
