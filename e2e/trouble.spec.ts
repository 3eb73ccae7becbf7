// What goes wrong at the door and with what is delivered: it is refused, and everybody is told why.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { tryToDeliver } from './pages/deliveries.ts';
import { PASSWORD, type Person } from './person.ts';
import { World } from './world.ts';

let world: World;
let admin: Admin;
let operator: Person;
let facilityId: string;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'trouble');
  admin = await world.admin();
  facilityId = await admin.addsFacility('Northlight');
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
});

test.afterAll(async () => {
  await world?.end();
});

test.describe('at the door', () => {
  test('a wrong password is refused in words, and the right one lets in', async () => {
    const stranger = await world.stranger();
    await stranger.signsIn(operator.email, 'not the password');
    await expect(stranger.page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
    await expect(stranger.page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
    await stranger.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.heading('My work')).toBeVisible();
    await stranger.leave();
  });

  test('an address without an account hears the same words', async () => {
    const stranger = await world.stranger();
    await stranger.signsIn('nobody@northlight.example');
    await expect(stranger.page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
    await stranger.leave();
  });

  test('an invitation lets in once', async () => {
    const link = await admin.invites({ email: 'omar@northlight.example', firstName: 'Omar', lastName: 'Lind', role: 'operator', facilityId });
    const first = await world.stranger();
    await first.acceptsInvitation(link);
    const second = await world.stranger();
    await second.page.goto(link);
    await expect(second.page.getByText('This invitation was used already or has expired.')).toBeVisible();
    await expect(second.page.getByLabel('New password')).toBeHidden();
    await first.leave();
    await second.leave();
  });

  test('a short password is refused while it is typed', async () => {
    const link = await admin.invites({ email: 'otto@northlight.example', firstName: 'Otto', lastName: 'Lind', role: 'operator', facilityId });
    const stranger = await world.stranger();
    await stranger.page.goto(link);
    await stranger.page.getByLabel('New password').fill('short');
    await stranger.page.getByLabel('Repeat the password').fill('short');
    await expect(stranger.page.getByText('7 more characters.')).toBeVisible();
    await stranger.page.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(stranger.page).toHaveURL(/\/invitation/);
    await stranger.leave();
  });

  test('a page asked for before signing in is there afterwards', async () => {
    const stranger = await world.stranger();
    await stranger.page.goto('/tickets');
    await stranger.page.getByLabel('E-mail').fill(operator.email);
    await stranger.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.heading('Tickets')).toBeVisible();
    await stranger.leave();
  });

  test('an operator finds no page of the administration', async () => {
    await operator.page.goto('/people');
    await expect(operator.page.getByText('Your role may not do this.')).toBeVisible();
    await expect(operator.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'People' })).toBeHidden();
  });
});

test.describe('with a package', () => {
  const BROKEN = [
    { defect: 'wrong-hash', name: 'Flipped byte', file: /VIDEO_\S+\.mxf/, finding: /the packing list says SHA-1 [0-9a-f]{40}, the file has SHA-1 [0-9a-f]{40}/, remedy: 'Transfer the file again' },
    { defect: 'missing-file', name: 'Missing file', file: /AUDIO_\S+\.mxf/, finding: /the file is listed and not there/, remedy: 'Deliver the whole package.' },
    { defect: 'truncated', name: 'Truncated file', file: /VIDEO_\S+\.mxf/, finding: /it is not whole: 24 edit units are declared, 14 are there/, remedy: 'Transfer or wrap the file again.' },
    { defect: 'doctype', name: 'Doctype', file: /CPL_\S+\.xml · line 2/, finding: /it has a document type declaration, which is refused/, remedy: 'Remove the DOCTYPE' },
    { defect: 'traversal', name: 'Traversal', file: /ASSETMAP\.xml · line \d+/, finding: /the path "\S*etc\/hostname" leads out of the package/, remedy: 'Name files relative to the AssetMap, inside the package.' },
  ];
  let production: Person;
  let showId: string;

  test.beforeAll(async () => {
    showId = (await admin.addsShow('Harbour', 'browser')).id;
    production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [showId] });
  });

  for (const [index, { defect, name, file, finding, remedy }] of BROKEN.entries()) {
    test(`${name}: the deliverer is told the place, the fault and the remedy`, async () => {
      const title = await admin.addsEpisode(showId, index + 2, name);
      const { folder } = await makeMaster(world.in(defect), { title: name, frames: 24, defects: [defect] });
      const { code, output } = await tryToDeliver({ world, email: production.email, folder, title: title.label });
      expect(code, output).toBe(1);
      expect(output).toMatch(finding);

      await production.opens('Deliveries');
      await production.row(name).click();
      const said = production.page.getByRole('listitem').filter({ hasText: finding });
      await expect(said).toContainText('Reject');
      await expect(said).toContainText(file);
      await expect(said).toContainText(remedy);
      await expect(production.page.getByText('This delivery was rejected.')).toBeVisible();
      await expect(production.heading('Streams')).toBeHidden();
    });
  }

  test('none of them opened a request, and their deliverer was told of each', async () => {
    await admin.person.opens('Requests');
    await admin.person.page.getByRole('button', { name: 'Everything' }).click();
    await expect(admin.person.page.getByText('There is no request yet.')).toBeVisible();
    await production.opens('Notices');
    for (const { name } of BROKEN) await expect(production.row(name).filter({ hasText: /rejected/i })).toBeVisible();
  });
});
