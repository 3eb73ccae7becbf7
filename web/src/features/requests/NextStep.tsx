// The steps that lead on with a request: take it, begin, hand it back. What is not allowed now
// stays visible and says why.

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RequestRow, RequestState } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { words } from '../../words';
import { actionOf, usePlainAct, useReasonAct, type PlainAct, type ReasonAct } from './acts';
import { RoomDoor } from './Doors';

const text = words.requests.acts;
const PLAIN: readonly PlainAct[] = ['take_request', 'take_verification', 'begin_review', 'begin_verification'];
const BACK: readonly ReasonAct[] = ['hand_back', 'hand_back_verification'];

/** In which states a step of one's own work is the next one, or can be; elsewhere it is past. */
const STATES: Partial<Record<PlainAct | ReasonAct, readonly RequestState[]>> = {
  begin_review: ['assigned', 'downloading'],
  hand_back: ['assigned', 'downloading', 'in_qc'],
  begin_verification: ['in_verification'],
  hand_back_verification: ['in_verification'],
};

const isPast = (row: RequestRow, act: PlainAct | ReasonAct) => {
  const states = STATES[act];
  if (states === undefined) return false;
  return !states.includes(row.state) || (act === 'begin_verification' && actionOf(row.actions, act)?.allowed !== true);
};

/** What one holds already is not taken once more. */
const isHeld = (row: RequestRow, act: PlainAct) => act.startsWith('take') && actionOf(row.actions, act.replace('take_request', 'begin_review').replace('take_', 'begin_')) !== undefined;

interface NextStepProps {
  row: RequestRow;
  tellsReasons?: boolean;
  /** In the review room one neither opens it nor leaves the work from its head. */
  isInRoom?: boolean;
}

export function NextStep({ row, tellsReasons = false, isInRoom = false }: NextStepProps) {
  const navigate = useNavigate();
  const step = usePlainAct();
  const back = useReasonAct();
  const [asked, setAsked] = useState<ReasonAct>();

  const take = (act: PlainAct) =>
    step.mutate(
      { act, subject: row },
      {
        onSuccess: () => {
          if (act.startsWith('begin') && !isInRoom) void navigate({ to: '/requests/$requestId/review', params: { requestId: row.id } });
        },
      },
    );

  return (
    <>
      {!isInRoom && <RoomDoor row={row} />}
      {PLAIN.map((act) => {
        const action = actionOf(row.actions, act);
        if (action === undefined || isPast(row, act) || isHeld(row, act)) return null;
        return (
          <ReasonButton key={act} tellsReason={tellsReasons} loading={step.isPending && step.variables.act === act} whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => take(act)}>
            {text[act]}
          </ReasonButton>
        );
      })}
      {BACK.map((act) => {
        const action = actionOf(row.actions, act);
        if (action === undefined || isInRoom || isPast(row, act)) return null;
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
