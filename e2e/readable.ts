// That a page can be read by everyone: axe finds nothing serious or critical on it. Which file of walks asks for which page
// stands here, so that none is left out (readable.spec.ts).

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export async function isReadable(page: Page): Promise<void> {
  await expect(page.getByText('Loading…')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Pages that only exist after a walk of some length; all others are in typing.spec.ts. */
export const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  '/': 'typing.spec.ts',
  '/requests/$requestId/verification': 'verification.spec.ts',
  '/calibrations/$calibrationId': 'verification.spec.ts',
  '/delegations': 'fix-notes.spec.ts',
  '/delegations/$delegationId': 'fix-notes.spec.ts',
  '/requests/$requestId/fix-notes': 'fix-notes.spec.ts',
  '/comments/$commentId': 'talk.spec.ts',
  '/account-reviews': 'talk.spec.ts',
  '/account-reviews/$reviewId': 'talk.spec.ts',
  '/tickets/$number': 'help.spec.ts',
  '/downloads': 'story.spec.ts',
  '/downloads/$requestId': 'story.spec.ts',
  '/metrics/operators/$personId': 'metrics.spec.ts',
  '/metrics/facilities/$facilityId': 'metrics.spec.ts',
};
