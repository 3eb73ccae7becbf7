// The whole story of three titles: delivered, inspected, prepared, reviewed in three ways, verified, answered,
// delivered again, checked and approved. Each test is a chapter and goes on where the one before ended; everybody acts
// in a browser of their own.

import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Admin, Role } from './admin.ts';
import { fileOf, makeMaster, sha1Of, type Master } from './masters.ts';
import { addEpisode, addFacility, addShow, clearFacility, invite } from './pages/administration.ts';
import { deliver, fetchesARange, upload } from './pages/deliveries.ts';
import { PASSWORD, type Person } from './person.ts';
import { assetqc } from './program.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
/** Northlight reviews, Southbank verifies. */
let operator: Person;
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
  for (const person of [vendorManager, production, post]) await expect(person.heading('Requests')).toBeVisible();
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
  for (const stream of ['SDR stream', 'Thumbnails', 'Waveforms']) {
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
  const pool = operator.page.getByRole('grid', { name: 'Can be taken now' });
  await expect(pool.getByRole('row').filter({ hasText: titles.cast })).toContainText('Cast');
  await expect(pool.getByRole('row').filter({ hasText: titles.download })).toContainText('Download');
  // One person holds it: nobody else is served the same.
  const secondOperator = await ofNorthlight('omar', 'Omar', 'Lind', 'operator');
  await expect(secondOperator.heading('My work')).toBeVisible();
  await expect(secondOperator.page.getByText('Nothing in your hands.')).toBeVisible();
});

test('taking the Download task calls the download managers, who fetch and check every byte', async () => {
  const row = operator.page.getByRole('grid', { name: 'Can be taken now' }).getByRole('row').filter({ hasText: titles.download });
  await row.getByRole('button', { name: 'Take' }).click();
  await expect(operator.page.getByText(/is yours. Your download managers have been told to fetch the files./)).toBeVisible();
  await expect(row).toBeHidden();

  // Without being asked to reload: the notice and the list are live.
  const { page } = downloadManager;
  await expect(page.getByRole('link', { name: 'Notices, 1 not read' })).toBeVisible();
  await downloadManager.opens('Downloads');
  await downloadManager.row(titles.download).click();
  await expect(page.getByRole('button', { name: 'All files are here' })).toHaveAttribute('aria-disabled', 'true');

  const requestId = /downloads\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  await fetchesARange(downloadManager, requestId, fileOf(masters.download?.folder ?? '', 'VIDEO_'));
  const fetched = world.in('fetched');
  const said = await assetqc(['download', requestId, '--to', fetched, '--server', world.url, '--email', downloadManager.email], { ASSETQC_PASSWORD: PASSWORD });
  expect(said).toMatch(/verified/i);
  for (const prefix of ['VIDEO_', 'AUDIO_', 'CPL_', 'PKL_']) {
    const original = fileOf(masters.download?.folder ?? '', prefix);
    expect(await sha1Of(path.join(fetched, 'delivery-1', path.basename(original)))).toBe(await sha1Of(original));
  }
  await expect(page.getByText(/Complete since/)).toBeVisible();
});
