// Whose room it is: what the server says one may do with this report.

import type { Action, RequestView, VerificationView } from '../../api/shapes';
import { words } from '../../words';
import { actionOf } from '../requests/acts';

export interface Permits {
  /** The review is theirs, begun or not. */
  readonly isOperator: boolean;
  readonly isVerifier: boolean;
  readonly mayWork: boolean;
  readonly mayVerify: boolean;
  /** Why no issue can be flagged now; null where it can. */
  readonly whyNotFlag: string | null;
  /** Why the report cannot be submitted now; null where it can. */
  readonly whyNotSubmit: string | null;
}

const whyNot = (action: Action | undefined): string | null => (action?.allowed === true ? null : (action?.why_not ?? words.work.notNow));

export function permitsOf(request: RequestView, verification: VerificationView | undefined): Permits {
  const create = actionOf(request.actions, 'create_issue');
  const verdict = verification === undefined ? undefined : actionOf(verification.actions, 'give_verdict');
  return {
    isOperator: create !== undefined,
    isVerifier: verdict !== undefined,
    mayWork: create?.allowed === true,
    mayVerify: verdict?.allowed === true,
    whyNotFlag: whyNot(verdict ?? create),
    whyNotSubmit: whyNot(actionOf(request.actions, 'submit_report')),
  };
}
