// The whole story of three titles: delivered, inspected, prepared, reviewed in three ways, verified, answered,
// delivered again, checked and approved. Each test is a chapter and goes on where the one before ended; everybody acts
// in a browser of their own.

import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Admin, Role } from './admin.ts';
import { CAST, DOWNLOAD_ISSUE, STEPS } from './story-script.ts';
import { readHistory } from './pages/history.ts';
import { fileOf, makeMaster, sha1Of, type Master } from './masters.ts';
import { addEpisode, addFacility, addShow, clearFacility, invite } from './pages/administration.ts';
import { deliver, fetchesARange, upload } from './pages/deliveries.ts';
import { agrees, answers, asksForRedelivery, cardOf as fixNoteOf, openFixNotes, submitsFixNotes } from './pages/fix-notes.ts';
import { begin, openRequest, pooled, take } from './pages/work.ts';
import { PASSWORD, type Person } from './person.ts';
import { assetqc } from './program.ts';
import { decide } from './pages/watch-list.ts';
import type { IssueText } from './pages/review.ts';
import { frameOnScreen } from './screen.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
/** Northlight reviews, Southbank verifies. */
let operator: Person;
let secondOperator: Person;
let downloadManager: Person;
let vendorManager: Person;
let verifier: Person;
let production: Person;
let post: Person;

/** Titles by the service that reviews them. */
const titles = { browser: '', cast: '', download: '' };
const masters: Partial<Record<keyof typeof titles, Master>> = {};
const RATE = '25';
/** The pictures that the redelivery of the Cast title makes anew. */
const REPLACED = [100, 149] as const;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'story');
});

test.afterAll(async () => {
  await world?.end();
});

test('the first admin comes in by the printed link and sets up the studio', async () => {
  admin = await world.admin();
  const { person } = admin;
  const browserShow = await admin.addsShow('Long Tide', 'browser');
  const downloadShow = await admin.addsShow('Harbour Lights', 'download');
  await addShow(person, 'Night Ferry');
  const episode = await addEpisode(person, 'Night Ferry', 'The Crossing');
  expect(episode).toBe('Night Ferry · S01E01 · The Crossing');
  Object.assign(titles, { browser: browserShow.label, cast: episode, download: downloadShow.label });
  for (const facility of ['Northlight', 'Southbank']) {
    await addFacility(person, facility);
    await clearFacility(person, facility, ['Long Tide', 'Night Ferry', 'Harbour Lights']);
  }
});

const ofNorthlight = async (email: string, firstName: string, lastName: string, role: Role) =>
  admin.welcomes({ email: `${email}@northlight.example`, firstName, lastName, role, facilityId: await admin.idOf('facilities', 'Northlight') });

test('everybody comes in by an invitation of their own', async () => {
  const showIds = await Promise.all(['Long Tide', 'Night Ferry', 'Harbour Lights'].map((name) => admin.idOf('shows', name)));

  const link = await invite(admin.person, { firstName: 'Vik', lastName: 'Moreau', email: 'vik@southbank.example', role: 'Verifier', facility: 'Southbank' });
  verifier = await world.stranger();
  await verifier.acceptsInvitation(link);
  operator = await ofNorthlight('olga', 'Olga', 'Berg', 'operator');
  vendorManager = await ofNorthlight('vera', 'Vera', 'Holm', 'vendor_manager');
  downloadManager = await ofNorthlight('dan', 'Dan', 'Roos', 'download_manager');
  production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds });
  post = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds });

  await expect(operator.heading('My work')).toBeVisible();
  await expect(verifier.heading('My verifications')).toBeVisible();
  await expect(downloadManager.heading('Downloads')).toBeVisible();
  for (const person of [vendorManager, production, post]) await expect(person.heading('Board')).toBeVisible();
});

test('masters are delivered from the command line and from the browser, inspected and prepared', async () => {
  const [browserMaster, castMaster, downloadMaster] = await Promise.all([
    makeMaster(world.in('browser'), { title: 'Long Tide', rate: RATE }),
    makeMaster(world.in('cast'), { title: 'The Crossing', rate: RATE, replace: REPLACED }),
    makeMaster(world.in('download'), { title: 'Harbour Lights', rate: RATE }),
  ]);
  Object.assign(masters, { browser: browserMaster, cast: castMaster, download: downloadMaster });

  await upload(production, titles.browser, browserMaster.folder);
  const said = await deliver({ world, email: production.email, folder: castMaster.folder, title: titles.cast });
  expect(said).toMatch(/Accepted/);
  expect(said).toMatch(/Request \d+ is available/);

  // The page of the upload has followed by itself: inspected, streams made, the request open.
  const { page } = production;
  await expect(page.getByText('Inspection found nothing to say.')).toBeVisible();
  for (const stream of ['Browser stream', 'Thumbnails', 'Waveforms']) {
    await expect(page.getByRole('listitem').filter({ hasText: stream })).toContainText('100 %');
  }
  await expect(page.getByRole('row').filter({ hasText: 'VIDEO_' })).toContainText(await sha1Of(fileOf(browserMaster.folder, 'VIDEO_')));

  await deliver({ world, email: production.email, folder: downloadMaster.folder, title: titles.download });
});

test('the Browser task is served; Cast and Download lie in the pool', async () => {
  await operator.opens('My work');
  const served = operator.page.getByRole('article').filter({ hasText: 'Served to you now' });
  await expect(served).toContainText(titles.browser);
  await expect(served).toContainText('Browser');
  await expect(pooled(operator, titles.cast)).toContainText('Cast');
  await expect(pooled(operator, titles.download)).toContainText('Download');
  // One person holds it: nobody else is served the same.
  secondOperator = await ofNorthlight('omar', 'Omar', 'Lind', 'operator');
  await expect(secondOperator.heading('My work')).toBeVisible();
  await expect(secondOperator.page.getByText('Nothing in your hands.')).toBeVisible();
});

test('taking the Download task calls the download managers, who fetch and check every byte', async () => {
  await take(operator, titles.download);
  await expect(operator.page.getByText(/is yours. Your download managers have been told to fetch the files./)).toBeVisible();
  await expect(pooled(operator, titles.download)).toBeHidden();

  // Without being asked to reload: the notice and the list are live.
  const { page } = downloadManager;
  await expect(page.getByRole('link', { name: 'Notices, 1 not read' })).toBeVisible();
  await downloadManager.opens('Downloads');
  await isReadable(page);
  await downloadManager.row(titles.download).click();
  await expect(page.getByRole('button', { name: 'All files are here' })).toHaveAttribute('aria-disabled', 'true');
  await isReadable(page);

  const requestId = /downloads\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  await fetchesARange(downloadManager, requestId, fileOf(masters.download?.folder ?? '', 'VIDEO_'));
  const fetched = world.in('fetched');
  const outcome = await assetqc(['download', requestId, '--to', fetched, '--server', world.url, '--email', downloadManager.email], { ASSETQC_PASSWORD: PASSWORD });
  expect(outcome).toMatch(/6 files of .* are in .*, each with the right hash/);
  for (const prefix of ['VIDEO_', 'AUDIO_', 'CPL_', 'PKL_']) {
    const original = fileOf(masters.download?.folder ?? '', prefix);
    expect(await sha1Of(path.join(fetched, 'delivery-1', path.basename(original)))).toBe(await sha1Of(original));
  }
  await expect(page.getByText(/Complete since/)).toBeVisible();
});

test('the operator enters the issues of the Download by SMPTE timecode', async () => {
  await operator.opens('My work');
  const room = await begin(operator, titles.download);
  await operator.page.getByRole('button', { name: 'New issue' }).click();
  const dropOut: IssueText = { code: 'Audio Drop Out/Mute', severity: 'Issue', tasks: ['2.0'], in: '01:00:02:12', out: '01:00:02:00', description: DOWNLOAD_ISSUE };
  await room.fillsIn(dropOut);
  await operator.page.keyboard.press('Control+Enter');
  await expect(room.form.getByText('Out is before In.')).toBeVisible();
  await room.form.getByRole('textbox', { name: 'Out', exact: true }).fill('01:00:03:00');
  await room.saves(DOWNLOAD_ISSUE);
  await expect(room.issue(DOWNLOAD_ISSUE)).toContainText('01:00:02:12');
  await expect(room.issue(DOWNLOAD_ISSUE)).toContainText('01:00:03:00');
  await room.marksAllDone();
  await room.submits();
});

test('the Browser task is reviewed without a finding, verified at the other facility and approved', async () => {
  await operator.opens('My work');
  const room = await begin(operator, titles.browser);
  await room.isReady();
  await room.marksAllDone();
  await room.submits('The last seconds are a leader.');

  await verifier.opens('My work', 'My verifications');
  const look = await begin(verifier, titles.browser);
  await look.submitsVerification();
  await openRequest(post, titles.browser);
  await expect(post.page.getByText('Approved').first()).toBeVisible();
});

test('the Cast title is reviewed in the player, by its keys', async () => {
  await operator.opens('My work');
  await take(operator, titles.cast);
  const room = await begin(operator, titles.cast);
  await room.isReady();

  await room.marksRange(['01:00:04:10', 110], ['01:00:04:20', 120]);
  expect(await frameOnScreen(room.video)).toEqual({ version: 0, frame: 120 });
  await operator.page.keyboard.press('n');
  await expect(room.form.getByRole('textbox', { name: 'In', exact: true })).toHaveValue('01:00:04:10');
  await expect(room.form.getByRole('textbox', { name: 'Out', exact: true })).toHaveValue('01:00:04:20');
  await room.fillsIn({ code: 'Audio Drop Out/Mute', severity: 'Issue', tasks: ['2.0'], description: CAST.dropOut });
  await room.saves(CAST.dropOut);
  await room.flags({ code: 'Banding/Posterization', severity: 'Issue', tasks: ['SDR'], in: '01:00:02:00', out: '01:00:03:00', description: CAST.banding });
  await room.flags({ code: 'Lens Flare', severity: 'FYI', tasks: ['SDR'], in: '01:00:06:00', out: '01:00:06:10', description: CAST.flare });
  await room.flags({ code: 'Dirt/Stain/Scratch', severity: 'Issue', tasks: ['SDR'], in: '01:00:08:00', out: '01:00:08:01', description: CAST.dirt });

  // Somebody else of the facility sees who holds it.
  await openRequest(vendorManager, titles.cast);
  await expect(vendorManager.page.getByText('In QC').first()).toBeVisible();
  await expect(vendorManager.page.getByText('Olga Berg').first()).toBeVisible();

  await room.marksAllDone();
  await room.submits('Checked by points only, for the test.');
});

test('a verifier of the other facility confirms, corrects, deletes, lowers and adds', async () => {
  await verifier.opens('My work', 'My verifications');
  await expect(pooled(verifier, titles.download)).toBeVisible();
  const room = await begin(verifier, titles.cast);
  await room.isReady();
  await room.confirms(CAST.dropOut);
  const artifacts: IssueText = { code: 'Compression Artifacting', severity: 'Issue', tasks: ['SDR'], in: '01:00:02:05', out: '01:00:03:00', description: CAST.artifacts };
  const why = 'It is blocking of the encoder, not banding.';
  await room.corrects(CAST.banding, artifacts, why);
  await room.takesBack(CAST.artifacts);
  await expect(room.issue(CAST.banding)).not.toContainText('Replaced');
  await room.corrects(CAST.banding, artifacts, why);
  await room.deletes(CAST.flare, 'The flare is in the photography.');
  await room.lowers(CAST.dirt, 'FYI');
  const black: IssueText = { code: 'Black Frame', severity: 'Issue', tasks: ['SDR'], in: '01:00:05:00', out: '01:00:05:00', description: CAST.black };
  await room.adds(black);
  await room.takesBack(CAST.black);
  await room.adds(black);
  await room.submitsVerification();

  // The Download report is picked from the pool.
  await verifier.opens('My work', 'My verifications');
  await take(verifier, titles.download);
  const download = await begin(verifier, titles.download);
  await download.confirms(DOWNLOAD_ISSUE);
  await download.submitsVerification();
});

test('the accuracy is shown, and the report is published to post and production', async () => {
  await openRequest(vendorManager, titles.cast);
  await vendorManager.page.getByRole('link', { name: 'Report', exact: true }).click();
  await expect(vendorManager.page.getByText(/40\.0 % .*2 confirmed, 1 replaced, 1 deleted, 1 missed/)).toBeVisible();
  await operator.opens('Metrics');
  await expect(operator.page.getByRole('link', { name: /^Accuracy 50/ })).toBeVisible();

  for (const person of [post, production]) {
    await person.opens('Notices');
    await expect(person.row(`Fix notes needed`).filter({ hasText: titles.cast })).toBeVisible();
    await openRequest(person, titles.cast);
    await person.page.getByRole('link', { name: 'Report', exact: true }).click();
    const report = person.page.getByRole('table', { name: 'Issues' });
    await expect(report.getByRole('row').filter({ hasText: CAST.dropOut })).toContainText('Confirmed');
    await expect(report.getByRole('row').filter({ hasText: CAST.artifacts })).toContainText('01:00:02:05');
    await expect(report.getByRole('row').filter({ hasText: CAST.dirt })).toContainText('Issue → FYI');
    await expect(report.getByRole('row').filter({ hasText: CAST.black })).toContainText('Added by verifier');
    const takenOut = person.page.getByRole('table', { name: 'Taken out by verification' });
    await expect(takenOut.getByRole('row').filter({ hasText: CAST.flare })).toContainText('The flare is in the photography.');
  }
});

test('production answers, post agrees to a waiver and asks for the redelivery', async () => {
  await openRequest(production, titles.cast);
  await openFixNotes(production);
  await expect(fixNoteOf(production, CAST.dirt)).toBeHidden();
  await expect(production.page.getByRole('button', { name: 'Submit fix notes…' })).toHaveAttribute('aria-disabled', 'true');
  await answers(production, CAST.dropOut, 'Production Will Fix');
  await answers(production, CAST.artifacts, 'Creative Intent', 'The old tape is meant to look old.');
  await answers(production, CAST.black, 'Production Will Fix');
  await submitsFixNotes(production);

  await openRequest(post, titles.cast);
  await openFixNotes(post);
  await agrees(post, CAST.artifacts);
  await asksForRedelivery(post, 'Only the two fixes, please.');
  await production.opens('Notices');
  await expect(production.row(titles.cast).filter({ hasText: /redelivery/i }).first()).toBeVisible();
});

test('the redelivery is kept for the first operator, with its watch list', async () => {
  await openRequest(production, titles.cast);
  const number = /Request (\d+)/.exec(await production.page.getByText(/^Request \d+$/).first().innerText())?.[1] ?? '';
  const said = await deliver({ world, email: production.email, folder: masters.cast?.supplemental ?? '', title: titles.cast, answers: number });
  expect(said).toMatch(/Accepted/);

  await secondOperator.opens('My work');
  await expect(secondOperator.heading(/Can be taken now/)).toBeVisible();
  await expect(pooled(secondOperator, titles.cast)).toBeHidden();
  await operator.opens('My work');
  await expect(pooled(operator, titles.cast)).toContainText('Fix Check');
  await take(operator, titles.cast);
  const room = await begin(operator, titles.cast);
  await room.isReady();
  await room.goesTo('01:00:04:10', 110);
  expect(await frameOnScreen(room.video)).toEqual({ version: 1, frame: 110 });

  const items = operator.page.getByRole('list', { name: 'Watch list' }).getByRole('listitem');
  await expect(items.filter({ hasText: 'Changed by the redelivery' })).not.toHaveCount(0);
  // By keys: an item plays until a digit decides it, and the next one comes.
  const { keyboard } = operator.page;
  await keyboard.press('g');
  await expect(items.first()).toHaveAttribute('aria-current', 'true');
  await expect(room.frame).toHaveAttribute('data-proof', 'running');
  await keyboard.press('1');
  await expect(items.nth(1)).toHaveAttribute('aria-current', 'true');
  await keyboard.press('g');

  // Beside what stood there before: whoever reviewed that delivery may look at it still.
  await items.filter({ hasText: CAST.dropOut }).getByRole('button', { name: 'Play the range' }).click();
  await expect(room.frame).toHaveAttribute('data-proof', 'running');
  await keyboard.press('Space');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  await room.goesTo('01:00:04:12', 112);
  await keyboard.press('w');
  const before = operator.page.getByRole('img', { name: 'Delivery 1' });
  await expect(before).toHaveAttribute('data-shown', 'true');
  const shown = Number(await room.frame.innerText());
  await operator.page.screenshot({ path: 'results/story-compare.png' });
  await keyboard.press('Tab');
  await expect(operator.page.getByRole('slider', { name: 'Where the wipe stands' })).toBeDisabled();
  // The part was replaced by one of the same length: frame for frame, read from both pictures.
  expect(await frameOnScreen(before.locator('video'))).toEqual({ version: 0, frame: shown });
  await keyboard.press('Tab');
  expect(await frameOnScreen(room.video)).toEqual({ version: 1, frame: shown });
  // Anywhere else too.
  await room.goesTo('01:00:02:00', 50);
  await expect(before).toHaveAttribute('data-frame', '50');
  // And playing: the one before alone, in step with what the page says of the other.
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await expect.poll(async () => Number(await room.frame.innerText())).toBeGreaterThan(56);
  await expect(before).toHaveAttribute('data-shown', 'true');
  const from = Number(await room.frame.innerText());
  const playing = await frameOnScreen(before.locator('video'));
  const until = Number(await room.frame.innerText());
  expect(playing?.version).toBe(0);
  expect(playing?.frame).toBeGreaterThanOrEqual(from - 1);
  expect(playing?.frame).toBeLessThanOrEqual(until + 1);
  await keyboard.press('Space');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  const stopped = Number(await room.frame.innerText());
  await expect(before).toHaveAttribute('data-frame', String(stopped));
  expect(await frameOnScreen(before.locator('video'))).toEqual({ version: 0, frame: stopped });
  await keyboard.press('w');
  await expect(before).toHaveCount(0);

  await decide(items.filter({ hasText: CAST.dropOut }), 'Resolved');
  await decide(items.filter({ hasText: CAST.black }), 'Resolved');
  await decide(items.filter({ hasText: CAST.artifacts }), 'Still present');
  await expect(items.filter({ hasText: CAST.artifacts }).getByRole('radio', { name: 'Resolved' })).toHaveCount(0);
  for (const item of await items.filter({ hasText: /Changed by the redelivery|Spot point/ }).all()) await decide(item, 'Seen');
  await room.marksAllDone();
  await room.submits('Only the watch list was looked at.');
});

test('the fix check is verified, and the title approved', async () => {
  await verifier.opens('My work', 'My verifications');
  const room = await begin(verifier, titles.cast);
  await room.submitsVerification();
  for (const person of [post, production]) {
    await person.opens('Notices');
    await expect(person.row('Approved').filter({ hasText: titles.cast })).toBeVisible();
  }
});

test('the page of the title tells who did what', async () => {
  const { page } = post;
  await post.opens('Titles');
  await post.row(titles.cast).click();
  await expect(page.getByRole('row').filter({ hasText: 'round 2' })).toContainText('Approved');
  await expect(page.getByRole('row').filter({ hasText: 'Supplemental' })).toContainText('Accepted');

  await page.getByRole('radiogroup', { name: 'Issues' }).getByText(/All that ever were/).click();
  const issues = page.getByRole('grid', { name: 'Issues' });
  await expect(issues.getByRole('row').filter({ hasText: CAST.dropOut })).toContainText('Resolved');
  // Added, taken back, and added once more: what was taken back stays to be read.
  await expect(issues.getByRole('row').filter({ hasText: CAST.black }).filter({ hasText: 'Resolved' })).toHaveCount(1);
  await expect(issues.getByRole('row').filter({ hasText: CAST.banding })).toContainText('Replaced');
  await expect(issues.getByRole('row').filter({ hasText: CAST.flare })).toContainText('Deleted');
  await expect(issues.getByRole('row').filter({ hasText: CAST.artifacts }).filter({ hasText: 'waiver agreed' })).toHaveCount(1);

  const lines = await readHistory(post);
  const untold = STEPS.filter(([line, name]) => !lines.some((told) => line.test(told) && told.includes(name)));
  expect(untold.map(([line, name]) => `${line} by ${name}`), lines.join('\n')).toEqual([]);
});
