// Post's decision on a proposal to waive: agree, or refuse with a reason.

import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { FixNoteView, WaiverDecision as Decision } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { Help } from '../../help/Help';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { useNotesRefresh } from './queries';

export function WaiverDecision({ note, number }: { note: FixNoteView; number: number }) {
  const refresh = useNotesRefresh();
  const [asked, setAsked] = useState<Decision>();
  const send = async (decision: Decision, reason: string) => {
    await answer(api.POST('/api/v1/fix-notes/{fix_note_id}/waiver', { params: { path: { fix_note_id: note.id } }, body: { decision, reason } }));
    await refresh();
  };
  return (
    <Group gap="xs">
      <Button size="compact-sm" onClick={() => setAsked('agree')}>
        {text.agree}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('refuse')}>
        {text.refuse}
      </Button>
      <ConfirmWithReason
        opened={asked === 'agree'}
        onClose={() => setAsked(undefined)}
        title={text.agreeTitle(number)}
        consequence={`“${note.reason}”`}
        confirmLabel={text.agree.replace('…', '')}
        needsReason={false}
        onConfirm={() => send('agree', '')}
      />
      <ConfirmWithReason
        opened={asked === 'refuse'}
        onClose={() => setAsked(undefined)}
        title={text.refuseTitle(number)}
        consequence={
          <>
            {text.refuseConsequence} <Help of="waiver" />
          </>
        }
        confirmLabel={text.refuse.replace('…', '')}
        onConfirm={(reason) => send('refuse', reason)}
      />
    </Group>
  );
}
