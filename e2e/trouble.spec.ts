// What goes wrong at the door, in the post, on the wire: everybody is told, nobody loses anything.

import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { PASSWORD, type Person } from './person.ts';
import { World } from './world.ts';

let world: World;
let admin: Admin;
let operator: Person;
let facilityId: string;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'trouble');
  admin = await world.admin();
  facilityId = await admin.addsFacility('Northlight');
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
});

test.afterAll(async () => {
  await world?.end();
});

test.describe('at the door', () => {
  test('a wrong password is refused in words, and the right one lets in', async () => {
    const stranger = await world.stranger();
    await stranger.signsIn(operator.email, 'not the password');
    await expect(stranger.page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
    await expect(stranger.page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
    await stranger.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.heading('My work')).toBeVisible();
    await stranger.leave();
  });

  test('an address without an account hears the same words', async () => {
    const stranger = await world.stranger();
    await stranger.signsIn('nobody@northlight.example');
    await expect(stranger.page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
    await stranger.leave();
  });

  test('an invitation lets in once', async () => {
    const link = await admin.invites({ email: 'omar@northlight.example', firstName: 'Omar', lastName: 'Lind', role: 'operator', facilityId });
    const first = await world.stranger();
    await first.acceptsInvitation(link);
    const second = await world.stranger();
    await second.page.goto(link);
    await expect(second.page.getByText('This invitation was used already or has expired.')).toBeVisible();
    await expect(second.page.getByLabel('New password')).toBeHidden();
    await first.leave();
    await second.leave();
  });

  test('a short password is refused while it is typed', async () => {
    const link = await admin.invites({ email: 'otto@northlight.example', firstName: 'Otto', lastName: 'Lind', role: 'operator', facilityId });
    const stranger = await world.stranger();
    await stranger.page.goto(link);
    await stranger.page.getByLabel('New password').fill('short');
    await stranger.page.getByLabel('Repeat the password').fill('short');
    await expect(stranger.page.getByText('7 more characters.')).toBeVisible();
    await stranger.page.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(stranger.page).toHaveURL(/\/invitation/);
    await stranger.leave();
  });

  test('a page asked for before signing in is there afterwards', async () => {
    const stranger = await world.stranger();
    await stranger.page.goto('/tickets');
    await stranger.page.getByLabel('E-mail').fill(operator.email);
    await stranger.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.heading('Tickets')).toBeVisible();
    await stranger.leave();
  });

  test('an operator finds no page of the administration', async () => {
    await operator.page.goto('/people');
    await expect(operator.page.getByText('Your role may not do this.')).toBeVisible();
    await expect(operator.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'People' })).toBeHidden();
  });
});
