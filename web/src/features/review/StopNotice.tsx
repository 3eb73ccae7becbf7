// QC is stopped: where and why stands over the room, and how to go on after all.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { RequestView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { useRequestRefresh } from '../requests/acts';
import { stopLines } from '../requests/standing';
import classes from './ReviewPage.module.css';

const text = fixNoteWords.blocker;

export function StopNotice({ request, mayResume }: { request: RequestView; mayResume: boolean }) {
  const [isAsked, setAsked] = useState(false);
  const refresh = useRequestRefresh();
  if (request.stop == null) return null;
  return (
    <div className={classes.notice} role="status">
      {stopLines(request.stop).join(' · ')}{' '}
      {mayResume && (
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
          {text.resume}
        </Button>
      )}
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.resumeTitle}
        consequence={text.resumeConsequence}
        confirmLabel={text.resumeTitle}
        onConfirm={async (reason) => {
          await answer(api.POST('/api/v1/requests/{request_id}/resume', { params: { path: { request_id: request.id } }, body: { reason } }));
          await refresh();
        }}
      />
    </div>
  );
}
