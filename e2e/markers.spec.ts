// Round trip with a review tool: a colourist's marker list comes in as issues, after a look at what each marker means; the
// same list again adds nothing; a list of another rate is refused; the issues go out for Avid, and come back as what they are.

import { readFile, writeFile } from 'node:fs/promises';
import { expect, test, type Locator } from '@playwright/test';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import type { Room } from './pages/review.ts';
import { begin } from './pages/work.ts';
import type { Person } from './person.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

const RESOLVE = `TITLE: Grade 3
FCM: NON-DROP FRAME

001  001      V     C        01:00:02:00 01:00:02:01 01:00:02:00 01:00:02:01
held from the shot before |C:ResolveColorRed |M:[055] Freeze Frame |D:12

002  001      V     C        01:00:04:00 01:00:04:01 01:00:04:00 01:00:04:01
 |C:ResolveColorBlue |M:Boom in shot |D:1

003  001      V     C        01:00:61:00 01:00:61:01 01:00:61:00 01:00:61:01
 |C:ResolveColorBlue |M:Out of nowhere |D:1
`;

let world: World;
let operator: Person;
let room: Room;

const dialog = (): Locator => operator.dialog('Import markers as issues');
const marker = (text: string): Locator => dialog().getByRole('table', { name: 'Markers' }).getByRole('row').filter({ hasText: text });
/** In an open list of choices, not in a field of the browser's own. */
const offered = (text: string): Locator => operator.page.locator('[data-combobox-option]:visible').filter({ hasText: text }).first();
const menu = async (item: string): Promise<void> => {
  await operator.page.getByRole('button', { name: 'Markers', exact: true }).click();
  await operator.page.getByRole('menuitem', { name: item }).click();
};
const choosesFile = async (name: string, content: string): Promise<void> => {
  const path = world.in(name);
  await writeFile(path, content);
  await dialog().getByLabel('Choose a file').setInputFiles(path);
};

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'markers');
  const admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour', 'browser', ['sdr', '2.0']);
  await admin.clears(facilityId, [show.id]);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'The Quiet Harbour' });
  await deliver({ world, email: production.email, folder, title: show.label });
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  room = await begin(operator, show.label);
  await room.isReady();
});

test.afterAll(async () => {
  await world?.end();
});

test('a list of another frame rate is refused with both rates', async () => {
  await menu('Import markers…');
  await choosesFile('other.txt', 'Jo\t01:00:02:24\tV1\tred\tAt 25 frames\t1\n');
  await expect(dialog().getByRole('alert')).toHaveText('Line 1: the file counts at 25 frames a second or more (01:00:02:24), the master at 24/1.');
});

test('what the list does not say is chosen, and only then issues are flagged', async () => {
  await choosesFile('grade.edl', RESOLVE);
  await expect(dialog().getByText('DaVinci Resolve EDL, read as UTF-8')).toBeVisible();
  await expect(marker('line 5')).toContainText('[055] Freeze Frame');
  await expect(marker('line 5')).toContainText('Choose: severity');
  await expect(marker('line 8')).toContainText('Choose: code, severity, tasks');
  await expect(marker('line 11')).toContainText('01:00:61:00 does not exist at 24/1');
  await expect(dialog().getByRole('button', { name: 'Flag 0 issues' })).toHaveAttribute('aria-disabled', 'true');
  const chooses = async (field: string, typed: string) => {
    const select = dialog().getByRole('combobox', { name: field }).or(dialog().getByRole('textbox', { name: field })).first();
    // Where a field takes several, its frame lies over it, and is what one clicks.
    await select.click({ force: true });
    await offered(typed).click();
  };
  await chooses('Severity where none is given', 'Issue');
  await chooses('Tasks where none are named', 'SDR');
  const code = dialog().getByLabel('Code for “Boom in shot”').first();
  await code.fill('video hit');
  await offered('Video Hit').click();
  await dialog().getByRole('combobox', { name: 'Severity of line 5' }).selectOption('Blocker');
  await expect(marker('line 8')).toContainText('Becomes an issue');
  await dialog().getByRole('button', { name: 'Flag 2 issues' }).click();
  await expect(operator.page.getByText('2 issues are flagged.')).toBeVisible();
  await expect(room.issue('held from the shot before')).toContainText('01:00:02:00');
  await expect(room.issue('Boom in shot')).toBeVisible();
});

test('the same list again adds nothing', async () => {
  await menu('Import markers…');
  await choosesFile('grade.edl', RESOLVE);
  await expect(marker('line 5')).toContainText('Is issue 1 already');
  await expect(marker('line 8')).toContainText('Is issue 2 already');
  await expect(dialog().getByRole('button', { name: 'Flag 0 issues' })).toHaveAttribute('aria-disabled', 'true');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog()).toBeHidden();
});

test('the issues go out for Avid, and come back as what they are', async () => {
  const file = operator.page.waitForEvent('download');
  await menu('Avid marker list');
  const saved = await file;
  expect(saved.suggestedFilename()).toMatch(/^markers-\d+\.txt$/);
  const list = await readFile(await saved.path(), 'utf8');
  expect(list).toContain('QC\t01:00:02:00\tV1\tred\t[055] Freeze Frame // Blocker // #1 // held from the shot before\t12');
  await menu('Import markers…');
  await choosesFile('avid.txt', list);
  await expect(marker('line 1')).toContainText('Is issue 1 already');
  await expect(marker('line 2')).toContainText('Is issue 2 already');
});
