// What was said in a dispute: the operator's word, the verifier's answer, the decision; and the steps that the caller may
// take in it.

import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { answer, api } from '../../api/client';
import type { DisputeState, DisputeView, PersonRef } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { disputeStateNames, verificationWords } from '../../verification-words';
import { words } from '../../words';
import classes from './ChangesPage.module.css';
import { stepsOf, type DisputeStep } from './dispute-steps';

const text = verificationWords.dispute;
const TONES: Readonly<Record<DisputeState, Tone>> = { open: 'wanted', answered: 'wanted', upheld: 'bad', granted: 'good', withdrawn: 'quiet' };

export function DisputeBadge({ state }: { state: DisputeState }) {
  return <StateBadge tone={TONES[state]}>{disputeStateNames[state]}</StateBadge>;
}

export function DisputeTalk({ dispute }: { dispute: DisputeView }) {
  const [asked, setAsked] = useState<DisputeStep>();
  return (
    <div className={classes.talk}>
      <dl>
        <Said by={dispute.opened_by} at={dispute.opened_at} label={text.operatorSays}>
          {dispute.reason}
        </Said>
        {dispute.answer != null && (
          <Said by={dispute.answered_by} at={dispute.answered_at} label={text.verifierAnswers}>
            {dispute.answer}
          </Said>
        )}
        {dispute.decision != null && (
          <Said by={dispute.decided_by} at={dispute.decided_at} label={text.decision}>
            {dispute.decision}
            {dispute.stands_again && ` ${text.standsAgain}`}
          </Said>
        )}
      </dl>
      <DisputeBadge state={dispute.state} /> <DisputeSteps dispute={dispute} asked={asked} onAsk={setAsked} />
    </div>
  );
}

interface SaidProps {
  by: PersonRef | null | undefined;
  at: string | null | undefined;
  label: string;
  children: ReactNode;
}

function Said({ by, at, label, children }: SaidProps) {
  return (
    <div>
      <dt>
        {label}
        {by != null && at != null && ` · ${by.name}, ${instantText(at)}`}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

interface DisputeStepsProps {
  dispute: DisputeView;
  asked: DisputeStep | undefined;
  onAsk: (step: DisputeStep | undefined) => void;
}

export function DisputeSteps({ dispute, asked, onAsk }: DisputeStepsProps) {
  const queries = useQueryClient();
  const number = dispute.issue_number;
  const titles: Readonly<Record<DisputeStep, string>> = {
    grant: text.grantTitle(number),
    uphold: text.upholdTitle(number),
    answer: text.answerTitle(number),
    withdraw: text.withdrawTitle,
  };
  const consequences: Readonly<Record<DisputeStep, string>> = {
    grant: text.grantConsequence[dispute.verdict],
    uphold: text.upholdConsequence,
    answer: text.answerConsequence,
    withdraw: text.withdrawConsequence,
  };
  const take = async (step: DisputeStep, reason: string) => {
    const params = { params: { path: { dispute_id: dispute.id } } };
    if (step === 'answer') await answer(api.POST('/api/v1/disputes/{dispute_id}/answer', { ...params, body: { answer: reason } }));
    else if (step === 'withdraw') await answer(api.POST('/api/v1/disputes/{dispute_id}/withdraw', params));
    else await answer(api.POST('/api/v1/disputes/{dispute_id}/decide', { ...params, body: { granted: step === 'grant', reason } }));
    toasts.show('done', step === 'answer' ? text.answeredToast : text.decidedToast);
    await Promise.all(['dispute', 'verification', 'request', 'issue'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  };
  const steps = stepsOf(dispute);
  return (
    <>
      {steps.map((step) => (
        <ReasonButton key={step} size="compact-sm" {...(step === 'grant' || step === 'answer' ? {} : { variant: 'default' })} mr="xs" onClick={() => onAsk(step)}>
          {text[step]}
        </ReasonButton>
      ))}
      <ConfirmWithReason
        opened={asked !== undefined}
        onClose={() => onAsk(undefined)}
        title={asked === undefined ? '' : titles[asked]}
        consequence={asked === undefined ? '' : consequences[asked]}
        confirmLabel={asked === undefined ? words.save : text[asked].replace('…', '')}
        needsReason={asked !== 'withdraw'}
        onConfirm={async (reason) => {
          if (asked !== undefined) await take(asked, reason);
        }}
      />
    </>
  );
}
