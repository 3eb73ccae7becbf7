// What the machine offers: a master with planted faults is measured, and its findings are gone through by keyboard: one
// becomes an issue, one is dismissed, nothing blocks. The studio sets other thresholds and has it judged again. A verifier
// adds one that was left, and the operator learns of it at the end.

import { expect, test, type Locator } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import type { Room } from './pages/review.ts';
import { begin } from './pages/work.ts';
import type { Person } from './person.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let operator: Person;
let production: Person;
let verifier: Person;
let room: Room;
let title = '';

const findingOf = (person: Person, text: string | RegExp): Locator => person.page.getByRole('listbox', { name: 'Findings of the machine' }).getByRole('option').filter({ hasText: text });
const finding = (text: string | RegExp): Locator => findingOf(operator, text);

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'findings');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour', 'browser', ['sdr', '2.0']);
  title = show.label;
  const southbank = await admin.addsFacility('Southbank');
  for (const facility of [facilityId, southbank]) await admin.clears(facility, [show.id]);
  verifier = await admin.welcomes({ email: 'vik@southbank.example', firstName: 'Vik', lastName: 'Moreau', role: 'verifier', facilityId: southbank });
  production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'The Quiet Harbour', defects: ['black:96-100', 'frozen:150-169'] });
  await deliver({ world, email: production.email, folder, title });
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  room = await begin(operator, title);
  await room.isReady();
});

test.afterAll(async () => {
  await world?.end();
});

test('a finding is accepted as an issue from the keyboard, with the values that were measured', async () => {
  const { page } = operator;
  await page.getByRole('tab', { name: /^Machine/ }).click();
  await expect(finding('01:00:04:00')).toContainText('01:00:04:04');
  await finding('01:00:04:00').click();
  await expect(room.frame).toHaveText('96');
  await page.keyboard.press('a');
  await expect(room.form).toHaveAccessibleName('Issue from a finding of the machine');
  await expect(room.form.getByRole('textbox', { name: 'In', exact: true })).toHaveValue('01:00:04:00');
  await expect(room.form.getByRole('textbox', { name: 'Out', exact: true })).toHaveValue('01:00:04:04');
  await expect(room.form.getByRole('textbox', { name: 'Description' })).toHaveValue(/^Black picture within the programme\. Measured: /);
  await room.saves('Black picture within the programme.');
});

test('another is dismissed with a reason and opened again, and nothing blocks the report', async () => {
  const { page } = operator;
  await page.getByRole('tab', { name: /^Machine/ }).click();
  await finding('Freeze').first().click();
  await expect(room.frame).toHaveText('150');
  await page.keyboard.press('r');
  const dialog = operator.dialog('Dismiss: Freeze');
  await dialog.getByLabel('Reason').fill('A still of the lighthouse, as cut');
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Dismissed by Olga Berg: “A still of the lighthouse, as cut”')).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(page.getByText(/^Dismissed by/)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Submit report…' })).toBeEnabled();
});

test('the studio sets a threshold, and the master is judged again without another decode', async () => {
  const { page } = admin.person;
  await admin.person.opens('Policies');
  await page.getByRole('button', { name: 'Set thresholds' }).click();
  const dialog = admin.person.dialog('Set thresholds');
  await dialog.getByRole('textbox', { name: 'freeze (s)' }).fill('2');
  await dialog.getByRole('textbox', { name: 'Why do they change?' }).fill('Stills are part of this show');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Version 2 is in force.')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'freeze (s) 0.5 → 2' })).toBeVisible();
  // Live, in the room of whoever is looking.
  await expect(finding('Freeze')).toHaveCount(0);
});

test('production reads what was measured of the delivery, and not what was found', async () => {
  const { page } = production;
  await production.opens('Deliveries');
  await production.row(title).click();
  await expect(production.heading('Measured by the machine')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Integrated (LKFS)' })).toBeVisible();
  await expect(page.getByText('Judged by version 2 of the thresholds.')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Finding' })).toHaveCount(0);
});

test('a verifier adds a finding that was left, and nobody else learns of it before the verification is submitted', async () => {
  const address = operator.page.url();
  await room.marksAllDone();
  await room.submits('The rest is a leader.');
  await verifier.opens('My work', 'My verifications');
  const look = await begin(verifier, title);
  await look.isReady();
  const { page } = verifier;
  await page.getByRole('tab', { name: /^Machine/ }).click();
  await findingOf(verifier, 'Tail black missing').click();
  await page.screenshot({ path: 'results/findings-verifier.png' });
  await page.getByRole('button', { name: 'Add to the verification' }).click();
  await expect(look.form).toHaveAccessibleName('Missed issue');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('The missed issue is added.')).toBeVisible();
  await page.getByRole('tab', { name: /^Machine/ }).click();
  await page.getByRole('checkbox', { name: 'Only those that are left' }).uncheck();
  await expect(findingOf(verifier, 'Tail black missing')).toContainText('Accepted');

  await operator.page.goto(address);
  await operator.page.getByRole('tab', { name: /^Machine/ }).click();
  await expect(finding('Tail black missing')).toBeVisible();
  await expect(finding('Tail black missing')).not.toContainText('Accepted');

  await page.getByRole('tab', { name: /^Issues/ }).click();
  await look.confirms('Black picture');
  await look.submitsVerification();
  await operator.page.getByRole('checkbox', { name: 'Only those that are left' }).uncheck();
  await expect(finding('Tail black missing')).toContainText('Accepted');
});
