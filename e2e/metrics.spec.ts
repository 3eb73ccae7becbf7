// Boards and metrics: a Download request goes from hand to hand, and each who answers for the work sees it on their own
// first page; every figure leads to what made it. Everything but the pages under test goes over the API.

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Admin, Role } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { PASSWORD, type Person } from './person.ts';
import { assetqc } from './program.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let operator: Person;
let vendorManager: Person;
let downloadManager: Person;
let verifier: Person;
let production: Person;
let post: Person;
let requestId = '';
let title = '';

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'metrics');
  admin = await world.admin();
  const show = await admin.addsShow('Harbour Lights', 'download', ['sdr']);
  title = show.label;
  const [northlight, southbank] = [await admin.addsFacility('Northlight'), await admin.addsFacility('Southbank')];
  for (const facility of [northlight, southbank]) await admin.clears(facility, [show.id]);
  const welcome = (email: string, firstName: string, lastName: string, role: Role, facilityId?: string) =>
    admin.welcomes({ email, firstName, lastName, role, ...(facilityId === undefined ? { showIds: [show.id] } : { facilityId }) });
  operator = await welcome('olga@northlight.example', 'Olga', 'Berg', 'operator', northlight);
  vendorManager = await welcome('vera@northlight.example', 'Vera', 'Holm', 'vendor_manager', northlight);
  downloadManager = await welcome('dan@northlight.example', 'Dan', 'Roos', 'download_manager', northlight);
  verifier = await welcome('vik@southbank.example', 'Vik', 'Moreau', 'verifier', southbank);
  production = await welcome('max@production.example', 'Max', 'Faber', 'production');
  post = await welcome('pia@studio.example', 'Pia', 'Lund', 'post');
  const master = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 24 });
  await deliver({ world, email: production.email, folder: master.folder, title });
});

test.afterAll(async () => {
  await world?.end();
});

const calls = async <Answer>(person: Person, method: 'GET' | 'POST', path: string, data?: unknown): Promise<Answer> => {
  const answer = await person.context.request.fetch(`/api/v1/${path}`, { method, ...(data === undefined ? {} : { data }) });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Answer;
};

/** For looking at: PICTURES=folder npx playwright test metrics.spec.ts */
const picture = async ({ page }: Person, name: string) => {
  if (process.env.PICTURES !== undefined) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
};

test('the studio and the show see a new delivery; the manager sees who takes it, as it happens', async () => {
  const { page } = vendorManager;
  await expect(vendorManager.heading('Board')).toBeVisible();
  await expect(page.getByText('Nobody of your facility holds a request.')).toBeVisible();
  const { items } = await calls<{ items: { id: string }[] }>(operator, 'GET', 'requests?view=pool');
  requestId = items[0]?.id ?? '';
  await calls(operator, 'POST', `requests/${requestId}/take`);

  // The board is live: nobody reloads it.
  const row = page.getByRole('grid', { name: 'Held now' }).getByRole('row').filter({ hasText: title });
  await expect(row).toContainText('Olga Berg');
  await expect(row).toContainText(/4[78] h/);
  await expect(page.getByRole('link', { name: /^1 Held now/ })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'People' }).getByRole('row').filter({ hasText: 'Olga Berg' })).toContainText('1');
  await row.getByRole('button', { name: 'Reassign…' }).click();
  await expect(vendorManager.dialog(/Give to somebody else/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(vendorManager.dialog(/Give to somebody else/)).toBeHidden();
  await picture(vendorManager, 'board-facility');
  await isReadable(vendorManager.page);
  await page.getByRole('link', { name: /^1 Held now/ }).click();
  await expect(vendorManager.heading('Requests')).toBeVisible();
  await expect(vendorManager.row(title)).toBeVisible();

  await expect(production.page.getByRole('region', { name: 'In QC: 1' })).toContainText(title);
});

test('a report goes through verification, and production sees first what needs it', async () => {
  await assetqc(['download', requestId, '--to', world.in('fetched'), '--server', world.url, '--email', downloadManager.email], { ASSETQC_PASSWORD: PASSWORD });
  await calls(operator, 'POST', `requests/${requestId}/begin`);
  const flag = (severity: string, at: number) => ({
    code: 'video-hit', severity, tasks: ['sdr'], first_frame: at, last_frame: at + 2, description: 'Blocks of wrong picture data, upper left, on the face of the lead',
  });
  await calls(operator, 'POST', `requests/${requestId}/issues`, flag('issue', 2));
  const second = await calls<{ id: string }>(operator, 'POST', `requests/${requestId}/issues`, flag('fyi', 10));
  const { tasks } = await calls<{ tasks: { id: string }[] }>(operator, 'GET', `requests/${requestId}`);
  for (const task of tasks) await calls(operator, 'POST', `tasks/${task.id}/done`);
  await calls(operator, 'POST', `requests/${requestId}/submit`, {});

  const { page } = vendorManager;
  await vendorManager.opens('Board');
  await page.getByText('Completed 1', { exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Completed' }).getByRole('row').filter({ hasText: title })).toContainText('On time');

  const { verification_id: verification } = await calls<{ verification_id: string }>(admin.person, 'GET', `requests/${requestId}`);
  await calls(verifier, 'POST', `verifications/${verification}/take`);
  const { undecided } = await calls<{ undecided: string[] }>(verifier, 'POST', `verifications/${verification}/begin`);
  await calls(verifier, 'POST', `verifications/${verification}/verdicts`, { kind: 'deleted', issue_id: second.id, reason: 'As intended.' });
  for (const issue of undecided.filter((id) => id !== second.id)) await calls(verifier, 'POST', `verifications/${verification}/verdicts`, { kind: 'confirmed', issue_id: issue });
  await calls(verifier, 'POST', `verifications/${verification}/submit`);

  const board = production.page;
  const needed = board.getByRole('region', { name: 'Fix notes needed: 1' });
  await expect(needed).toContainText('1 issue to answer');
  await expect(needed).toContainText('Needs you');
  await expect(board.getByText('1 request needs you.')).toBeVisible();
  expect(await board.getByRole('region', { name: /:/ }).first().getAttribute('aria-label')).toBe('Fix notes needed: 1');
  await picture(production, 'board-show');
  await isReadable(production.page);
  await needed.getByRole('link', { name: title }).click();
  await expect(board).toHaveURL(/\/fix-notes$/);
  await expect(post.page.getByRole('region', { name: 'Fix notes needed: 1' })).not.toContainText('Needs you');
});

test('every figure says how little it rests on, and opens what made it', async () => {
  const { page } = operator;
  await operator.opens('Metrics');
  const accuracy = page.getByRole('link', { name: 'Accuracy 50.0 %' });
  await expect(accuracy).toBeVisible();
  await expect(page.getByText('1 of 2 · 9.5 % – 90.5 %').first()).toBeVisible();
  await expect(page.getByText('few cases').first()).toBeVisible();
  await picture(operator, 'metrics-operator');
  await isReadable(operator.page);

  await accuracy.click();
  await expect(page).toHaveURL(/\/metrics\/issues\?.*figure=accuracy/);
  const issues = page.getByRole('grid', { name: 'Issues behind a figure' });
  await expect(issues.getByRole('row').filter({ hasText: 'Video Hit' })).toHaveCount(2);
  await expect(issues).toContainText('As intended.');
  await picture(operator, 'metrics-issues');
  await page.getByRole('combobox', { name: 'Verdict' }).or(page.getByRole('textbox', { name: 'Verdict' })).first().click();
  await page.getByRole('option', { name: 'Deleted' }).click();
  await expect(issues.getByRole('row').filter({ hasText: 'Video Hit' })).toHaveCount(1);
  // The address says it all: whoever is sent it sees the same.
  await page.reload();
  await expect(issues.getByRole('row').filter({ hasText: 'Video Hit' })).toHaveCount(1);
});

test('a manager reads the scorecards and takes them along', async () => {
  const { page } = vendorManager;
  await vendorManager.opens('Metrics');
  await page.getByRole('grid', { name: 'Operator' }).getByRole('link', { name: 'Olga Berg' }).click();
  await expect(vendorManager.heading('Olga Berg')).toBeVisible();
  await expect(page.getByText('No report came late.')).toBeVisible();
  const chart = page.getByRole('figure', { name: /^Accuracy/ });
  await chart.getByRole('button', { name: 'As a table' }).click();
  await expect(chart.getByRole('row').nth(1)).toContainText('1 of 2');
  await picture(vendorManager, 'scorecard');
  await isReadable(vendorManager.page);
  await page.getByRole('link', { name: /Video Hit: 1 Deleted/ }).click();
  await expect(page).toHaveURL(/code=video-hit/);
  await page.goBack();

  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Table (CSV)' }).click()]);
  const table = await readFile(await download.path(), 'utf8');
  expect(table).toContain('"Accuracy"');
  expect(table.split('\r\n')[1]).toContain('"0.5000"');

  await vendorManager.opens('Board');
  await page.getByRole('link', { name: 'Scorecard of the facility' }).click();
  await expect(vendorManager.heading('Northlight')).toBeVisible();
  await expect(page.getByRole('table').getByRole('link', { name: 'Olga Berg' })).toBeVisible();
});

test('those of the show see its figures, and none that measure people', async () => {
  const { page } = post;
  await post.opens('Metrics');
  await expect(page.getByRole('link', { name: /^Turnaround/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Accuracy/ })).toHaveCount(0);
  await expect(page.getByText('Operator', { exact: true })).toHaveCount(0);
  await picture(post, 'metrics-post');
  await isReadable(post.page);
});

test('the studio sees what flowed and what waits, and each count is a list', async () => {
  const { page } = admin.person;
  await admin.person.opens('Board');
  const flow = page.getByRole('figure', { name: /^Reports verified/ });
  await flow.getByRole('button', { name: 'As a table' }).click();
  await expect(flow.getByRole('row').last()).toContainText('1');
  await expect(page.getByText('Nothing is stuck.')).toBeVisible();
  await flow.getByRole('button', { name: 'As a table' }).click();
  await picture(admin.person, 'board-studio');
  await isReadable(admin.person.page);
  await admin.person.opens('Metrics');
  await expect(page.getByRole('grid', { name: 'Facility' }).getByRole('link', { name: 'Northlight' })).toBeVisible();
  await picture(admin.person, 'metrics-studio');
  await isReadable(admin.person.page);
});
