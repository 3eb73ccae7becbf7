// Production answers a report, post decides on what is to stay.

import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';

export type Answer = 'Production Will Fix' | 'Creative Intent' | 'Best Possible';

export async function openFixNotes(person: Person): Promise<void> {
  await person.page.getByRole('link', { name: 'Fix notes' }).click();
  await expect(person.heading('Fix notes')).toBeVisible();
}

export const cardOf = (person: Person, description: string): Locator => person.page.getByRole('list', { name: 'Fix notes' }).getByRole('listitem').filter({ hasText: description });

export async function answers(person: Person, description: string, answer: Answer, reason?: string): Promise<void> {
  const card = cardOf(person, description);
  await card.getByRole('radio', { name: answer }).check();
  if (reason !== undefined) await card.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await expect(card.getByRole('status')).toHaveText('Saved');
}

export async function submitsFixNotes(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Submit fix notes…' }).click();
  await person.dialog('Submit the fix notes').getByRole('button', { name: 'Submit' }).click();
  await expect(person.page.getByText('The fix notes are submitted.')).toBeVisible();
}

export async function agrees(person: Person, description: string): Promise<void> {
  const card = cardOf(person, description);
  await card.getByRole('button', { name: 'Agree to waive' }).click();
  await person.dialog(/^Agree to waive issue \d+/).getByRole('button', { name: 'Agree to waive' }).click();
  await expect(card).toContainText('waiver agreed');
}

/** As the field of the browser wants it. The tests' browsers live in UTC. */
const inAWeek = (): string => new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 16);

export async function asksForRedelivery(person: Person, note: string): Promise<void> {
  await person.page.getByRole('button', { name: 'Ask for the redelivery…' }).click();
  const dialog = person.dialog('Ask for the redelivery');
  await dialog.getByLabel('Due').fill(inAWeek());
  await dialog.getByLabel('What they should have in mind').fill(note);
  await dialog.getByRole('button', { name: 'Ask' }).click();
  await expect(person.page.getByText('Production has been asked.')).toBeVisible();
}
