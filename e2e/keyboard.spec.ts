// The whole story of an operator without a mouse: from signing in, through the work, to the report that is handed in.

import { expect, test, type Locator } from '@playwright/test';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { Room } from './pages/review.ts';
import { cardOf } from './pages/work.ts';
import { PASSWORD, Person } from './person.ts';
import { World } from './world.ts';

const FRAMES = 96;
/** More stops than that before the one that is wanted are no way to work. */
const STOPS_LIMIT = 60;

let world: World;
let title: string;
let email: string;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'keyboard');
  const admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour', 'browser');
  title = show.label;
  await admin.clears(facilityId, [show.id]);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'The Quiet Harbour', frames: FRAMES });
  await deliver({ world, email: production.email, folder, title });
  ({ email } = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId }));
});

test.afterAll(async () => {
  await world?.end();
});

test('an operator signs in, reviews, flags and hands in without a mouse', async () => {
  const operator: Person = await world.stranger();
  const { page } = operator;
  const { keyboard } = page;
  await page.goto('/sign-in');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await keyboard.type(email);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');

  const start = cardOf(operator, title).getByRole('button', { name: 'Begin review' });
  await expect(start).toBeVisible();
  await tabTo(start);
  await keyboard.press('Enter');
  const room = new Room(operator);
  await room.isReady();
  await tabTo(page.getByRole('button', { name: 'Skip for ever' }));
  await keyboard.press('Enter');

  // Seen to the end.
  await keyboard.press('Home');
  await keyboard.press('Space');
  await expect(room.frame).toHaveText(String(FRAMES - 1));
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');

  await room.marksRange(['01:00:01:00', 24], ['01:00:01:12', 36]);
  await keyboard.press('n');
  await keyboard.type('16');
  await expect(page.getByRole('option', { name: '[016] Audio Drop Out/Mute' })).toBeVisible();
  await keyboard.press('Enter');
  await tabTo(page.locator('input[type=radio]'));
  await keyboard.press('2');
  await tabTo(room.form.getByRole('checkbox', { name: '2.0', exact: true }));
  await keyboard.press('Space');
  await tabTo(room.form.getByRole('textbox', { name: 'Description' }));
  await keyboard.type('The left channel falls silent.');
  await keyboard.press('Control+Enter');
  await expect(room.issue('The left channel falls silent.')).toContainText('01:00:01:12');

  await tabTo(page.getByRole('tab', { name: /^Issues/ }));
  const tasks = page.getByRole('tab', { name: 'Tasks' });
  await keyboard.press('End');
  await expect(tasks).toBeFocused();
  await keyboard.press('Enter');
  await expect(tasks).toHaveAttribute('aria-selected', 'true');
  const toMark = page.getByRole('button', { name: /^Mark done: / });
  await expect(toMark.first()).toBeVisible();
  for (let left = await toMark.count(); left > 0; left -= 1) {
    await tabTo(toMark.first());
    await keyboard.press('Enter');
    await expect(toMark).toHaveCount(left - 1);
  }

  await tabTo(page.getByRole('button', { name: 'Submit report…' }));
  await keyboard.press('Enter');
  const dialog = operator.dialog('Submit the report');
  await expect(dialog).toBeVisible();
  const reason = dialog.getByRole('textbox', { name: 'Why not everything was seen' });
  if ((await reason.count()) > 0) {
    await tabTo(reason);
    await keyboard.type('The last frames are a leader.');
  }
  await tabTo(dialog.getByRole('button', { name: 'Submit', exact: true }));
  await keyboard.press('Enter');
  await expect(page.getByText('The report is submitted.')).toBeVisible();
});

/** As a keyboard goes there. */
async function tabTo(target: Locator): Promise<void> {
  const page = target.page();
  const isFocused = () => target.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement));
  for (let stops = 0; stops < STOPS_LIMIT; stops += 1) {
    if (await isFocused()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there');
}
