// A fix check whose redelivery brought a long new clip: its operator or their manager asks the studio for a Full QC.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { RequestView } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { toasts } from '../../ui/toast-list';
import { actionOf, useRequestRefresh } from './acts';

const text = assignmentWords.fullQc;

export function AskFullQc({ request }: { request: RequestView }) {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRequestRefresh();
  if (actionOf(request.actions, 'ask_full_qc')?.allowed !== true) return null;
  const minutes = Math.floor((request.longest_new_clip_s ?? 0) / 60);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {text.act}
      </Button>
      <ConfirmWithReason
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={text.title}
        consequence={text.consequence(minutes)}
        confirmLabel={text.confirm}
        onConfirm={async (reason, keyOf) => {
          const body = { reason };
          const ticket = await answer(api.POST('/api/v1/requests/{request_id}/ask-full-qc', { params: { path: { request_id: request.id } }, body, headers: once(keyOf(body)) }));
          toasts.show('done', text.sent(ticket.number));
          await refresh();
        }}
      />
    </>
  );
}
