// What people say to each other on the page of a request.

import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';

export const box = (person: Person): Locator => person.page.getByRole('textbox', { name: 'Comment', exact: true });

/** Completes a name behind an @ as people do: a few letters, then Enter. */
export async function mention(person: Person, letters: string, name: string): Promise<void> {
  await box(person).pressSequentially(`@${letters}`);
  await expect(person.page.getByRole('option', { name })).toBeVisible();
  await box(person).press('Enter');
  await expect(box(person)).toHaveValue(new RegExp(`@${name} $`));
}

export async function readBy(person: Person, readers: string): Promise<void> {
  await person.page.getByRole('combobox', { name: 'Read by' }).or(person.page.getByRole('textbox', { name: 'Read by' })).first().click();
  await person.page.getByRole('option', { name: readers }).click();
}

export async function send(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Send' }).click();
  await expect(box(person)).toHaveValue('');
}

export const comment = (person: Person, text: string | RegExp): Locator => person.page.getByRole('list', { name: 'Comments' }).getByRole('article').filter({ hasText: text });
