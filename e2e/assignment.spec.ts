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

test('"not now" puts the served task off; a colleague is served it, and the manager sees who is away', async () => {
  const showId = await admin.idOf('shows', 'Harbour Lights');
  const max = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [showId] });
  const master = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 48 });
  // Whoever looks at their work is served: for now that is Olga alone.
  await omar.opens('Requests');
  await deliver({ world, email: max.email, folder: master.folder, title });

  await olga.opens('My work');
  await expect(cardOf(olga, title)).toContainText('Served to you now');
  await olga.page.getByRole('button', { name: 'Not now…' }).click();
  const dialog = olga.dialog('Not now');
  await dialog.getByRole('button', { name: 'Begin the break' }).click();
  await expect(dialog.getByText('A reason is needed.')).toBeVisible();
  await olga.chooses('Until', 'an hour', dialog);
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Lunch');
  await dialog.getByRole('button', { name: 'Begin the break' }).click();
  await expect(olga.page.getByText('You are on a break: Lunch')).toBeVisible();
  await expect(cardOf(olga, title)).toBeHidden();

  await omar.opens('My work');
  await expect(cardOf(omar, title)).toContainText('Served to you now');

  await vera.opens('People');
  await expect(vera.row('Olga Berg')).toContainText('On a break');
  await vera.row('Olga Berg').click();
  await expect(vera.page.getByRole('dialog').getByText('Lunch')).toBeVisible();
  await vera.page.keyboard.press('Escape');
});

test('a manager gives work to who can take it, and reads why others cannot', async () => {
  await openRequest(vera, title);
  await vera.page.getByRole('button', { name: 'Manage' }).click();
  await vera.page.getByRole('menuitem', { name: 'Give to somebody else' }).click();
  const dialog = vera.dialog('Give to somebody else');
  await expect(dialog.getByText('Nobody of your facility can take it.')).toBeVisible();
  await dialog.getByText('1 other cannot take it').click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Olga Berg' })).toContainText('They are on a break.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await olga.page.getByRole('button', { name: 'I am back' }).click();
  await expect(olga.page.getByText('Nothing in your hands.')).toBeVisible();
  await vera.page.reload();
  await vera.page.getByRole('button', { name: 'Manage' }).click();
  await vera.page.getByRole('menuitem', { name: 'Give to somebody else' }).click();
  await vera.chooses('To', /^Olga Berg/, dialog);
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Omar has gone home');
  await dialog.getByRole('button', { name: 'Reassign' }).click();
  await expect(dialog).toBeHidden();
  await expect(cardOf(olga, title)).toBeVisible();
  await omar.opens('Notices');
  await expect(omar.row('is no longer yours')).toBeVisible();
});
