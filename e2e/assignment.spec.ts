// How work finds people: a policy that nobody could follow says so, a served task is put off for a break and goes to a colleague,
// and a manager gives work only to who can take it.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { cardOf, openRequest } from './pages/work.ts';
import type { Person } from './person.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let olga: Person;
let omar: Person;
let vera: Person;
let title = '';

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'assignment');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour Lights', 'download');
  await admin.clears(facilityId, [show.id]);
  title = show.label;
  const of = (email: string, firstName: string, lastName: string, role: 'operator' | 'vendor_manager') => admin.welcomes({ email, firstName, lastName, role, facilityId });
  olga = await of('olga@northlight.example', 'Olga', 'Berg', 'operator');
  omar = await of('omar@northlight.example', 'Omar', 'Lind', 'operator');
  vera = await of('vera@northlight.example', 'Vera', 'Holm', 'vendor_manager');
});

test.afterAll(async () => {
  await world?.end();
});

test('a policy under which nobody could work says what is missing, and is saved only when it is confirmed', async () => {
  const { person } = admin;
  await person.opens('Policies');
  await person.page.getByRole('button', { name: 'Add a policy' }).nth(1).click();
  const dialog = person.dialog('How work finds people');
  await person.chooses('Show', 'Harbour Lights', dialog);
  await person.chooses('Phase', 'Verification', dialog);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByText(/No active verifier works at a facility that is cleared for Harbour Lights/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Save it all the same' }).click();
  await expect(dialog.getByText('Saved. As things stand, this is missing:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(person.row('No active verifier works').first()).toBeVisible();

  // Operators are there: this one is saved without a word.
  await person.page.getByRole('button', { name: 'Add a policy' }).nth(1).click();
  await person.chooses('Show', 'Harbour Lights', dialog);
  await person.chooses('Model', /^Push/, dialog);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(person.row('Push: served one at a time')).toContainText('75 %');
});
