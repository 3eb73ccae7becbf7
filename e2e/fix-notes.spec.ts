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
  await room.flags({ code: 'Video Drop Out', severity: 'Blocker', tasks: ['SDR'], in: '00:00:01:00', out: '00:00:01:10', description: NO_PICTURE });
  const dialog = operator.dialog('A Blocker: how does it go on?');
  await expect(dialog.getByText('a drop-out after which playback recovers')).toBeVisible();
  await expect(dialog.getByLabel('Subject')).toHaveValue(new RegExp(`${title}.*Download QC`));
  await dialog.getByRole('radio', { name: 'Stop QC here' }).check();
  await dialog.getByLabel('What nobody has looked at').fill('Everything after the first second');
  await dialog.getByRole('button', { name: 'Stop QC' }).click();
  await expect(page.getByText(/^QC stopped at 00:00:01:00 \(issue 1\)/)).toBeVisible();

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
