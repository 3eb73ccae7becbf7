// What a verifier may lower a severity to.

import type { Severity } from '../../api/shapes';

const ORDER: readonly Severity[] = ['blocker', 'issue', 'fyi'];

/** What a severity can be lowered to. */
export const lowerThan = (severity: Severity): readonly Severity[] => ORDER.slice(ORDER.indexOf(severity) + 1);
