// People who talk, leave and are reviewed: a mention that reaches its person, words that reach nobody else, a history with
// an address for each row, an operator who leaves with the work going back, and the quarter's list of accounts.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { box, comment, mention, readBy, send } from './pages/talk.ts';
import { openRequest, pooled, take } from './pages/work.ts';
import type { Person } from './person.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let olga: Person;
let omar: Person;
let vera: Person;
let pia: Person;
let max: Person;
let title = '';

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'talk');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour Lights', 'download');
  await admin.clears(facilityId, [show.id]);
  title = show.label;
  const of = (email: string, firstName: string, lastName: string, role: 'operator' | 'vendor_manager') => admin.welcomes({ email, firstName, lastName, role, facilityId });
  olga = await of('olga@northlight.example', 'Olga', 'Berg', 'operator');
  omar = await of('omar@northlight.example', 'Omar', 'Lind', 'operator');
  vera = await of('vera@northlight.example', 'Vera', 'Holm', 'vendor_manager');
  pia = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds: [show.id] });
  max = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const master = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 48 });
  await deliver({ world, email: max.email, folder: master.folder, title });
  await olga.opens('My work');
  await take(olga, title);
  await openRequest(olga, title);
});

test.afterAll(async () => {
  await world?.end();
});

test('a name behind an @ reaches that person, with the comment in sight', async () => {
  await readBy(olga, 'Everyone, with production');
  await box(olga).fill('Is the black at the head wanted? ');
  await mention(olga, 'pi', 'Pia Lund');
  await send(olga);
  await expect(comment(olga, 'Is the black at the head wanted? @Pia Lund')).toBeVisible();

  await pia.opens('Notices');
  await pia.row('You are mentioned in a comment').click();
  await expect(pia.page).toHaveURL(/\/requests\/[^/]+\?comment=/);
  await expect(comment(pia, 'Is the black at the head wanted?')).toHaveAttribute('data-highlighted', 'true');
  await isReadable(pia.page);
});

test('a reply stays with its thread; the page of the other moves by itself', async () => {
  await comment(pia, 'Is the black').getByRole('button', { name: 'Reply' }).click();
  await box(pia).fill('It is: ten frames, see https://specs.example/head.');
  await send(pia);
  const reply = comment(olga, 'It is: ten frames');
  await expect(reply).toBeVisible();
  await expect(reply.getByRole('link', { name: 'https://specs.example/head' })).toHaveAttribute('rel', /noopener/);
});

test('what is said within the studio is not heard outside', async () => {
  await readBy(pia, 'The studio only');
  await box(pia).fill('Between us: the show is late.');
  await send(pia);
  await expect(comment(pia, 'Between us')).toBeVisible();
  await openRequest(max, title);
  await expect(comment(max, 'Is the black')).toBeVisible();
  await expect(comment(max, 'Between us')).toHaveCount(0);
  await expect(comment(olga, 'Between us')).toHaveCount(0);
});

test('what was typed is there after the page was left; a comment leaves its place when it is deleted', async () => {
  await box(max).fill('We think that the black');
  await expect(max.page.getByText('Draft kept')).toBeVisible();
  await max.page.reload();
  await expect(box(max)).toHaveValue('We think that the black');
  await box(max).fill('We think that the black is fine.');
  await send(max);
  await comment(max, 'We think that').getByRole('button', { name: 'Delete' }).click();
  await max.dialog('Delete this comment?').getByRole('button', { name: 'Delete' }).click();
  await expect(max.page.getByText('Deleted by its author.')).toBeVisible();
});

test('the history is filtered, and each row has an address that leads back to it', async () => {
  const { page } = olga;
  await page.getByRole('link', { name: 'Filter, search, export…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('History of request');
  const rows = page.getByRole('feed', { name: 'History' }).getByRole('article');
  await page.getByLabel('Words in it').fill('black at the head');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Comment on request');
  const link = await rows.getByRole('link', { name: /^Link to row/ }).getAttribute('href');
  await page.goto(link ?? '');
  await expect(page.locator('article[aria-current="true"]')).toContainText('Is the black at the head wanted?');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await file).suggestedFilename()).toBe('history.csv');
});

test('who is suspended is out at once, and the work goes back', async () => {
  await vera.opens('People');
  await vera.row('olga@northlight.example').click();
  const drawer = vera.dialog('Olga Berg');
  await drawer.getByRole('button', { name: 'Suspend at once…' }).click();
  const dialog = vera.dialog('Suspend Olga Berg?');
  await dialog.getByLabel('Reason').fill('Resigned this morning');
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await expect(vera.page.getByText('Olga Berg is out. 1 task and 0 verifications went back to the pool.')).toBeVisible();
  await olga.page.reload();
  await expect(olga.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await omar.opens('My work');
  await expect(pooled(omar, title)).toBeVisible();
});

test('every account of the quarter is confirmed or ended by name, and the audit has it all', async () => {
  const { page } = admin.person;
  await admin.person.opens('Account reviews');
  await page.getByRole('button', { name: 'Open this quarter’s review' }).click();
  await isReadable(page);
  await admin.person.row(/\d{4}-Q\d/).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Review of accounts');
  await isReadable(page);
  await admin.person.row('omar@northlight.example').getByRole('button', { name: 'Confirm' }).click();
  await expect(admin.person.row('omar@northlight.example')).toContainText('Confirmed');
  await admin.person.row('olga@northlight.example').getByRole('button', { name: 'End…' }).click();
  const dialog = admin.person.dialog('End the account of Olga Berg?');
  await dialog.getByLabel('Reason').fill('Resigned');
  await dialog.getByRole('button', { name: 'End the account' }).click();
  await expect(admin.person.row('olga@northlight.example')).toContainText('Disabled');

  await admin.person.opens('Audit');
  await expect(page.getByText(/\d+ rows sealed/)).toBeVisible();
  const rows = page.getByRole('feed', { name: 'History' }).getByRole('article');
  await expect(rows.filter({ hasText: 'Olga Berg disabled' }).first()).toBeVisible();
  await expect(rows.filter({ hasText: 'Olga Berg suspended' }).first()).toBeVisible();
});
