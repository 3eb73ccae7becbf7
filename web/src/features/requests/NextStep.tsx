// The steps that lead on with a request: take it, begin, hand it back. What is not allowed now
// stays visible and says why.

import { useState } from 'react';
import type { RequestRow } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { words } from '../../words';
import { actionOf, usePlainAct, useReasonAct, type PlainAct, type ReasonAct } from './acts';

const text = words.requests.acts;
const PLAIN: readonly PlainAct[] = ['take_request', 'take_verification', 'begin_review', 'begin_verification'];
const BACK: readonly ReasonAct[] = ['hand_back', 'hand_back_verification'];

/** Begun already. */
const isBegun = (row: RequestRow) => row.state === 'in_qc' || row.state === 'in_verification';

export function NextStep({ row, tellsReasons = false }: { row: RequestRow; tellsReasons?: boolean }) {
  const step = usePlainAct();
  const back = useReasonAct();
  const [asked, setAsked] = useState<ReasonAct>();

  return (
    <>
      {PLAIN.map((act) => {
        const action = actionOf(row.actions, act);
        if (action === undefined || (isBegun(row) && act.startsWith('begin'))) return null;
        return (
          <ReasonButton key={act} tellsReason={tellsReasons} loading={step.isPending && step.variables.act === act} whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => step.mutate({ act, subject: row })}>
            {text[act]}
          </ReasonButton>
        );
      })}
      {BACK.map((act) => {
        const action = actionOf(row.actions, act);
        if (action === undefined) return null;
        return (
          <ReasonButton key={act} variant="default" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setAsked(act)}>
            {text[act]}
          </ReasonButton>
        );
      })}
      <ConfirmWithReason
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={text.hand_back}
        consequence={text.handBackConsequence(row.number)}
        confirmLabel={text.hand_back}
        onConfirm={async (reason) => {
          if (asked !== undefined) await back.mutateAsync({ act: asked, subject: row, reason });
        }}
      />
    </>
  );
}
