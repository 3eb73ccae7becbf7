// Post decides on several proposals to waive at once: all of them or none.

import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { IssueView, WaiverDecision } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import classes from './FixNotesPage.module.css';
import { useNotesRefresh } from './queries';

interface BulkWaiverProps {
  requestId: string;
  proposed: readonly IssueView[];
  ticked: ReadonlySet<string>;
  onTicked: (ticked: ReadonlySet<string>) => void;
}

export function BulkWaiver({ requestId, proposed, ticked, onTicked }: BulkWaiverProps) {
  const refresh = useNotesRefresh();
  const [asked, setAsked] = useState<WaiverDecision>();
  const chosen = proposed.filter(({ id }) => ticked.has(id));
  const areAll = chosen.length === proposed.length;
  const whyNot = chosen.length === 0 ? text.decideTicked(0) : null;
  const send = async (decision: WaiverDecision, reason: string) => {
    const notes = chosen.flatMap(({ fix_note: note }) => (note == null ? [] : [note.id]));
    await answer(api.POST('/api/v1/requests/{request_id}/waivers', { params: { path: { request_id: requestId } }, body: { decision, reason, fix_notes: notes } }));
    onTicked(new Set());
    await refresh();
  };
  return (
    <div className={classes.bulk}>
      <Checkbox label={chosen.length === 0 ? text.tickProposals : text.decideTicked(chosen.length)} checked={areAll} indeterminate={!areAll && chosen.length > 0} onChange={() => onTicked(areAll ? new Set() : new Set(proposed.map(({ id }) => id)))} />
      <ReasonButton whyNot={whyNot} onClick={() => setAsked('agree')}>
        {text.agreeTicked}
      </ReasonButton>
      <ReasonButton variant="default" whyNot={whyNot} onClick={() => setAsked('refuse')}>
        {text.refuseTicked}
      </ReasonButton>
      <ConfirmWithReason opened={asked === 'agree'} onClose={() => setAsked(undefined)} title={text.agreeTickedTitle} consequence={text.agreeTickedConsequence} confirmLabel={text.agree.replace('…', '')} needsReason={false} onConfirm={() => send('agree', '')} />
      <ConfirmWithReason opened={asked === 'refuse'} onClose={() => setAsked(undefined)} title={text.refuseTickedTitle} consequence={text.refuseConsequence} confirmLabel={text.refuse.replace('…', '')} onConfirm={(reason) => send('refuse', reason)} />
    </div>
  );
}
