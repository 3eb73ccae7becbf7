// Handing the answers in. What is missing is said on the button.

import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { FixNotesView } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { reviewWords } from '../../review-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { toasts } from '../../ui/toast-list';
import { useNotesRefresh } from './queries';

export function SubmitNotes({ notes, whyNot }: { notes: FixNotesView; whyNot: string | null }) {
  const [isAsked, setAsked] = useState(false);
  const refresh = useNotesRefresh();
  const missing = notes.unanswered.length;
  const objected = notes.objections.filter(({ state }) => state === 'open').length;
  const left = objected > 0 ? text.objection.open(objected) : missing > 0 ? text.unanswered(missing) : null;
  return (
    <>
      <ReasonButton whyNot={whyNot ?? left} onClick={() => setAsked(true)}>
        {text.submit}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.submitTitle}
        consequence={text.submitConsequence}
        confirmLabel={reviewWords.submit.send}
        needsReason={false}
        onConfirm={async () => {
          await answer(api.POST('/api/v1/requests/{request_id}/fix-notes/submit', { params: { path: { request_id: notes.request_id } } }));
          toasts.show('done', text.done);
          await refresh();
        }}
      />
    </>
  );
}
