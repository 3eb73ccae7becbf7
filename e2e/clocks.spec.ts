// Clocks as people meet them: a vendor manager asks for more time, the studio grants it from the ticket, the new due time
// stands beside the original one, and the due times are in a calendar until its address is taken back.

import { expect, test } from '@playwright/test';
import type { Admin, Show } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { cardOf, openRequest, take } from './pages/work.ts';
import type { Person } from './person.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let operator: Person;
let vendorManager: Person;
let show: Show;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'clocks');
  admin = await world.admin();
  show = await admin.addsShow('Harbour Lights', 'download', ['sdr']);
  const northlight = await admin.addsFacility('Northlight');
  await admin.clears(northlight, [show.id]);
  const of = { facilityId: northlight, lastName: 'Berg' };
  operator = await admin.welcomes({ ...of, email: 'olga@northlight.example', firstName: 'Olga', role: 'operator' });
  vendorManager = await admin.welcomes({ ...of, email: 'vera@northlight.example', firstName: 'Vera', role: 'vendor_manager' });
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Holm', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: show.label, frames: 24 });
  await deliver({ world, email: production.email, folder, title: show.label });
});

test.afterAll(async () => {
  await world?.end();
});

test('what is held says when it is due', async () => {
  await operator.opens('My work');
  await take(operator, show.label);
  await expect(cardOf(operator, show.label).getByText(/^in 1 d 2\d h|^in 47 h|^in 2 d/)).toBeVisible();
});

test('a vendor manager asks for more time, with the subject written already', async () => {
  await openRequest(vendorManager, show.label);
  await vendorManager.page.getByRole('button', { name: 'Manage' }).click();
  await vendorManager.page.getByRole('menuitem', { name: 'Ask for more time…' }).click();
  const dialog = vendorManager.dialog('Ask for more time');
  await expect(dialog.getByLabel('Subject')).toHaveValue(/^More time: Harbour Lights · S01E01 · Pilot · Download QC · .+/);
  await dialog.getByLabel('Hours to add').fill('24');
  await dialog.getByLabel('Why').fill('The line was down all night.');
  await dialog.getByRole('button', { name: 'Ask the studio' }).click();
  await expect(vendorManager.page.getByText(/The studio has been asked with ticket \d+\./)).toBeVisible();
  await vendorManager.page.getByRole('button', { name: 'Manage' }).click();
  await expect(vendorManager.page.getByText('More time has been asked for already; the studio has not answered yet.')).toBeVisible();
  await vendorManager.page.keyboard.press('Escape');
});

test('the studio grants fewer hours from the ticket, in one act', async () => {
  const { person } = admin;
  await person.opens('Tickets');
  await person.row('More time: Harbour Lights').click();
  const asked = person.page.getByRole('region', { name: 'More time is asked for' });
  await expect(asked.getByText('24 h, download trouble')).toBeVisible();
  await asked.getByLabel('Hours to grant').fill('12');
  await asked.getByLabel('Note for the vendor').fill('Twelve will do.');
  await asked.getByRole('button', { name: 'Grant' }).click();
  await expect(asked.getByText('Granted: 12 h, by')).toBeVisible();
  await expect(person.page.getByText('set it from New to Solved')).toBeVisible();
});

test('the original due time stays beside the new one, and both are told', async () => {
  await openRequest(vendorManager, show.label);
  await expect(vendorManager.page.getByText(/before the extension .+/).first()).toBeVisible();
  await expect(vendorManager.page.getByText('12 h, download trouble, by')).toBeVisible();
  for (const person of [vendorManager, operator]) {
    await person.page.goto('/notices');
    await expect(person.page.getByText(/12 h more for Harbour Lights/).first()).toBeVisible();
  }
});

test('due times are in a calendar until its address is taken back', async () => {
  const { page, context } = operator;
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Due times in a calendar' }).click();
  const dialog = operator.dialog('Due times in your calendar');
  await dialog.getByRole('button', { name: 'Make an address' }).click();
  const address = new URL(await dialog.getByLabel('Address').inputValue());
  // A calendar program signs in to nothing.
  const program = await world.stranger();
  const feed = await program.context.request.get(address.pathname);
  expect(feed.headers()['content-type']).toContain('text/calendar');
  const text = (await feed.text()).replaceAll('\r\n ', '');
  expect(text).toContain('SUMMARY:Report due: Harbour Lights');
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  const file = await context.request.get('/api/v1/calendar/due-times.ics');
  expect(file.headers()['content-disposition']).toContain('asset-qc-due-times.ics');
  await dialog.getByRole('button', { name: 'Take the address back' }).click();
  await operator.dialog('Take the address back').getByRole('button', { name: 'Take the address back' }).click();
  await expect(dialog.getByRole('button', { name: 'Make an address' })).toBeVisible();
  expect((await program.context.request.get(address.pathname)).status()).toBe(404);
});
