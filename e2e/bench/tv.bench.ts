// Figures of the TV: 200 seeks from the laptop, each read back from the TV's pixels; 100 flags during playback over a network
// that adds 50–400 ms, each against what was on the TV's screen when the key was pressed, by its pixels too.

import { expect, test } from '@playwright/test';
import { labelIn } from '../labels.ts';
import { makeMaster } from '../masters.ts';
import { deliver } from '../pages/deliveries.ts';
import { Tv, TvDesk } from '../pages/tv.ts';
import { begin, take } from '../pages/work.ts';
import type { Person } from '../person.ts';
import { World } from '../world.ts';

const FRAMES = 1440;
const SEEKS = Number(process.env.SEEKS ?? 200);
const FLAGS = Number(process.env.FLAGS ?? 100);
const COUNTING = { nominal: 24, dropFrame: false } as const;
/** Our masters begin at 01:00:00:00. */

let world: World;
let operator: Person;
let desk: TvDesk;
let tv: Tv;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'tv-bench');
  const admin = await world.admin();
  const show = await admin.addsShow('Night Ferry', 'cast', ['sdr']);
  const facilityId = await admin.addsFacility('Northlight');
  await admin.clears(facilityId, [show.id]);
  await admin.letsPeopleTake('cast', 'qc');
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'Night Ferry', rate: '24', frames: FRAMES });
  await deliver({ world, email: production.email, folder, title: show.label });
  await operator.opens('My work');
  await take(operator, show.label);
  await begin(operator, show.label);
  desk = new TvDesk(operator);
  tv = await Tv.on(browser, world.url);
  await desk.opens();
  await desk.types(await tv.shownCode());
  await desk.begins('SDR');
});

test.afterAll(async () => {
  await tv?.leave();
  await world?.end();
});

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Notes when the next key is pressed, by the page's own clock. Armed before the press, which goes another way into the browser. */
const armKey = () =>
  operator.page.evaluate(() => {
    const noted = globalThis as unknown as { pressedAt: number };
    noted.pressedAt = 0;
    addEventListener('keydown', () => (noted.pressedAt = performance.now()), { capture: true, once: true });
  });

/** From the key press until the laptop says what stands on the TV: both measured within the page. */
async function seekBySteps(key: string, wanted: number): Promise<number> {
  await armKey();
  await operator.page.evaluate((frame) => {
    const noted = globalThis as unknown as { pressedAt: number; arrivedAt: number };
    noted.arrivedAt = 0;
    const timecode = document.querySelector('[data-testid="tv-timecode"]') as HTMLElement;
    const look = () => {
      if (noted.pressedAt > 0 && timecode.dataset['frame'] === String(frame) && timecode.dataset['proof'] === 'proven') noted.arrivedAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, wanted);
  await operator.page.keyboard.press(key);
  const took = () =>
    operator.page.evaluate(() => {
      const { pressedAt, arrivedAt } = globalThis as unknown as { pressedAt: number; arrivedAt: number };
      return arrivedAt - pressedAt;
    });
  await expect.poll(took).toBeGreaterThan(0);
  return took();
}

test(`${SEEKS} seeks from the laptop are exact on the TV`, async () => {
  const wrong: { wanted: number; shown: number | undefined }[] = [];
  const times: number[] = [];
  for (let count = 0; count < SEEKS / 2; count += 1) {
    const wanted = Math.floor(Math.random() * (FRAMES - 60)) + 30;
    await desk.goesTo(labelIn(wanted, COUNTING).replaceAll(':', ''), wanted);
    const shown = await tv.frame();
    if (shown !== wanted) wrong.push({ wanted, shown });
    const [key, next] = count % 2 === 0 ? (['Shift+ArrowRight', wanted + 24] as const) : (['ArrowLeft', wanted - 1] as const);
    times.push(await seekBySteps(key, next));
    const after = await tv.frame();
    if (after !== next) wrong.push({ wanted: next, shown: after });
  }
  console.log(`seeks: ${SEEKS - wrong.length} of ${SEEKS} exact; median round trip ${Math.round(median(times))} ms of ${times.length} timed`);
  expect(wrong).toEqual([]);
  expect(median(times)).toBeLessThanOrEqual(200);
});

/** Reads the number from the TV's pixels at every repaint, with the time, independently of what the player believes. */
const SAMPLER = `
  window.samples = [];
  const canvas = document.createElement('canvas');
  canvas.width = 320; canvas.height = 10;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const read = () => {
    const video = document.querySelector('video');
    if (video === null || video.videoWidth === 0) return null;
    context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 18, 0, 0, 320, 10);
    const { data } = context.getImageData(0, 5, 320, 1);
    const bit = (cell) => (data[4 * (cell * 8 + 4)] > 127 ? 1 : 0);
    let frame = 0;
    for (let cell = 8; cell < 28; cell += 1) frame = frame * 2 + bit(cell);
    return bit(0) === 1 && bit(1) === 0 && bit(2) === 1 && bit(3) === 0 ? frame : null;
  };
  const sample = (now) => {
    const frame = read();
    if (frame !== null && window.samples.at(-1)?.frame !== frame) window.samples.push({ at: performance.timeOrigin + now, frame });
    requestAnimationFrame(sample);
  };
  requestAnimationFrame(sample);
`;

test(`${FLAGS} flags during playback find the frame of the key press`, async () => {
  const { page } = operator;
  await tv.page.evaluate(SAMPLER);
  const apart: number[] = [];
  const afterConfirmation: number[] = [];
  for (let count = 0; count < FLAGS; count += 1) {
    tv.delayMs = 0;
    const from = Math.floor(Math.random() * (FRAMES - 300));
    await desk.goesTo(labelIn(from, COUNTING).replaceAll(':', ''), from);
    tv.delayMs = 50 + Math.round(Math.random() * 350);
    await page.keyboard.press('Space');
    await page.waitForTimeout(1_200 + Math.random() * 1_500);
    await armKey();
    await page.keyboard.press('n');
    const at = await page.evaluate(() => performance.timeOrigin + (globalThis as unknown as { pressedAt: number }).pressedAt);
    const confirm = page.getByRole('button', { name: 'It is this frame' });
    const timecode = page.getByRole('form').getByRole('textbox', { name: 'In', exact: true });
    await expect(confirm).toBeEnabled();
    await expect.poll(async () => (await timecode.inputValue()) === (await desk.timecode.innerText()), { timeout: 20_000 }).toBe(true);
    const stored = await desk.frame();
    // One machine, one clock: both pages' times can be compared.
    const truth = await tv.page.evaluate((ms) => {
      const { samples } = globalThis as unknown as { samples: { at: number; frame: number }[] };
      return samples.findLast((each) => each.at <= ms)?.frame ?? null;
    }, at);
    apart.push(stored - (truth ?? NaN));
    await confirm.click();
    await expect(page.getByText('Confirmed on the TV')).toBeVisible();
    afterConfirmation.push((await desk.frame()) - ((await tv.frame()) ?? NaN));
    tv.delayMs = 0;
    await page.getByRole('form').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('form')).toBeHidden();
  }
  const spread = (values: readonly number[]) => JSON.stringify(Object.fromEntries([...new Set(values)].sort((a, b) => a - b).map((value) => [value, values.filter((each) => each === value).length])));
  console.log(`flags: stored minus on screen at the key press ${spread(apart)}; after confirmation against the pixels ${spread(afterConfirmation)}`);
  expect(apart.filter((frames) => !(Math.abs(frames) <= 1))).toEqual([]);
  expect(afterConfirmation.filter((frames) => frames !== 0)).toEqual([]);
});
