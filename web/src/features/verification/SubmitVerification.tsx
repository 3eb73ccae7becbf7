// Submitting a verification: possible once every issue of the operator has a verdict.

import { Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { VerificationView } from '../../api/shapes';
import { Help } from '../../help/Help';
import { reviewWords } from '../../review-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { remember, remembered } from '../../ui/remember';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { actionOf, useRequestRefresh } from '../requests/acts';
import { nextWork } from '../requests/next-work';

const text = reviewWords.verify;
const GOES_ON = 'verify.goes-on';

export function SubmitVerification({ verification, hasOpenForm }: { verification: VerificationView; hasOpenForm: boolean }) {
  const [isAsked, setAsked] = useState(false);
  const [goesOn, setGoesOn] = useState(() => remembered(GOES_ON) === true);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const refresh = useRequestRefresh();
  const action = actionOf(verification.actions, 'submit_verification');
  if (action === undefined) return null;
  const { undecided } = verification;
  const whyNot = !action.allowed ? (action.why_not ?? words.work.notNow) : undecided.length > 0 ? text.undecided(undecided.length) : hasOpenForm ? reviewWords.submit.draft : null;
  return (
    <>
      <span className="number dim" role="status">
        {text.undecided(undecided.length)}
      </span>
      <ReasonButton whyNot={whyNot} onClick={() => setAsked(true)}>
        {text.submit}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.submitTitle}
        consequence={
          <>
            {text.submitConsequence} <Help of="accuracy" />
          </>
        }
        confirmLabel={reviewWords.submit.send}
        needsReason={false}
        onConfirm={async () => {
          await answer(api.POST('/api/v1/verifications/{verification_id}/submit', { params: { path: { verification_id: verification.id } } }));
          toasts.show('done', text.done);
          await refresh();
          const next = goesOn ? await nextWork(queries) : null;
          if (next !== null) return navigate({ to: '/requests/$requestId/review', params: { requestId: next } });
          // Whoever is served gets the next one; whoever picks sees what became of this one.
          if (verification.assigned_how === 'served') await navigate({ to: '/work' });
          else await navigate({ to: '/requests/$requestId', params: { requestId: verification.request_id } });
        }}
      >
        <Checkbox
          label={text.goOn}
          checked={goesOn}
          onChange={(event) => {
            setGoesOn(event.currentTarget.checked);
            remember(GOES_ON, event.currentTarget.checked);
          }}
        />
      </ConfirmWithReason>
    </>
  );
}
