// The frame asked for is the frame on the screen. Every picture of our masters carries its number; after "go to timecode"
// the screen is photographed and the number read from the pixels, at 23.976, 25 and 29.97 drop frame.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { labelOf, type Counting } from './labels.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { Room } from './pages/review.ts';
import type { Person } from './person.ts';
import { frameOnScreen } from './screen.ts';
import { World } from './world.ts';

interface Case extends Counting {
  readonly rate: string;
  readonly frames: number;
  /** Where counting is easily wrong. */
  readonly corners: readonly number[];
}

const RANDOM_FRAMES = 18;
const CASES: readonly Case[] = [
  { rate: '23.976', nominal: 24, dropFrame: false, frames: 240, corners: [0, 1, 239] },
  { rate: '25', nominal: 25, dropFrame: false, frames: 250, corners: [0, 24, 249] },
  // Just over a minute: labels 01:01:00;00 and 01:01:00;01 are left out.
  { rate: '29.97', nominal: 30, dropFrame: true, frames: 1850, corners: [0, 1799, 1800, 1849] },
];

let world: World;
let post: Person;
const labels = new Map<Case, string>();

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'frames');
  const admin: Admin = await world.admin();
  const shows = await Promise.all(CASES.map(({ rate }) => admin.addsShow(`Numbers ${rate}`, 'browser')));
  const showIds = shows.map(({ id }) => id);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds });
  post = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds });
  await Promise.all(
    CASES.map(async (each, index) => {
      const title = shows[index]?.label ?? '';
      labels.set(each, title);
      const { folder } = await makeMaster(world.in(each.rate), { title, rate: each.rate, dropFrame: each.dropFrame, frames: each.frames });
      await deliver({ world, email: production.email, folder, title, dropFrame: each.dropFrame });
    }),
  );
});

test.afterAll(async () => {
  await world?.end();
});

for (const each of CASES) {
  test(`at ${each.rate}${each.dropFrame ? ' drop frame' : ''} the pixels are those of the frame asked for`, async () => {
    await post.opens('Requests');
    await post.page.getByRole('button', { name: 'Everything' }).click();
    await post.row(labels.get(each) ?? '').click();
    await post.page.getByRole('link', { name: 'Look at it in the player' }).click();
    const room = new Room(post);
    await room.isReady();

    const seen: { asked: number; label: string; shown: number | undefined }[] = [];
    for (const frame of [...each.corners, ...randomFrames(each)]) {
      // As the master says it: its pictures have the same label burned in.
      const label = labelOf(frame + startOf(each), each);
      await room.goesTo(label, frame);
      await expect(post.page.getByTestId('timecode')).toHaveText(label);
      seen.push({ asked: frame, label, shown: (await frameOnScreen(room.video))?.frame });
    }
    expect(seen.filter(({ asked, shown }) => asked !== shown)).toEqual([]);
    expect(seen.length).toBeGreaterThanOrEqual(RANDOM_FRAMES + each.corners.length);
  });
}

/** Our masters begin at 01:00:00:00; an hour of drop frame has fewer frames. */
const startOf = ({ nominal, dropFrame }: Case): number => 3600 * nominal - (dropFrame ? 2 * 54 : 0);

/** Other frames at every rate, the same ones at every run: a failure can be repeated. */
function randomFrames({ frames, nominal }: Case): number[] {
  let state = 2_463_534_242 + nominal;
  return Array.from({ length: RANDOM_FRAMES }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % frames;
  });
}
