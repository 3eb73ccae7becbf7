// The studio admin looks at who works and what waits, reads why something was given up, and reaches into the queue; post calls
// streams off and has them made again. Everything from the keyboard where there is a table.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Admin, Show } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let show: Show;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'queue');
  admin = await world.admin();
  show = await admin.addsShow('Harbour Lights', 'browser');
});

test.afterAll(async () => {
  await world?.end();
});

test('the studio admin sees who works, and an empty queue says what to do next', async () => {
  const { page } = admin.person;
  await page.goto('/');
  await page.getByRole('link', { name: 'Workers & queue' }).click();
  const workers = page.getByRole('region', { name: 'Workers' });
  await expect(workers.getByText(/takes inspection, encoding, measuring/)).toBeVisible();
  await expect(workers.getByText('Idle').or(workers.getByText('Working'))).toBeVisible();
  await page.getByLabel('State').selectOption('Given up');
  await expect(page.getByText('Nothing here is like that.')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('a delivery shows its streams, and they are made', async () => {
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  const { folder } = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 24, size: '160x90' });
  await deliver({ world, email: production.email, folder, title: show.label });
  const { page } = admin.person;
  const answer = await admin.person.context.request.get('/api/v1/deliveries');
  const { items } = (await answer.json()) as { items: { id: string }[] };
  await page.goto(`/deliveries/${items[0]?.id ?? ''}`);
  await expect(page.getByRole('progressbar', { name: 'Browser stream' })).toHaveAttribute('aria-valuenow', '100');
  await page.goto('/jobs?lane=media');
  await expect(page.getByText('Nothing here is like that.')).toBeVisible();
});
