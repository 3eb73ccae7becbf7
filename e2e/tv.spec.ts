// Cast QC: the TV is the screen, the laptop the desk. A second browser stands for the TV, over the code; then a Cast device of
// our own that `assetqc cast-agent` launches, and Chrome's sender with a stub.

import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { CastDevice, screenOf } from './cast-device.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import type { Room } from './pages/review.ts';
import { Tv, TvDesk } from './pages/tv.ts';
import { begin, take } from './pages/work.ts';
import type { Person } from './person.ts';
import { cleanEnvironment, PROGRAM } from './program.ts';
import { World } from './world.ts';

/** A minute would be most of this walk: it is made with TV_LONG_CUT_S=60, on a title that is longer. */
const LONG_CUT_S = process.env.TV_LONG_CUT_S;
const FRAMES = LONG_CUT_S === undefined ? 600 : 1_800;
const CUTS_S = [1, 10, ...(LONG_CUT_S === undefined ? [] : [Number(LONG_CUT_S)])];

test.describe.configure({ mode: 'serial' });

let world: World;
let operator: Person;
let desk: TvDesk;
let room: Room;
let tv: Tv;
let title = '';

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'tv', { ASSETQC_CAST_APPLICATION_ID: 'ABCD1234' });
  const admin = await world.admin();
  const show = await admin.addsShow('Night Ferry', 'cast', ['sdr', '2.0']);
  title = show.label;
  const facilityId = await admin.addsFacility('Northlight');
  await admin.clears(facilityId, [show.id]);
  await admin.letsPeopleTake('cast', 'qc');
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'Night Ferry', rate: '24', frames: FRAMES });
  await deliver({ world, email: production.email, folder, title });
  await operator.opens('My work');
  await take(operator, title);
  room = await begin(operator, title);
  desk = new TvDesk(operator);
});

test.afterAll(async () => {
  await tv?.leave();
  await world?.end();
});

test('the TV shows a code, and the operator types it', async ({ browser }) => {
  tv = await Tv.on(browser, world.url);
  const code = await tv.shownCode();
  await expect(tv.page.getByText(title)).toBeHidden();
  await desk.opens();
  await desk.types('ZZZZZZ');
  await expect(desk.dialog.getByText('No TV shows this code.')).toBeVisible();
  await desk.types(code.toLowerCase());
  await expect(desk.dialog.getByTestId('tv-check')).toContainText('SDR only');
  await expect(desk.dialog.getByTestId('tv-check')).toContainText('960 × 540');
  await expect(desk.dialog.getByTestId('tv-check')).toContainText(/\d+ ms/);
  await expect(tv.line).toHaveText('Connected. The laptop chooses what is shown.');
  await expect(tv.page.getByText(title)).toBeVisible();
});

test('a test card is shown on the TV', async () => {
  await desk.dialog.getByRole('button', { name: 'Show the test card' }).click();
  await expect(tv.page.locator('canvas')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Hide the test card' }).click();
  await expect(tv.page.locator('canvas')).toBeHidden();
});

test('every key acts on the TV, and the frame on the laptop is the one on its screen', async () => {
  await desk.begins('SDR');
  const { keyboard } = operator.page;
  await desk.goesTo('01000312', 84);
  expect(await tv.frame()).toBe(84);
  await keyboard.press('ArrowRight');
  await desk.standsOn(85);
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await desk.standsOn(83);
  expect(await tv.frame()).toBe(83);
  await keyboard.press('Space');
  await expect.poll(() => desk.frame()).toBeGreaterThan(110);
  await keyboard.press('Space');
  await expect(desk.timecode).toHaveAttribute('data-proof', 'proven');
  expect(await tv.frame()).toBe(await desk.frame());
  // Nothing lies over the picture but the name.
  await expect(tv.page.locator('[data-part="watermark"]')).toContainText('Olga Berg');
  await expect(tv.page.locator('[data-part="gesture"]')).toBeHidden();
});

test('a flag stands on the frame of the key press, and is confirmed on the TV', async () => {
  const { page } = operator;
  await page.keyboard.press('Space');
  await expect.poll(() => desk.frame()).toBeGreaterThan(150);
  await page.keyboard.press('n');
  await expect(page.getByText('The TV stands on this frame. Is it the one?')).toBeVisible();
  await expect(desk.timecode).toHaveAttribute('data-proof', 'proven');
  await page.getByRole('button', { name: 'It is this frame' }).click();
  await expect(page.getByText('Confirmed on the TV')).toBeVisible();
  const frame = await tv.frame();
  await room.fillsIn({ code: 'Audio Drop Out/Mute', severity: 'Issue', tasks: ['SDR'], description: 'A click on the TV' });
  await room.saves('A click on the TV');
  const issues = await operator.context.request.get(`/api/v1/requests/${requestId()}/issues`);
  const [issue] = ((await issues.json()) as { items: { first_frame: number; on_tv: { confirmed: boolean; latency_ms: number } }[] }).items;
  expect(issue?.first_frame).toBe(frame);
  expect(issue?.on_tv.confirmed).toBe(true);
  expect(issue?.on_tv.latency_ms).toBeLessThan(1_000);
});

const requestId = () => /requests\/([0-9a-f-]{36})/.exec(operator.page.url())?.[1] ?? '';

for (const seconds of CUTS_S) {
  test(`a network that is away for ${seconds} s: the TV goes on, the laptop says so, nothing flagged is lost`, async () => {
    const { page } = operator;
    await desk.goesTo('01000100', 24);
    await page.keyboard.press('Space');
    await expect.poll(() => desk.frame()).toBeGreaterThan(30);
    const before = (await tv.frame()) ?? 0;
    await tv.cut();
    const isSaid = seconds > 3;
    if (isSaid) {
      await expect(desk.card).toHaveAttribute('data-link', 'no_tv', { timeout: 10_000 });
      await expect(page.getByText('The TV does not answer.')).toBeVisible();
      // Flagged while it is away.
      await page.keyboard.press('n');
      await expect(room.form).toBeVisible();
    }
    await page.waitForTimeout(Math.max(seconds * 1_000 - (isSaid ? 4_000 : 0), 500));
    expect(await tv.frame()).toBeGreaterThan(before);
    tv.restore();
    await expect(desk.card).toHaveAttribute('data-link', 'connected', { timeout: 15_000 });
    if (isSaid) {
      await expect(page.getByRole('button', { name: 'It is this frame' })).toBeEnabled();
      await page.getByRole('button', { name: 'It is this frame' }).click();
      expect(await room.form.getByRole('textbox', { name: 'In', exact: true }).inputValue()).toBe(await desk.timecode.innerText());
      await room.form.getByRole('button', { name: /Discard|Throw away/ }).click();
      const sure = page.getByRole('dialog').getByRole('button', { name: /Discard|Throw away/ });
      if (await sure.isVisible()) await sure.click();
    } else await page.keyboard.press('Space');
    await expect(desk.timecode).toHaveAttribute('data-proof', 'proven');
    expect(await tv.frame()).toBe(await desk.frame());
  });
}

test('coverage is what the TV reported shown', async () => {
  await expect
    .poll(async () => {
      const answer = await operator.context.request.get(`/api/v1/requests/${requestId()}`);
      const { tasks } = (await answer.json()) as { tasks: { kind: string; coverage: [number, number][] }[] };
      return tasks.filter(({ coverage }) => coverage.some(([first, last]) => last - first > 24)).map(({ kind }) => kind).sort();
    })
    .toEqual(['2.0', 'sdr']);
});

test('both sides survive a reload', async () => {
  const frame = await desk.frame();
  await tv.page.reload();
  await operator.page.reload();
  await expect(tv.line).toHaveText('Connected. The laptop chooses what is shown.');
  await desk.opens();
  await desk.begins('SDR');
  await desk.standsOn(frame);
  await operator.page.reload();
  await desk.standsOn(frame);
  expect(await tv.frame()).toBe(frame);
});

test('a second TV is asked for, and the first is told', async ({ browser }) => {
  const second = await Tv.on(browser, world.url);
  const other = await anotherSignIn();
  const elsewhere = new TvDesk(other);
  await elsewhere.opens();
  await elsewhere.types(await second.shownCode());
  await expect(elsewhere.dialog.getByText('Shall this one take its place?')).toBeVisible();
  await elsewhere.dialog.getByRole('button', { name: 'Take its place' }).click();
  await expect(elsewhere.dialog.getByTestId('tv-check')).toBeVisible();
  await expect(tv.video).toBeHidden();
  await expect(tv.code).toHaveText(/^[A-Z2-9]{6}$/);
  await second.leave();
  await elsewhere.dialog.getByRole('button', { name: 'End on the TV' }).click();
  await other.leave();
});

/** The same person at another laptop. */
async function anotherSignIn(): Promise<Person> {
  const other = await world.stranger();
  await other.signsIn(operator.email);
  await expect(other.page.getByRole('button', { name: 'Your account' })).toBeVisible();
  await other.page.goto(operator.page.url());
  return other;
}

test('assetqc cast-agent opens the review on a Cast device, and stops it', async ({ browser }) => {
  const cast = await Tv.off(browser, world.url);
  const device = await CastDevice.on(world.folder, screenOf(cast.page));
  await operator.page.reload();
  await desk.opens();
  await desk.dialog.getByRole('button', { name: 'For cast-agent' }).click();
  const invitation = await desk.dialog.getByTestId('for-agent').innerText();
  const agent = spawn(PROGRAM, ['cast-agent', 'start', '--address', device.address], { env: cleanEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  agent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  agent.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  agent.stdin.write(`${invitation}\n`);
  await expect.poll(() => said).toContain('The TV is on.');
  await expect(desk.dialog.getByTestId('tv-check')).toContainText('Chromecast');
  await desk.begins('SDR');
  await desk.goesTo('01000200', 48);
  expect(await cast.frame()).toBe(48);
  const ended = new Promise((resolve) => agent.once('exit', resolve));
  agent.kill('SIGINT');
  expect(await ended).toBe(0);
  await expect.poll(() => cast.page.url()).toBe('about:blank');
  await desk.opens();
  await desk.dialog.getByRole('button', { name: 'End on the TV' }).click();
  await expect(desk.dialog.getByLabel('Code on the TV')).toBeVisible();
  await operator.page.keyboard.press('Escape');
  device.off();
  await cast.leave();
});

/** In place of Chrome's sender library: one device, which opens the receiver when it is chosen. */
const SENDER = `
  const session = { sendMessage: (namespace, message) => window.senderSays(namespace, message) };
  const context = { setOptions: (options) => { window.senderOptions = options; }, requestSession: async () => undefined, getCurrentSession: () => session };
  window.chrome = { ...window.chrome, cast: { AutoJoinPolicy: { ORIGIN_SCOPED: 'origin_scoped' } } };
  window.cast = { framework: { CastContext: { getInstance: () => context } } };
  window.__onGCastApiAvailable(true);
`;

test('Chrome casts by itself where a receiver is registered', async ({ browser }) => {
  const cast = await Tv.off(browser, world.url);
  const screen = screenOf(cast.page);
  await screen.launch('ABCD1234');
  await operator.page.route('https://www.gstatic.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body: SENDER }));
  await operator.page.exposeFunction('senderSays', (namespace: string, message: unknown) => screen.message(namespace, message));
  await desk.opens();
  await desk.dialog.getByRole('button', { name: 'Find a Cast device' }).click();
  await expect(desk.dialog.getByTestId('tv-check')).toContainText('Chromecast');
  expect(await operator.page.evaluate('window.senderOptions.receiverApplicationId')).toBe('ABCD1234');
  await desk.begins('SDR');
  await cast.leave();
});
