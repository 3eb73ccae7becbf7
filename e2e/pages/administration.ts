// What an admin does in the pages Facilities, Shows, Titles and People.

import { expect } from '@playwright/test';
import type { Person } from '../person.ts';

export async function addFacility(admin: Person, name: string): Promise<void> {
  await admin.opens('Facilities');
  await admin.page.getByRole('button', { name: 'Add a facility' }).click();
  const dialog = admin.dialog('Add a facility');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.row(name)).toBeVisible();
}

export async function addShow(admin: Person, name: string): Promise<void> {
  await admin.opens('Shows');
  await admin.page.getByRole('button', { name: 'Add a show' }).click();
  const dialog = admin.dialog('Add a show');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.row(name)).toBeVisible();
}

export async function clearFacility(admin: Person, facility: string, shows: readonly string[]): Promise<void> {
  await admin.opens('Facilities');
  await admin.row(facility).click();
  const drawer = admin.dialog(facility);
  for (const show of shows) await admin.chooses('Cleared for', show, drawer);
  await admin.page.keyboard.press('Escape');
  await drawer.getByRole('button', { name: 'Save the clearances' }).click();
  for (const show of shows) await expect(admin.row(facility)).toContainText(show);
  await drawer.getByRole('button', { name: 'Close' }).or(drawer.locator('header button')).first().click();
}

/** An episode; gives the title as it is called from now on. */
export async function addEpisode(admin: Person, show: string, name: string): Promise<string> {
  await admin.opens('Titles');
  await admin.page.getByRole('button', { name: 'Add a title' }).click();
  const dialog = admin.dialog('Add a title');
  await admin.chooses('Show', show, dialog);
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const heading = admin.page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText(name);
  return heading.innerText();
}

export interface FormOfPerson {
  firstName: string;
  lastName: string;
  email: string;
  role: string;
  facility: string;
}

/** Gives the invitation link. */
export async function invite(admin: Person, { firstName, lastName, email, role, facility }: FormOfPerson): Promise<string> {
  await admin.opens('People');
  await admin.page.getByRole('button', { name: 'Invite a person' }).click();
  const dialog = admin.dialog('Invite a person');
  await dialog.getByLabel('First name').fill(firstName);
  await dialog.getByLabel('Last name').fill(lastName);
  await dialog.getByLabel('E-mail').fill(email);
  await admin.chooses('Role', role, dialog);
  await admin.chooses('Facility', facility, dialog);
  await dialog.getByRole('button', { name: 'Create the invitation' }).click();
  const link = await dialog.getByLabel('Invitation link').inputValue();
  await dialog.getByRole('button', { name: 'I have passed it on' }).click();
  await expect(admin.row(email)).toBeVisible();
  return link;
}
