// Verification to its end: the operator reads what was changed, disputes a verdict, post decides by the keyboard; then a
// calibration with planted defects, given, reviewed, scored and shown. The masters are sound files: nothing is encoded.

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Admin, Show } from './admin.ts';
import { PASSWORD, type Person } from './person.ts';
import { assetqc } from './program.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let show: Show;
let operator: Person;
let verifier: Person;
let downloadManager: Person;
let post: Person;
let requestId = '';

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'verification');
});

test.afterAll(async () => {
  await world?.end();
});

/** A call as the page of this person would send it. */
const call = async <Answer>(person: Person, method: 'GET' | 'POST' | 'PUT', path: string, data?: unknown): Promise<Answer> => {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const answer = await person.context.request.fetch(`/api/v1/${path}`, { method, headers, ...(data === undefined ? {} : { data }) });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json().catch(() => undefined)) as Answer;
};

/** A small Printmaster, with whatever shall be wrong with it, delivered by the command line. */
const delivers = async (titleLabel: string, name: string, defects: readonly string[] = []) => {
  const folder = world.in(name);
  const made = ['sample-master', folder, '--form', 'printmaster', '--title', name, '--rate', '25', '--frames', '200', '--sound', '2.0'];
  await assetqc([...made, ...defects.flatMap((defect) => ['--defect', defect])]);
  const to = ['--title', titleLabel, '--kind', 'printmaster', '--rate', '25', '--wait', '--server', world.url, '--email', admin.person.email];
  await assetqc(['deliver', folder, ...to], { ASSETQC_PASSWORD: PASSWORD });
};

const FILE = 'PM_20.wav';
const issue = (code: string, first: number, last: number) => ({
  code,
  severity: 'issue',
  tasks: ['pm'],
  files: [FILE],
  first_frame: first,
  last_frame: last,
  description: `Left drops out for ${last - first + 1} frames under the music`,
});

/** The operator takes it, the files are fetched, these issues are flagged, the report is submitted. */
const reviews = async (id: string, issues: readonly unknown[]): Promise<string[]> => {
  await call(operator, 'POST', `requests/${id}/take`);
  await assetqc(['download', id, '--to', world.in(`fetched-${id}`), '--server', world.url, '--email', downloadManager.email], { ASSETQC_PASSWORD: PASSWORD });
  await call(operator, 'POST', `requests/${id}/begin`);
  const made: string[] = [];
  for (const each of issues) made.push((await call<{ id: string }>(operator, 'POST', `requests/${id}/issues`, each)).id);
  const { tasks } = await call<{ tasks: { id: string }[] }>(operator, 'GET', `requests/${id}`);
  for (const task of tasks) await call(operator, 'POST', `tasks/${task.id}/done`);
  await call(operator, 'POST', `requests/${id}/submit`, {});
  return made;
};

test('a report is reviewed and corrected by another facility', async () => {
  admin = await world.admin();
  show = await admin.addsShow('Harbour Lights', 'download');
  const [northlight, southbank] = [await admin.addsFacility('Northlight'), await admin.addsFacility('Southbank')];
  for (const facility of [northlight, southbank]) await admin.clears(facility, [show.id]);
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId: northlight });
  downloadManager = await admin.welcomes({ email: 'dan@northlight.example', firstName: 'Dan', lastName: 'Roos', role: 'download_manager', facilityId: northlight });
  verifier = await admin.welcomes({ email: 'vik@southbank.example', firstName: 'Vik', lastName: 'Moreau', role: 'verifier', facilityId: southbank });
  post = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds: [show.id] });

  await delivers(show.label, 'first');
  const pool = await call<{ items: { id: string; verification_id: string }[] }>(operator, 'GET', 'requests?view=pool');
  requestId = pool.items[0]?.id ?? '';
  const [late, none] = await reviews(requestId, [issue('audio-drop-out-mute', 20, 30), issue('audio-pop', 90, 91)]);

  const { verification_id: verification } = await call<{ verification_id: string }>(admin.person, 'GET', `requests/${requestId}`);
  const path = `verifications/${verification}`;
  await call(verifier, 'POST', `${path}/take`);
  await call(verifier, 'POST', `${path}/begin`);
  const corrected = { kind: 'replaced', issue_id: late, replacement: issue('audio-drop-out-mute', 23, 33), reason: 'In is three frames late' };
  await call(verifier, 'POST', `${path}/verdicts`, corrected);
  await call(verifier, 'POST', `${path}/verdicts`, { kind: 'deleted', issue_id: none, reason: 'A door in the story' });
  await call(verifier, 'POST', `${path}/submit`);
});

test('the operator reads what was changed, field by field, and disputes a verdict', async () => {
  const { page } = operator;
  await page.goto('/notices');
  await page.getByText('Your report is verified').click();
  await expect(operator.heading('What the verifier changed')).toBeVisible();
  await expect(page.getByText('0 confirmed, 1 replaced, 1 deleted, 0 added')).toBeVisible();
  const replaced = page.getByRole('listitem').filter({ hasText: 'In is three frames late' });
  await expect(replaced.getByRole('row', { name: /^In / })).toContainText('01:00:00:20');
  await expect(replaced.getByRole('row', { name: /^In / })).toContainText('01:00:00:23');
  await page.screenshot({ path: 'results/verification-changes.png' });

  const deleted = page.getByRole('listitem').filter({ hasText: 'A door in the story' });
  await deleted.getByRole('button', { name: 'Dispute…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('There is no door in this scene: the pop is on the master');
  await page.getByRole('button', { name: 'Dispute', exact: true }).click();
  await expect(deleted.getByText('The operator says')).toBeVisible();
  await expect(deleted.getByRole('button', { name: 'Dispute…' })).toBeHidden();
});

test('the verifier answers once', async () => {
  const { page } = verifier;
  await page.goto('/disputes');
  await verifier.row('Harbour Lights').click();
  await page.getByRole('button', { name: 'Answer…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('I took the reflection for a door');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(page.getByText('The verifier answers', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Answer…' })).toBeHidden();
});

test('post decides by the keyboard; the figures and the issue follow', async () => {
  const { page } = post;
  await page.goto(`/requests/${requestId}`);
  await expect(page.getByRole('link', { name: '1 dispute is open' })).toBeVisible();
  await page.goto('/disputes');
  await post.row('Harbour Lights').click();
  await expect(page.getByText('I took the reflection for a door')).toBeVisible();
  await page.screenshot({ path: 'results/verification-dispute.png' });
  await page.keyboard.press('g');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Heard on the master');
  await page.screenshot({ path: 'results/verification-decide.png' });
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await expect(page.getByText('Nothing waits for a decision.', { exact: false })).toBeVisible();

  await operator.page.goto(`/requests/${requestId}/verification`);
  await expect(operator.page.getByText('1 confirmed, 1 replaced, 0 deleted, 0 added')).toBeVisible();
  await expect(operator.page.getByText('The issue stands again in the report.', { exact: false })).toBeVisible();
  await isReadable(operator.page);
});

test('a sampling policy shows whom it would have verified before it is set', async () => {
  const { page } = admin.person;
  await page.goto('/policies');
  await page.getByRole('heading', { name: 'Which reports are verified' }).scrollIntoViewIfNeeded();
  await page.locator('section').filter({ has: page.getByRole('heading', { name: 'Which reports are verified' }) }).getByRole('button', { name: 'Add' }).click();
  const preview = page.getByRole('dialog').getByRole('row').filter({ hasText: 'Olga Berg' });
  await expect(preview).toContainText('100 %');
  await page.screenshot({ path: 'results/verification-sampling.png' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: '30 verified reports' })).toBeVisible();
});

test('a calibration is made from the answer key of sample-master and given without a word', async () => {
  const episode = await admin.addsEpisode(show.id, 2, 'The Pier');
  await delivers(episode.label, 'planted', ['silent:2.0:L:50-70', 'silent:2.0:R:120-140']);
  const key = await readFile(world.in('planted.answer-key.json'), 'utf8');
  const { page } = admin.person;
  await page.goto('/calibrations');
  await page.getByRole('button', { name: 'New calibration' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Drop outs, autumn');
  await admin.person.chooses('Master', /The Pier/, dialog);
  await dialog.getByRole('textbox', { name: 'Answer key' }).fill(key);
  await dialog.getByRole('button', { name: 'New calibration' }).click();
  await expect(admin.person.heading('Drop outs, autumn')).toBeVisible();

  await page.getByRole('button', { name: 'Give to operators…' }).click();
  const given = admin.person.dialog('Give this calibration to operators');
  await admin.person.chooses('Operators', /Olga Berg/, given);
  await given.getByText('Nothing tells them.', { exact: false }).click();
  await page.screenshot({ path: 'results/verification-give.png' });
  await given.getByRole('button', { name: 'Give to operators', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Olga Berg' })).toContainText('Available');
});

test('the report is scored by its key, and shown to the operator when the calibration is closed', async () => {
  const pool = await call<{ items: { id: string; title: { label: string } }[] }>(operator, 'GET', 'requests?view=pool');
  const copy = pool.items.find((row) => row.title.label.includes('The Pier'));
  expect(JSON.stringify(pool)).not.toContain('alibration');
  await reviews(copy?.id ?? '', [issue('audio-drop-out-mute', 51, 70), issue('audio-pop', 180, 181)]);

  const { page } = admin.person;
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Olga Berg' });
  await expect(row).toContainText('33 %');
  await expect(page.getByText('Missed', { exact: true }).last()).toBeVisible();
  await isReadable(page);
  await page.screenshot({ path: 'results/verification-calibration.png', fullPage: true });
  await page.getByRole('button', { name: 'Close…' }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(row).toContainText('Approved');

  await operator.page.goto('/notices');
  await operator.page.getByText('was a calibration').click();
  await expect(operator.page.getByText('Score of Olga Berg')).toBeVisible();
  await operator.page.screenshot({ path: 'results/verification-score.png' });
});
