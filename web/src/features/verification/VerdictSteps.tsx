// What a verifier does with the chosen issue: confirm, correct, lower its severity, delete it, take a verdict back.

import { Button, Menu } from '@mantine/core';
import type { IssueView, VerificationView } from '../../api/shapes';
import { Help } from '../../help/Help';
import { reviewWords } from '../../review-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { severityNames, words } from '../../words';
import { actionOf } from '../requests/acts';
import { KeyCap } from '../review/KeyCap';
import { lowerThan } from './lower';
import { isToDecide, useVerdict, useWithdrawal, verdictOn } from './verdicts';

const text = reviewWords.verify;

interface VerdictStepsProps {
  issue: IssueView;
  verification: VerificationView;
  onCorrect: () => void;
  /** The reason for a deletion is asked for; a key of the room asks too. */
  isDeleting: boolean;
  onDeleting: (isAsked: boolean) => void;
}

export function VerdictSteps({ issue, verification, onCorrect, isDeleting, onDeleting }: VerdictStepsProps) {
  const give = useVerdict(verification.id);
  const withdraw = useWithdrawal(verification.id);
  const action = actionOf(verification.actions, 'give_verdict');
  if (action === undefined) return null;
  const whyNot = action.allowed ? null : (action.why_not ?? words.work.notNow);
  const verdict = verdictOn(verification, issue.id);
  if (verdict !== undefined) {
    return (
      <ReasonButton size="compact-sm" variant="default" whyNot={whyNot} loading={withdraw.isPending} onClick={() => withdraw.mutate(issue.id)}>
        {text.withdraw}
      </ReasonButton>
    );
  }
  if (!isToDecide(issue, verification)) return null;
  const lower = lowerThan(issue.severity);
  return (
    <>
      <ReasonButton size="compact-sm" whyNot={whyNot} loading={give.isPending} onClick={() => give.mutate({ kind: 'confirmed', issue_id: issue.id })} rightSection={<KeyCap of="confirm_issue" />}>
        {text.confirm}
      </ReasonButton>
      <ReasonButton size="compact-sm" variant="default" whyNot={whyNot} onClick={onCorrect} rightSection={<KeyCap of="correct_issue" />}>
        {text.correct}
      </ReasonButton>
      {lower.length > 0 && (
        <Menu>
          <Menu.Target>
            <Button size="compact-sm" variant="default" disabled={whyNot !== null}>
              {text.lower} ▾
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {lower.map((severity) => (
              <Menu.Item key={severity} onClick={() => give.mutate({ kind: 'severity_lowered', issue_id: issue.id, severity, reason: '' })}>
                {text.lowerTo(severityNames[severity])}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <ReasonButton size="compact-sm" variant="default" whyNot={whyNot} onClick={() => onDeleting(true)} rightSection={<KeyCap of="delete_issue" />}>
        {text.delete}
      </ReasonButton>
      <Help of="verdict" />
      <ConfirmWithReason
        opened={isDeleting}
        onClose={() => onDeleting(false)}
        title={text.deleteTitle(issue.number)}
        consequence={text.deleteConsequence}
        confirmLabel={text.delete.replace('…', '')}
        onConfirm={async (reason) => void (await give.mutateAsync({ kind: 'deleted', issue_id: issue.id, reason }))}
      />
    </>
  );
}
