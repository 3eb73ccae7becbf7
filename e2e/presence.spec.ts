// Two people on one report: each sees who else is there, what the other writes, and who leaves; a person of another facility
// is not named to the operator.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { Room } from './pages/review.ts';
import { begin, pooled, take } from './pages/work.ts';
import type { Person } from './person.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let olga: Person;
let room: Room;
let looking: Room;
let title = '';

const present = (person: Person) => person.page.getByRole('list', { name: 'Also here' });

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'presence');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const show = await admin.addsShow('Harbour Lights', 'cast');
  await admin.clears(facilityId, [show.id]);
  title = show.label;
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  olga = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  const { folder } = await makeMaster(world.in('master'), { title, frames: 120 });
  await deliver({ world, email: production.email, folder, title });
  await olga.opens('My work');
  await expect(pooled(olga, title)).toBeVisible({ timeout: 60_000 });
  await take(olga, title);
  room = await begin(olga, title);
  await room.isReady();
});

test.afterAll(async () => {
  await world?.end();
});

test('whoever comes is seen at once, on both sides', async () => {
  await expect(present(olga)).toBeHidden();
  await admin.person.page.goto(new URL(olga.page.url()).pathname);
  looking = new Room(admin.person);
  await looking.isReady();
  await expect(present(olga).getByText('Studio admin')).toBeAttached();
  await expect(present(admin.person).getByText('Olga Berg, Operator, Northlight')).toBeAttached();
  await expect(present(admin.person)).toContainText('OB');
});

test('an issue appears in the list and on the timeline of the other while they look', async () => {
  await room.flags({ code: 'Banding/Posterization', severity: 'Issue', tasks: ['SDR'], in: '01:00:01:00', out: '01:00:01:12', description: 'Steps in the evening sky, upper left.' });
  const saved = Date.now();
  await expect(looking.issue('Steps in the evening sky, upper left.')).toBeVisible();
  test.info().annotations.push({ type: 'visible after', description: `${Date.now() - saved} ms` });
});

test('what somebody is changing is said beside them, and the change is seen', async () => {
  await room.chooses('Steps in the evening sky, upper left.');
  await olga.page.getByRole('button', { name: 'Change' }).click();
  await expect(present(admin.person)).toContainText('editing issue 1');
  await room.form.getByRole('textbox', { name: 'Description' }).fill('Steps in the evening sky, upper right.');
  await room.saves('Steps in the evening sky, upper right.');
  await expect(looking.issue('Steps in the evening sky, upper right.')).toBeVisible();
  await expect(present(admin.person)).not.toContainText('editing');
  await olga.page.screenshot({ path: 'results/presence.png' });
});

test('a cut of the network and a closed tab are noticed within seconds', async () => {
  await olga.context.setOffline(true);
  await expect(present(admin.person)).toBeHidden({ timeout: 25_000 });
  await olga.context.setOffline(false);
  await expect(present(admin.person)).toContainText('OB', { timeout: 15_000 });
  await admin.person.page.goto('/');
  await expect(present(olga)).toBeHidden({ timeout: 4_000 });
});
