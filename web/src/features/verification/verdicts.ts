// Giving and taking back verdicts. A verdict that is given again replaces the earlier one.

import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { IssueView, NewVerdict, VerdictView, VerificationView } from '../../api/shapes';
import { verdictNames } from '../../words';
import { done } from '../review/undo';

const NOUNS = ['verification', 'issue', 'request', 'machine_finding'];

export const giveVerdict = (verificationId: string, body: NewVerdict, key: string): Promise<VerificationView> =>
  answer(api.POST('/api/v1/verifications/{verification_id}/verdicts', { params: { path: { verification_id: verificationId } }, body, headers: once(key) }));

export const useVerdict = (verificationId: string) => {
  const queries = useQueryClient();
  return useAct({
    send: (verdict: NewVerdict, keyOf) => giveVerdict(verificationId, verdict, keyOf(verdict)),
    onSuccess: (_made, verdict) => {
      const readAgain = () => Promise.all(NOUNS.map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
      if ('issue_id' in verdict) {
        const { issue_id: issueId } = verdict;
        done.push({ did: verdictNames[verdict.kind], takeBack: () => withdrawVerdict(verificationId, issueId).then(readAgain) });
      }
      return readAgain();
    },
  });
};

export const withdrawVerdict = (verificationId: string, issueId: string) =>
  answer(api.DELETE('/api/v1/verifications/{verification_id}/verdicts/{issue_id}', { params: { path: { verification_id: verificationId, issue_id: issueId } } }));

export const useWithdrawal = (verificationId: string) => {
  const queries = useQueryClient();
  return useAct({
    send: (issueId: string) => withdrawVerdict(verificationId, issueId),
    onSuccess: () => Promise.all(NOUNS.map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
};

export const verdictOn = (verification: VerificationView | undefined, issueId: string): VerdictView | undefined => verification?.verdicts.find((verdict) => verdict.issue_id === issueId);

/** The issue that the verifier added last. */
export const lastAdded = ({ verdicts }: Pick<VerificationView, 'verdicts'>): string | null =>
  verdicts.filter(({ kind }) => kind === 'added').reduce<VerdictView | null>((last, verdict) => (last === null || verdict.created_at > last.created_at ? verdict : last), null)?.issue_id ?? null;

/** What a verifier wrote is not verified again; what has a verdict keeps it until it is taken back. */
export const isToDecide = (issue: IssueView, verification: VerificationView | undefined): boolean =>
  issue.origin === 'operator' && issue.state === 'open' && verdictOn(verification, issue.id) === undefined;
