// The watch list of a fix check.

import { expect, type Locator } from '@playwright/test';

export async function decide(item: Locator, verdict: 'Seen' | 'Resolved' | 'Still present'): Promise<void> {
  await item.getByRole('radiogroup', { name: 'Verdict' }).getByText(verdict, { exact: true }).click();
  await expect(item.getByRole('radio', { name: verdict })).toBeChecked();
}
