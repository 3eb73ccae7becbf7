// The living history of a title, as its page tells it.

import { expect } from '@playwright/test';
import type { Person } from '../person.ts';

/** Every line, newest first, each with its instant. */
export async function readHistory(person: Person): Promise<string[]> {
  const { page } = person;
  const history = page.getByRole('list', { name: 'History' });
  const older = page.getByRole('button', { name: 'Older' });
  while (await older.isVisible()) {
    const before = await history.getByRole('listitem').count();
    await older.click();
    await expect.poll(() => history.getByRole('listitem').count()).toBeGreaterThan(before);
  }
  const lines = await history.getByRole('listitem').allInnerTexts();
  const instants = await history.locator('time').evaluateAll((times) => times.map((time) => Date.parse(time.getAttribute('datetime') ?? '')));
  expect(instants.length).toBe(lines.length);
  expect(instants.every((at) => Number.isFinite(at))).toBe(true);
  // Newest first.
  expect(instants).toEqual([...instants].sort((a, b) => b - a));
  return lines;
}
