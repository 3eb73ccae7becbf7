// Seeking and stepping: the frame asked for is read from the pixels, or the player says that it is not verified; how long it
// takes stands beside hls.js alone on the same stream. SEEKS and STEPS change how many, RATES which ("25 50").

import { expect, test } from '@playwright/test';
import { labelIn, type Counting } from '../labels.ts';
import { Room } from '../pages/review.ts';
import { frameOnScreen } from '../screen.ts';
import { World } from '../world.ts';
import { openBare } from './bare.ts';
import { keep, median, missed, printTable } from './figures.ts';
import { goesTo, isBuffered, seekBare, seekInRoom, settles } from './in-page.ts';
import { framesToSeek } from './seeks.ts';
import { openStudio, type Studio } from './studio.ts';

interface Case extends Counting {
  readonly rate: string;
  readonly num: number;
  readonly den: number;
  readonly frames: number;
}

// Longer than what a player buffers ahead, so that seeks also land where nothing is loaded.
const CASES: readonly Case[] = [
  { rate: '23.976', num: 24000, den: 1001, nominal: 24, dropFrame: false, frames: 960 },
  { rate: '24', num: 24, den: 1, nominal: 24, dropFrame: false, frames: 960 },
  { rate: '25', num: 25, den: 1, nominal: 25, dropFrame: false, frames: 1008 },
  { rate: '29.97', num: 30000, den: 1001, nominal: 30, dropFrame: true, frames: 1920 },
  { rate: '50', num: 50, den: 1, nominal: 50, dropFrame: false, frames: 1920 },
  { rate: '59.94', num: 60000, den: 1001, nominal: 60, dropFrame: false, frames: 2400 },
  { rate: '60', num: 60, den: 1, nominal: 60, dropFrame: false, frames: 2304 },
];
const SEEKS = Number(process.env.SEEKS ?? 2_000);
const STEPS = Number(process.env.STEPS ?? 500);
/** Timed against hls.js alone, on a picture as large as a rendition's. */
const TIMED = 240;
const TIMED_CASE: Case = { rate: '24', num: 24, den: 1, nominal: 24, dropFrame: false, frames: 240 };
const TIMED_TITLE = 'Large picture';
const chosen = CASES.filter(({ rate }) => process.env.RATES === undefined || process.env.RATES.split(' ').includes(rate));

let world: World;
let studio: Studio;
const sums = { seeks: 0, exact: 0, notVerified: 0, wrong: 0, steps: 0, misStepped: 0 };
const timed = { room: [] as number[], bare: [] as number[] };

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'bench-seeking');
  studio = await openStudio(world, [TIMED_TITLE, ...chosen.map(({ rate }) => `Numbers ${rate}`)]);
});

test.afterAll(async () => {
  const { seeks, exact, notVerified, wrong, steps, misStepped } = sums;
  keep(
    { name: 'seeks', value: seeks, unit: '' },
    { name: 'the frame asked for is in the pixels', value: exact, unit: '' },
    { name: 'the player said "not verified"', value: notVerified, unit: '' },
    { name: 'another frame in the pixels than the one that the player claims', value: wrong, unit: '', atMost: 0 },
    { name: 'steps, forward and back', value: steps, unit: '' },
    { name: 'steps that skipped or repeated a frame', value: misStepped, unit: '', atMost: 0 },
  );
  if (timed.room.length > 0) keep(
    { name: 'seek to displayed frame, buffered, median: hls.js alone', value: median(timed.bare), unit: 'ms' },
    // The limit in milliseconds holds where the machine lets hls.js alone stay below 55.
    { name: 'seek to displayed frame, buffered, median: the room', value: median(timed.room), unit: 'ms', ...(median(timed.bare) <= 55 ? { atMost: 60 } : {}) },
    { name: 'the room against hls.js alone', value: median(timed.room) / median(timed.bare), unit: '', atMost: 1.1 },
  );
  printTable();
  await world?.end();
  expect(missed()).toEqual([]);
});

for (const [index, each] of chosen.entries()) {
  test(`at ${each.rate}`, async () => {
    const { rate, dropFrame, frames } = each;
    const requestId = await studio.title({ title: `Numbers ${rate}`, rate, dropFrame, frames });
    const { page } = studio.post;
    await page.goto(`/requests/${requestId}/review`);
    const room = new Room(studio.post);
    await room.isReady();
    const goTo = async (frame: number): Promise<string> => {
      await page.evaluate(goesTo, labelIn(frame, each));
      return page.evaluate(settles, frame);
    };

    for (const frame of framesToSeek(Math.ceil(SEEKS / chosen.length), frames, index)) {
      const proof = await goTo(frame);
      sums.seeks += 1;
      if (proof !== 'proven') sums.notVerified += 1;
      else if ((await frameOnScreen(room.video))?.frame === frame) sums.exact += 1;
      else {
        sums.wrong += 1;
        console.log(`at ${rate}: frame ${frame} asked, ${(await frameOnScreen(room.video))?.frame} in the pixels`);
      }
    }

    const from = Math.floor(frames / 2) - STEPS / 2;
    await goTo(from);
    for (const [key, step] of [['ArrowRight', 1], ['ArrowLeft', -1]] as const) {
      for (let taken = 0, at = step === 1 ? from : from + STEPS; index === 0 && taken < STEPS; taken += 1, at += step) {
        await page.keyboard.press(key);
        const proof = await page.evaluate(settles, at + step);
        sums.steps += 1;
        if (proof !== 'proven' || (await frameOnScreen(room.video))?.frame !== at + step) sums.misStepped += 1;
      }
    }
    console.log(`at ${rate}: ${sums.seeks} seeks, ${sums.exact} exact so far`);
  });
}

test('how long it takes', async () => {
  const { num, den, frames } = TIMED_CASE;
  const media = { num, den };
  const requestId = await studio.title({ title: TIMED_TITLE, rate: TIMED_CASE.rate, frames, size: '1280x720' });
  const { page, context } = studio.post;
  await page.goto(`/requests/${requestId}/review`);
  await new Room(studio.post).isReady();
  const playback = (await (await context.request.get(`/api/v1/requests/${requestId}/playback`)).json()) as { streams: { hls_url: string }[] };
  const bare = await context.newPage();
  await openBare(bare, playback.streams[0]?.hls_url ?? '');
  // Going to where one is takes no time.
  const near = framesToSeek(TIMED, frames, 100).filter((frame, at, all) => frame !== all[at - 1]);
  // In turns, so that both meet the same machine.
  for (let turn = 0; turn < near.length; turn += 20) {
    const turns = near.slice(turn, turn + 20);
    await page.bringToFront();
    for (const frame of turns) {
      if (!(await page.evaluate(isBuffered, { frame, ...media }))) continue;
      const said = await page.evaluate(seekInRoom, { label: labelIn(frame, TIMED_CASE), frame, ...media });
      await page.evaluate(settles, frame);
      if (said.frame === frame) timed.room.push(said.ms);
    }
    await bare.bringToFront();
    for (const frame of turns) {
      if (!(await bare.evaluate(isBuffered, { frame, ...media }))) continue;
      const said = await bare.evaluate(seekBare, { frame, ...media });
      if (said.frame === frame) timed.bare.push(said.ms);
    }
  }
  await bare.close();
  expect(timed.room.length).toBeGreaterThan(TIMED / 2);
});
