// The first page of operators and verifiers: what is in one's hands, and the step that leads on with it.

import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';
import { Room } from './review.ts';

export const cardOf = (person: Person, title: string): Locator => person.page.getByRole('article').filter({ hasText: title });

export const pool = (person: Person): Locator => person.page.getByRole('grid', { name: 'Can be taken now' });

export const pooled = (person: Person, title: string): Locator => pool(person).getByRole('row').filter({ hasText: title });

/** From the pool, on the page My work. */
export async function take(person: Person, title: string): Promise<void> {
  await pooled(person, title).getByRole('button', { name: 'Take' }).click();
  await expect(cardOf(person, title)).toBeVisible();
}

/** Begins the review or verification that one holds; leads into the review room. */
export async function begin(person: Person, title: string): Promise<Room> {
  await cardOf(person, title).getByRole('button', { name: /^Begin (review|verification)$/ }).click();
  await expect(person.page).toHaveURL(/\/review$/);
  await expect(person.page.getByRole('listbox', { name: 'Issues' }).or(person.page.getByRole('list', { name: 'Watch list' }))).toBeVisible();
  return new Room(person);
}

/** The page of a request, by the list that the role has, however it is sorted out by default. */
export async function openRequest(person: Person, title: string | RegExp): Promise<void> {
  await person.opens('Requests');
  await person.page.getByRole('button', { name: 'Everything' }).click();
  await person.row(title).first().click();
  await expect(person.heading('Tasks')).toBeVisible();
}
