// The review room as it opens and when something under it fails: it is light, its code cannot be fetched, a piece of the
// stream is gone, the network goes while one plays and types, the session ends while one types.

import { expect, test } from '@playwright/test';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { Room } from './pages/review.ts';
import { begin } from './pages/work.ts';
import { PASSWORD, type Person } from './person.ts';
import { frameOnScreen } from './screen.ts';
import { scriptsBeforePlayer } from './weight.ts';
import { World } from './world.ts';

const SCRIPT_LIMIT_BYTES = 230_000;
/** Pieces of the stream are so long; the first piece is number 1. */
const PIECE_FRAMES = 48;

let world: World;
let operator: Person;
let room: Room;
let address: string;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'room');
  const admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour', 'browser');
  await admin.clears(facilityId, [show.id]);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'The Quiet Harbour', frames: 12 * PIECE_FRAMES });
  await deliver({ world, email: production.email, folder, title: show.label });
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  room = await begin(operator, show.label);
  await room.isReady();
  address = operator.page.url();
  await operator.page.getByRole('button', { name: 'Skip for ever' }).click();
});

test.afterAll(async () => {
  await world?.end();
});

test('no more script is loaded before the player starts than was allowed', async ({ browser }) => {
  const context = await browser.newContext({ storageState: await operator.context.storageState() });
  const page = await context.newPage();
  await page.goto(address);
  await expect(page.getByTestId('frame')).toHaveAttribute('data-proof', 'proven');
  const scripts = await scriptsBeforePlayer(page);
  const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
  console.log(`${bytes} bytes of ${SCRIPT_LIMIT_BYTES}, gzip, in ${scripts.length} scripts`);
  expect(bytes, scripts.map((script) => `${script.bytes} ${script.name}`).join('\n')).toBeLessThanOrEqual(SCRIPT_LIMIT_BYTES);
  // Nothing is measured where the room came with the first scripts.
  expect(scripts.filter(({ name }) => name.includes('ReviewRoom'))).toEqual([]);
  expect(bytes).toBeGreaterThan(SCRIPT_LIMIT_BYTES / 3);
  await context.close();
});

test('what the first picture does not need is there soon after, also without a network', async () => {
  const { page, context } = operator;
  await page.reload();
  await room.isReady();
  const parts = ['CommandPalette', 'ShortcutsHelp', 'NewTicketDialog', 'SignInAgain'];
  const isThere = (part: string) => page.evaluate((name) => performance.getEntriesByType('resource').some((entry) => entry.name.includes(`/${name}-`)), part);
  for (const part of parts) await expect.poll(() => isThere(part)).toBe(true);
  await context.setOffline(true);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(room.form).toBeVisible();
  await page.keyboard.press('Escape');
  await context.setOffline(false);
  await expect(room.form.getByText('Draft kept')).toBeVisible();
});

test('a form that was kept comes back without taking the keys, until it is asked for', async () => {
  const { page } = operator;
  await page.reload();
  await room.isReady();
  await room.goesTo('01:00:01:00', 24);
  await expect(room.form.getByText('Draft kept')).toBeVisible();
  await room.goesTo('01:00:00:12', 12);
  await page.keyboard.press('n');
  await expect(room.form.getByRole('combobox', { name: 'Error code' })).toBeFocused();
  const dropped = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().endsWith('/draft'));
  await room.form.getByRole('button', { name: 'Discard' }).click();
  await expect(room.form).toBeHidden();
  expect((await dropped).ok()).toBe(true);
});

test('a room that cannot be fetched says so, and comes when it is tried again', async () => {
  const { page } = operator;
  const isRoom = (url: URL) => /\/ReviewRoom-/.test(url.pathname);
  const isFirstPage = (url: URL) => url.pathname === '/';
  await page.route(isRoom, (route) => route.abort('internetdisconnected'));
  await page.route(isFirstPage, (route) => (route.request().method() === 'HEAD' ? route.abort('internetdisconnected') : route.fallback()));
  await page.reload();
  const again = page.locator('main').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await page.unroute(isRoom);
  await page.unroute(isFirstPage);
  await again.click();
  await room.isReady();
  await expect(page.getByRole('tab', { name: /^Issues/ })).toBeVisible();
});

test('a piece of the stream that is gone is told, and playing goes on after it', async () => {
  const { page } = operator;
  const isGone = (url: URL) => /\/seg_0_00003\.m4s$/.test(url.pathname);
  await page.route(isGone, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await room.isReady();
  await room.goesTo('01:00:02:12', 60);
  const told = page.getByText(/A piece of this stream is missing/);
  await page.keyboard.press('Space');
  await expect(told).toBeVisible();
  await expect.poll(async () => Number(await room.frame.innerText())).toBeGreaterThanOrEqual(3 * PIECE_FRAMES);
  await expect(told).toBeHidden();
  await page.keyboard.press('Space');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  expect((await frameOnScreen(room.video))?.frame).toBe(Number(await room.frame.innerText()));

  // A frame that is not there is not claimed to be on the screen.
  await page.keyboard.press('=');
  await page.keyboard.type('01:00:05:00');
  await page.keyboard.press('Enter');
  await expect(told).toBeVisible();
  await expect(room.frame).not.toHaveAttribute('data-proof', 'proven');
  await expect(room.frame).not.toHaveText('120');
  await room.goesTo('01:00:08:00', 192);
  expect((await frameOnScreen(room.video))?.frame).toBe(192);
  await page.unroute(isGone);
});

test('the network goes while one plays and types: both go on when it is back', async () => {
  const { page, context } = operator;
  // What lies behind the first pieces was not loaded before the cut.
  const isLater = (url: URL) => /\/seg_\d_000(0[3-9]|1\d)\.m4s$/.test(url.pathname);
  let isCut = true;
  await page.route(isLater, (route) => (isCut ? route.abort('internetdisconnected') : route.continue()));
  await page.reload();
  await room.isReady();
  await room.goesTo('01:00:00:00', 0);
  await page.getByRole('button', { name: 'New issue' }).click();
  await room.fillsIn({ code: 'Black Frame', severity: 'Issue', tasks: ['SDR'], in: '01:00:01:00', out: '01:00:01:00', description: 'Typed while it plays,' });
  await expect(room.form.getByText('Draft kept')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => Number(await room.frame.innerText())).toBeGreaterThan(12);
  await context.setOffline(true);
  const description = room.form.getByRole('textbox', { name: 'Description' });
  await description.press('End');
  await description.pressSequentially(' and on through the cut.');
  await expect(room.form.getByText('Draft not kept yet: no connection. It is tried again.')).toBeVisible();
  await expect(page.getByText('The stream cannot be reached. It is tried again.').or(page.getByText(/^Waiting for the stream/)).first()).toBeVisible();
  expect(Number(await room.frame.innerText())).toBeLessThan(2 * PIECE_FRAMES);
  isCut = false;
  await context.setOffline(false);
  await expect(room.form.getByText('Draft kept')).toBeVisible();
  await expect.poll(async () => Number(await room.frame.innerText()), { timeout: 60_000 }).toBeGreaterThan(3 * PIECE_FRAMES);
  await page.unroute(isLater);
  await expect(description).toHaveValue('Typed while it plays, and on through the cut.');
  await room.saves('Typed while it plays, and on through the cut.');
});

test('the session ends while one types: one signs in again, and what was typed is still there', async () => {
  const { page, context } = operator;
  await page.reload();
  await room.isReady();
  await page.getByRole('button', { name: 'New issue' }).click();
  await room.fillsIn({ code: 'Lens Smudge', severity: 'FYI', tasks: ['SDR'], in: '01:00:02:00', out: '01:00:02:10', description: 'Begun before the session ended,' });
  await expect(room.form.getByText('Draft kept')).toBeVisible();
  await context.clearCookies();
  const description = room.form.getByRole('textbox', { name: 'Description' });
  await description.press('End');
  await description.pressSequentially(' and finished after it.');
  const dialog = operator.dialog('Sign in again');
  await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  await expect(dialog).toBeHidden();
  await expect(description).toHaveValue('Begun before the session ended, and finished after it.');
  await expect(room.form.getByText('Draft kept')).toBeVisible();
  await description.focus();
  await room.saves('Begun before the session ended, and finished after it.');
});
