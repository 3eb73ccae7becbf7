// Fix notes beyond one answer at a time: a Blocker that does not hold QC, answers by keyboard and in batches, issues handed to
// a vendor, an objection, waivers decided together, a redelivery promised. Nothing is encoded on the way: it is a Download.

import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { answers, asksForRedelivery, cardOf, openFixNotes, submitsFixNotes } from './pages/fix-notes.ts';
import { begin, openRequest, take } from './pages/work.ts';
import { PASSWORD, type Person } from './person.ts';
import { assetqc } from './program.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let production: Person;
let post: Person;
let operator: Person;
let verifier: Person;
let delegate: Person;
let title = '';
let requestId = '';

const NO_PICTURE = 'No picture from here to the end of the reel.';
const ISSUES = ['Blocks in the sky, upper left.', 'A flash in the window behind her.', 'A ring of light over the lamp.', 'A hair at the right edge.'] as const;

/** A call that the pages make too, for what this file is not about. */
const call = async (person: Person, method: 'post' | 'put', path: string, data: unknown = {}) => {
  const answer = await person.context.request[method](`/api/v1/${path}`, { data, headers: { 'Idempotency-Key': randomUUID() } });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json().catch(() => ({}))) as Record<string, never>;
};

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'fix-notes');
  const admin = await world.admin();
  const show = await admin.addsShow('Harbour Lights', 'download');
  title = show.label;
  const [northlight, southbank] = [await admin.addsFacility('Northlight'), await admin.addsFacility('Southbank')];
  for (const facility of [northlight, southbank]) await admin.clears(facility, [show.id]);
  const who = (email: string, firstName: string) => ({ email, firstName, lastName: 'Berg' });
  operator = await admin.welcomes({ ...who('olga@northlight.example', 'Olga'), role: 'operator', facilityId: northlight });
  verifier = await admin.welcomes({ ...who('vik@southbank.example', 'Vik'), role: 'verifier', facilityId: southbank });
  const fetcher = await admin.welcomes({ ...who('dan@northlight.example', 'Dan'), role: 'download_manager', facilityId: northlight });
  production = await admin.welcomes({ ...who('max@production.example', 'Max'), role: 'production', showIds: [show.id] });
  post = await admin.welcomes({ ...who('pia@studio.example', 'Pia'), role: 'post', showIds: [show.id] });
  delegate = await admin.welcomes({ ...who('noel@vendor.example', 'Noel'), role: 'production' });
  await call(admin.person, 'put', 'policies/fix-notes', { show_id: show.id, answer_days: 3, zone: 'Europe/Berlin', redelivery_days: null });

  const { folder } = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 48 });
  await deliver({ world, email: production.email, folder, title });
  await operator.opens('My work');
  await take(operator, title);
  await fetcher.opens('Downloads');
  await fetcher.row(title).click();
  await expect(fetcher.page).toHaveURL(/downloads\/[0-9a-f-]{36}/);
  requestId = /downloads\/([0-9a-f-]{36})/.exec(fetcher.page.url())?.[1] ?? '';
  await assetqc(['download', requestId, '--to', world.in('fetched'), '--server', world.url, '--email', fetcher.email], { ASSETQC_PASSWORD: PASSWORD });
});

test.afterAll(async () => {
  await world?.end();
});

test('a Blocker offers to go on or to stop, with a ticket', async () => {
  const { page } = operator;
  await operator.opens('My work');
  const room = await begin(operator, title);
  await room.flags({ code: 'Video Drop Out', severity: 'Blocker', tasks: ['SDR'], in: '01:00:01:00', out: '01:00:01:10', description: NO_PICTURE });
  const dialog = operator.dialog('A Blocker: how does it go on?');
  await expect(dialog.getByText('a drop-out after which playback recovers')).toBeVisible();
  await expect(dialog.getByLabel('Subject')).toHaveValue(new RegExp(`${title}.*Download QC`));
  await dialog.getByRole('radio', { name: 'Stop QC here' }).check();
  await dialog.getByLabel('What nobody has looked at').fill('Everything after the first second');
  await dialog.getByRole('button', { name: 'Stop QC' }).click();
  await expect(page.getByText(/^QC stopped at 01:00:01:00 \(issue 1\)/)).toBeVisible();
  const work = await operator.context.newPage();
  await work.goto(`${world.url}/work`);
  await expect(work.getByRole('article').filter({ hasText: title })).toContainText('QC stopped');
  await work.close();

  // It can go on after all.
  await page.getByRole('button', { name: 'Resume QC…' }).click();
  const resume = operator.dialog('Resume QC');
  await resume.getByLabel('Reason').fill('Playback recovers on another device');
  await resume.getByRole('button', { name: 'Resume QC' }).click();
  await expect(page.getByText(/^QC stopped at/)).toBeHidden();

  for (const [index, description] of ISSUES.entries()) {
    await call(operator, 'post', `requests/${requestId}/issues`, {
      code: 'video-hit',
      severity: 'issue',
      tasks: ['sdr'],
      first_frame: index * 5,
      last_frame: index * 5 + 2,
      description,
    });
  }
  await room.marksAllDone();
  await room.submits();
  await verifier.opens('My work', 'My verifications');
  await take(verifier, title);
  const look = await begin(verifier, title);
  for (const description of [NO_PICTURE, ...ISSUES]) await look.confirms(description);
  await look.submitsVerification();
});

test('the notice leads to the fix notes, with the deadline', async () => {
  await production.opens('Notices');
  await production.row('Fix notes needed').click();
  await expect(production.heading('Fix notes')).toBeVisible();
  await expect(production.page.getByText(/^Answer by .* \(in .*\)$/)).toBeVisible();
  await expect(production.page.getByRole('listitem', { name: /^Issues \d/ })).toHaveCount(5);
});

test('the keyboard answers, a batch answers many and is undone', async () => {
  const { page } = production;
  await page.keyboard.press('j');
  await page.keyboard.press('1');
  await expect(cardOf(production, ISSUES[0]).getByRole('status')).toHaveText('Saved');
  await page.keyboard.press('j');
  await page.keyboard.press('2');
  await expect(cardOf(production, ISSUES[1]).getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('A lighthouse');
  await expect(cardOf(production, ISSUES[1]).getByRole('status')).toHaveText('Saved');

  await page.getByText('Unanswered 3').click();
  await expect(page.getByRole('listitem', { name: /^Issues \d/ })).toHaveCount(3);
  await page.getByText('All 5').click();
  await page.getByLabel('Tick all').check();
  await production.chooses('Answer all ticked: Answer', 'Best Possible');
  await page.getByLabel('Answer all ticked: Reason').fill('Archive footage');
  await page.getByRole('button', { name: 'Answer all ticked' }).click();
  await expect(page.getByText('5 answered.')).toBeVisible();
  await expect(page.getByText('All answered', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('3 to answer', { exact: true }).first()).toBeVisible();
  await expect(cardOf(production, ISSUES[0]).getByRole('radio', { name: 'Production Will Fix' })).toBeChecked();
});

test('issues are handed to a vendor, who sees these and nothing else', async () => {
  const { page } = production;
  await page.getByRole('button', { name: 'Hand over…' }).click();
  const dialog = production.dialog('Hand issues over');
  await expect(dialog.getByText('All 3 unanswered issues')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Their address' }).or(dialog.getByRole('combobox', { name: 'Their address' })).first().fill('noel@vendor.example');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByText('Handed over. Noel Berg has been told.')).toBeVisible();

  await delegate.opens('Requests');
  await expect(delegate.page.getByText(title)).toBeHidden();
  await delegate.opens('Handed to you');
  await isReadable(delegate.page);
  await delegate.page.getByRole('link', { name: new RegExp(title) }).click();
  await expect(delegate.page.getByRole('listitem', { name: /^Issues \d/ })).toHaveCount(3);
  const card = delegate.page.getByRole('listitem').filter({ hasText: NO_PICTURE });
  await card.getByRole('radio', { name: 'Production Will Fix' }).check();
  await expect(card.getByRole('status')).toHaveText('Saved');
  await expect(delegate.page.getByText('1 of 3 answered')).toBeVisible();
  await isReadable(delegate.page);
  await isReadable(page);
  await expect(cardOf(production, NO_PICTURE).getByRole('radio', { name: 'Production Will Fix' })).toBeChecked();
  await page.getByRole('button', { name: 'Take back' }).click();
  await delegate.page.reload();
  await expect(delegate.page.getByText('There is nothing here, or nothing that you may see.')).toBeVisible();
});

test('production says that an issue is none, and post agrees', async () => {
  const card = cardOf(production, ISSUES[2]);
  await card.getByRole('button', { name: 'Not an issue…' }).click();
  const dialog = production.dialog(/^Say that issue \d+ is none/);
  await dialog.getByLabel('Reason').fill('Lens flare, in the photography');
  await dialog.getByRole('button', { name: 'Send to post' }).click();
  await expect(card).toContainText('Said to be no issue; post decides');

  await openRequest(post, title);
  await openFixNotes(post);
  const decided = cardOf(post, ISSUES[2]);
  await decided.getByRole('button', { name: 'Not an issue' }).click();
  await post.dialog(/is not an issue$/).getByRole('button', { name: 'Not an issue' }).click();
  await expect(decided).toContainText('Not an issue, says post');
  await expect(cardOf(production, ISSUES[2])).toContainText('Not an issue, says post');
});

test('waivers are agreed to together, the redelivery is asked for and promised', async () => {
  await answers(production, ISSUES[3], 'Best Possible', 'Archive footage');
  await submitsFixNotes(production);
  await post.page.getByLabel('Tick every proposal').check();
  await post.page.getByRole('button', { name: 'Agree to waive all ticked' }).click();
  await post.dialog('Agree to these waivers').getByRole('button', { name: 'Agree to waive' }).click();
  await expect(post.page.getByText('Awaiting Redelivery')).toBeVisible();
  await asksForRedelivery(post, 'Only the reel, please.');
  await expect(production.page.getByText('“Only the reel, please.”')).toBeVisible();
  await production.page.getByRole('button', { name: 'Say when it comes…' }).click();
  const dialog = production.dialog('When the redelivery is to be expected');
  await dialog.getByLabel('In words').fill('The lab has it back on Thursday');
  await dialog.getByRole('button', { name: 'Say so' }).click();
  await expect(post.page.getByText(/Expected .*: As scheduled “The lab has it back on Thursday”/)).toBeVisible();
});
