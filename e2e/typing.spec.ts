// While an issue is typed: the network goes, a second tab opens, no mouse is there, the page is read aloud. Nothing
// that was typed is lost.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { Room } from './pages/review.ts';
import { begin } from './pages/work.ts';
import { Person } from './person.ts';
import { frameOnScreen } from './screen.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

let world: World;
let admin: Admin;
let operator: Person;
let post: Person;
let room: Room;
let address: string;
let stranger: Person;
/** What stands in the paths of pages. */
const ids = new Map<string, string>();

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'typing');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour', 'browser', ['sdr', '5.1', '2.0']);
  await admin.clears(facilityId, [show.id]);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  post = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'The Quiet Harbour', size: '640x360', sound: '5.1,2.0' });
  await deliver({ world, email: production.email, folder, title: show.label });
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  room = await begin(operator, show.label);
  await room.isReady();
  address = operator.page.url();
  stranger = await world.stranger();
  const requestId = /requests\/([0-9a-f-]{36})/.exec(address)?.[1] ?? '';
  const read = async (path: string) => (await (await admin.person.context.request.get(`/api/v1/${path}`)).json()) as { title: { id: string }; deliveries: { id: string }[]; items: { id: string }[] };
  const request = await read(`requests/${requestId}`);
  ids.set('$requestId', requestId).set('$titleId', request.title.id).set('$deliveryId', request.deliveries[0]?.id ?? '');
  ids.set('$row', String((await read(`requests/${requestId}/history`)).items[0]?.id));
});

test.afterAll(async () => {
  await world?.end();
});

const draftKept = async () => expect(room.form.getByText('Draft kept')).toBeVisible();

test('the room is shown in a minute, unless one skips it for ever', async () => {
  const { page } = operator;
  const tour = page.getByRole('region', { name: 'The review room in a minute' });
  await tour.getByRole('button', { name: 'Next' }).click();
  await expect(tour).toContainText('2 of 5');
  await tour.getByRole('button', { name: 'Skip for ever' }).click();
  await page.reload();
  await room.isReady();
  await expect(tour).toHaveCount(0);
});

test('an issue is entered from the first key to the last without a mouse', async () => {
  const { page } = operator;
  const { keyboard } = page;
  await room.goesTo('01:00:01:12', 36);
  await keyboard.press('i');
  await room.goesTo('01:00:02:00', 48);
  await keyboard.press('o');
  await keyboard.press('n');
  await expect(room.form.getByLabel('Error code').first()).toBeFocused();
  await keyboard.type('16');
  await expect(page.getByRole('option', { name: '[016] Audio Drop Out/Mute' })).toBeVisible();
  await keyboard.press('Enter');
  await tabTo(page.locator('input[type=radio]'));
  await keyboard.press('2');
  await expect(room.form.getByRole('radio').nth(1)).toBeChecked();
  await tabTo(room.form.getByRole('checkbox', { name: '5.1', exact: true }));
  await keyboard.press('Space');
  await tabTo(room.form.getByRole('textbox', { name: 'Description' }));
  await keyboard.type('The centre channel falls silent for half a second.');
  await keyboard.press('Control+Enter');
  const row = room.issue('The centre channel falls silent for half a second.');
  await expect(row).toContainText('01:00:01:12');
  await expect(row).toContainText('01:00:02:00');
  await expect(row).toContainText('5.1');
  const { items } = (await (await operator.context.request.get(`/api/v1/requests/${ids.get('$requestId')}/issues`)).json()) as { items: { id: string }[] };
  ids.set('$issueId', items[0]?.id ?? '');
});

test('typing goes on while the network is away, and nothing of it is lost', async () => {
  const { page, context } = operator;
  await page.getByRole('button', { name: 'New issue' }).click();
  await room.fillsIn({ code: 'Black Frame', severity: 'Issue', tasks: ['SDR'], in: '01:00:05:00', out: '01:00:05:00', description: 'Written before the cut,' });
  await draftKept();
  await context.setOffline(true);
  const description = room.form.getByRole('textbox', { name: 'Description' });
  await description.press('End');
  await description.pressSequentially(' and while it lasted.');
  await expect(room.form.getByText('Draft not kept yet: no connection. It is tried again.')).toBeVisible();
  await context.setOffline(false);
  await draftKept();

  // The browser dies: what was typed is there in the next one.
  await page.reload();
  await expect(room.form.getByRole('textbox', { name: 'Description' })).toHaveValue('Written before the cut, and while it lasted.');
  await expect(room.form.getByRole('textbox', { name: 'In', exact: true })).toHaveValue('01:00:05:00');
  await expect(room.form.getByRole('radio').nth(1)).toBeChecked();
  await room.form.getByRole('textbox', { name: 'Description' }).focus();
  await room.saves('Written before the cut, and while it lasted.');
});

test('two tabs of one person: the conflict is shown, and nothing is written over', async () => {
  const { page, context } = operator;
  await page.getByRole('button', { name: 'New issue' }).click();
  await room.fillsIn({ code: 'Lens Smudge', severity: 'FYI', tasks: ['SDR'], in: '01:00:03:00', out: '01:00:03:10', description: 'First tab.' });
  await draftKept();

  const other = new Room(new Person(context, await context.newPage()));
  await other.person.page.goto(address);
  const theirs = other.form.getByRole('textbox', { name: 'Description' });
  await expect(theirs).toHaveValue('First tab.');
  await theirs.fill('Second tab.');
  await expect(other.form.getByText('Draft kept')).toBeVisible();

  const mine = room.form.getByRole('textbox', { name: 'Description' });
  await mine.fill('First tab goes on.');
  const conflict = room.form.getByRole('alert').filter({ hasText: 'Another draft was kept from another tab' });
  await expect(conflict).toContainText('Second tab.');
  await expect(mine).toHaveValue('First tab goes on.');
  await expect(theirs).toHaveValue('Second tab.');
  await conflict.getByRole('button', { name: 'Go on with mine' }).click();
  await draftKept();
  await other.person.page.close();
  await mine.focus();
  await room.saves('First tab goes on.');
});

test('two tabs change one issue: the later one is told, and compares before it writes over', async () => {
  const { page, context } = operator;
  const text = 'First tab goes on.';
  await room.chooses(text);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await draftKept();
  // By another door, as a second program of the same person would.
  const requestId = /requests\/([0-9a-f-]{36})/.exec(address)?.[1] ?? '';
  const { items: issues } = (await (await context.request.get(`/api/v1/requests/${requestId}/issues`)).json()) as { items: { id: string; description: string; revision: number; code: string; severity: string; tasks: string[]; first_frame: number; last_frame: number }[] };
  const issue = issues.find(({ description }) => description === text);
  expect(issue).toBeDefined();
  const { id, revision, code, severity, tasks, first_frame, last_frame } = issue ?? { id: '', revision: 0, code: '', severity: '', tasks: [], first_frame: 0, last_frame: 0 };
  const changed = await context.request.patch(`/api/v1/issues/${id}`, { headers: { 'If-Match': `"${revision}"` }, data: { code, severity, tasks, first_frame, last_frame, description: 'Changed elsewhere meanwhile.' } });
  expect(changed.status(), await changed.text()).toBe(200);

  await room.form.getByRole('textbox', { name: 'Description' }).fill('Changed here, too late.');
  await page.keyboard.press('Control+Enter');
  await expect(room.form.getByText('Somebody changed this issue meanwhile.')).toBeVisible();
  await expect(room.form.getByRole('textbox', { name: 'Description' })).toHaveValue('Changed here, too late.');
  await expect(room.issue('Changed elsewhere meanwhile.')).toBeVisible();
  await room.form.getByRole('textbox', { name: 'Description' }).focus();
  await room.saves('Changed here, too late.');
});

test('a timecode that does not exist at the rate is refused with its neighbours', async () => {
  const { page } = operator;
  await page.getByRole('heading', { level: 1 }).click({ position: { x: 1, y: 1 }, trial: true });
  await page.keyboard.press('=');
  await page.keyboard.type('01:00:01:30');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/There is no such timecode at this rate\. Nearest: 01:00:01:23, 01:00:02:00\./)).toBeVisible();
  await page.keyboard.press('Escape');
});

test('playing shows what was seen, frame by frame, and levels of every channel', async () => {
  const { page } = operator;
  await room.goesTo('01:00:00:00', 0);
  await page.keyboard.press('Space');
  await expect(page.getByText('playing')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Levels' })).toBeVisible();
  await expect.poll(async () => Number(await room.frame.innerText())).toBeGreaterThan(24);
  await page.keyboard.press('Space');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  await page.getByRole('tab', { name: 'Tasks' }).click();
  await expect(page.getByRole('progressbar', { name: /SDR Full, seen/ })).not.toHaveAttribute('aria-valuenow', '0');
  await page.getByRole('tab', { name: 'Issues' }).click();
});

test('a chosen issue takes the player to its first frame', async () => {
  const { page } = operator;
  await room.chooses('The centre channel falls silent for half a second.');
  await expect(room.frame).toHaveText('36');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  expect((await frameOnScreen(room.video))?.frame).toBe(36);
  // The picture of the README: REVIEW_PICTURE=../docs/images/review.png npx playwright test typing
  if (process.env.REVIEW_PICTURE !== undefined) await page.screenshot({ path: process.env.REVIEW_PICTURE });
});

test('the picture goes to a window of its own, and is the frame asked for there too', async () => {
  const { page } = operator;
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Shift+F');
  const window = await opened;
  const video = window.getByTestId('picture').locator('video');
  await room.goesTo('01:00:04:00', 96);
  expect((await frameOnScreen(video))?.frame).toBe(96);
  await window.keyboard.press('ArrowRight');
  await expect(room.frame).toHaveText('97');
  await expect(room.frame).toHaveAttribute('data-proof', 'proven');
  expect((await frameOnScreen(video))?.frame).toBe(97);
  await window.close({ runBeforeUnload: true });
  await expect(room.video).toBeVisible();
  await room.goesTo('01:00:03:00', 72);
  expect((await frameOnScreen(room.video))?.frame).toBe(72);
});

test('a place is drawn by keys, an issue is written once more, and the last act is taken back', async () => {
  const { page } = operator;
  const { keyboard } = page;
  await room.chooses('The centre channel falls silent for half a second.');
  await room.goesTo('01:00:05:12', 132);
  await keyboard.press('c');
  const description = room.form.getByRole('textbox', { name: 'Description' });
  await expect(description).toBeFocused();
  await expect(room.form.getByRole('textbox', { name: 'In', exact: true })).toHaveValue('01:00:05:12');
  await keyboard.press('Alt+b');
  await expect(page.getByRole('application')).toBeFocused();
  await keyboard.press('ArrowLeft');
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Enter');
  await expect(description).toBeFocused();
  await expect(description).toHaveValue(/\[Picture: x 39–59 %, y 40–61 %, centre\]$/);
  await keyboard.press('Control+Enter');
  const copy = room.issue('[Picture: x 39–59 %, y 40–61 %, centre]');
  await expect(copy).toContainText('01:00:05:12');
  await expect(page.getByTestId('box')).toBeVisible();
  await expect(room.form).toBeHidden();
  await keyboard.press('Control+z');
  await expect(page.getByText(/^Taken back: /)).toBeVisible();
  await expect(copy).toHaveCount(0);
});

test('one chooses one’s own key, and a taken one is refused', async () => {
  const { page } = operator;
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Choose your own keys' }).click();
  const safeAreas = dialog.getByRole('button', { name: /^safe areas: .* Choose another key/ });
  await safeAreas.click();
  await page.keyboard.press('j');
  await expect(dialog.getByText(/This key is taken by “reverse/)).toBeVisible();
  await safeAreas.click();
  await page.keyboard.press('y');
  await expect(safeAreas).toHaveText('Y');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('y');
  await expect(page.getByRole('button', { name: 'Safe areas' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('s');
  await expect(page.getByRole('button', { name: 'Safe areas' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('y');
});

/** Who reads a page, its path among the routes, and what stands in it in place of names. */
const PAGES: readonly (readonly [string, () => Person, string])[] = [
  ['an operator', () => operator, '/requests/$requestId/review'],
  ['an operator', () => operator, '/work'],
  ['an operator', () => operator, '/requests'],
  ['an operator', () => operator, '/requests/$requestId'],
  ['an operator', () => operator, '/requests/$requestId/report'],
  ['an operator', () => operator, '/issues/$issueId'],
  ['an operator', () => operator, '/notices'],
  ['an operator', () => operator, '/notices/settings'],
  ['an operator', () => operator, '/sessions'],
  ['an operator', () => operator, '/help'],
  ['an operator', () => operator, '/tickets'],
  ['an operator', () => operator, '/metrics'],
  ['an operator', () => operator, '/metrics/reports'],
  ['an operator', () => operator, '/metrics/issues'],
  ['post', () => post, '/board'],
  ['post', () => post, '/disputes'],
  ['post', () => post, '/titles'],
  ['post', () => post, '/titles/$titleId'],
  ['post', () => post, '/titles/$titleId/history'],
  ['post', () => post, '/requests/$requestId/history'],
  ['post', () => post, '/requests/$requestId'],
  ['post', () => post, '/deliveries'],
  ['post', () => post, '/deliveries/new'],
  ['post', () => post, '/deliveries/$deliveryId'],
  ['a studio admin', () => admin.person, '/board'],
  ['a studio admin', () => admin.person, '/history/$row'],
  ['a studio admin', () => admin.person, '/people'],
  ['a studio admin', () => admin.person, '/facilities'],
  ['a studio admin', () => admin.person, '/shows'],
  ['a studio admin', () => admin.person, '/policies'],
  ['a studio admin', () => admin.person, '/calibrations'],
  ['a studio admin', () => admin.person, '/audit'],
  ['a studio admin', () => admin.person, '/outbox'],
  ['a studio admin', () => admin.person, '/jobs'],
  ['a studio admin', () => admin.person, '/webhooks'],
  ['a studio admin', () => admin.person, '/health'],
  ['nobody yet', () => stranger, '/sign-in'],
  ['nobody yet', () => stranger, '/invitation'],
];

for (const [name, who, path] of PAGES) {
  test(`${path} can be read by ${name}`, async () => {
    const { page } = who();
    await page.goto(path.replace(/\$\w+/, (part) => ids.get(part) ?? part));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await isReadable(page);
  });
}

/** As a keyboard goes there. */
async function tabTo(target: ReturnType<Person['page']['locator']>): Promise<void> {
  const page = target.page();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await target.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement));
    if (focused) return;
  }
  throw new Error('Tab does not lead there');
}
