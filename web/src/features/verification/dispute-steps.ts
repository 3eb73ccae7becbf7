// The steps that a caller may take in a dispute now. Whether, the server says: deciding is one act of two outcomes.

import type { DisputeView } from '../../api/shapes';

export type DisputeStep = 'grant' | 'uphold' | 'answer' | 'withdraw';

/** Which act of the server a step is. */
const ACTS: Readonly<Record<DisputeStep, string>> = { grant: 'decide_dispute', uphold: 'decide_dispute', answer: 'answer_dispute', withdraw: 'withdraw_dispute' };

export const stepsOf = ({ actions }: Pick<DisputeView, 'actions'>): DisputeStep[] =>
  (Object.keys(ACTS) as DisputeStep[]).filter((step) => actions.some(({ act, allowed }) => act === ACTS[step] && allowed));
