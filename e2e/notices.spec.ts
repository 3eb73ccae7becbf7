// What people are told of and by which way, mail with links that survive signing in, webhooks, and the outbox that shows
// what left.

import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Admin } from './admin.ts';
import { MailServer, Receiver } from './neighbours.ts';
import { PASSWORD, type Person } from './person.ts';
import { ADMIN_EMAIL, World } from './world.ts';

let world: World;
let admin: Admin;
let operator: Person;
let mail: MailServer;
let receiver: Receiver;
let hook: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  const post = await MailServer.begin();
  const hooks = await Receiver.begin();
  [mail, receiver, hook] = [post.mail, hooks.receiver, hooks.url];
  world = await World.begin(browser, 'notices', {
    ASSETQC_MAIL_SMTP: post.url,
    ASSETQC_MAIL_FROM: 'Asset QC <qc-desk@studio.example>',
    ASSETQC_WEBHOOK_LOCAL: 'allowed',
  });
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
});

test.afterAll(async () => {
  await world?.end();
  mail?.end();
  receiver?.end();
});

test('what one chooses is saved at once, and can be undone', async () => {
  const { page } = operator;
  await page.goto('/notices/settings');
  await expect(operator.heading('What I am told of')).toBeVisible();
  const event = 'someone comments on what concerns me';
  const byMail = page.getByRole('radiogroup', { name: `Mail when ${event}` });
  await expect(byMail.getByRole('radio', { name: 'Every hour' })).toBeChecked();
  await byMail.getByText('Every day').click();
  await expect(page.getByText('As usual for your role: Every hour')).toBeVisible();
  await page.reload();
  await expect(byMail.getByRole('radio', { name: 'Every day' })).toBeChecked();

  const shown = page.getByRole('checkbox', { name: `Show here when ${event}` });
  await shown.click();
  await expect(shown).not.toBeChecked();
  await page.getByRole('button', { name: 'Undo the last change' }).click();
  await expect(shown).toBeChecked();

  const ownWork = page.getByRole('checkbox', { name: 'Show here when a task is given to me' });
  // It says that it cannot be changed; somebody presses it all the same.
  await ownWork.click({ force: true });
  await expect(ownWork).toBeChecked();
  await page.screenshot({ path: 'results/notice-settings.png' });
});

test('a mail leads to the very thing, also to somebody who has to sign in first', async () => {
  const sent = await operator.context.request.post('/api/v1/tickets', {
    data: { kind: 'other', subject: 'The meters stand still', description: 'Since this morning, at 01:02:03:04.' },
    headers: { 'Idempotency-Key': randomUUID() },
  });
  expect(sent.ok(), await sent.text()).toBe(true);
  await expect.poll(() => mail.letters.length, { timeout: 30_000 }).toBeGreaterThan(0);
  const letter = mail.letters[0] ?? '';
  expect(letter).toContain(`To: ${ADMIN_EMAIL}`);
  expect(letter).toContain('The meters stand still');
  const link = /http:\/\/127\.0\.0\.1:\d+\/tickets[^\s"<]*/.exec(letter)?.[0] ?? '';
  expect(link).not.toBe('');
  const stranger = await world.stranger();
  await stranger.page.goto(link);
  await expect(stranger.heading('Sign in')).toBeVisible();
  await stranger.page.getByLabel('E-mail').fill(ADMIN_EMAIL);
  await stranger.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await stranger.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(stranger.page.getByText('The meters stand still').first()).toBeVisible();
  expect(stranger.page.url()).toBe(link);
  await stranger.leave();
});

test('a webhook is added, tried, and verified by its receiver; what failed is sent again from the outbox', async () => {
  const { page } = admin.person;
  await admin.person.opens('Webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const form = admin.person.dialog('Add a webhook');
  await form.getByLabel('Address').fill(hook);
  await form.getByLabel('What it is for').fill('Delivery board');
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(form.getByText('Choose at least one event.')).toBeVisible();
  await form.getByLabel('Request approved').check();
  await page.screenshot({ path: 'results/webhook-form.png' });
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  const shown = admin.person.dialog('Secret');
  const secret = await shown.getByRole('textbox', { name: 'Secret' }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await shown.getByRole('button', { name: 'I have kept it' }).click();

  await admin.person.row('Delivery board').click();
  const drawer = admin.person.dialog('Delivery board');
  await drawer.getByRole('button', { name: 'Send a test message' }).click();
  await expect.poll(() => receiver.calls.length).toBe(1);
  expect(receiver.calls[0]?.isSignedWith(secret)).toBe(true);
  await page.screenshot({ path: 'results/webhook.png' });

  receiver.status = 500;
  await drawer.getByRole('button', { name: 'Send a test message' }).click();
  await expect.poll(() => receiver.calls.length).toBeGreaterThan(1);
  await drawer.getByRole('link', { name: 'Its messages in the outbox' }).click();
  await expect(admin.person.heading('Outbox')).toBeVisible();
  await expect(admin.person.row(/answered 500/)).toBeVisible();
  await page.screenshot({ path: 'results/outbox.png' });
  await admin.person.row(/answered 500/).click();
  const message = admin.person.dialog('webhook.test');
  await expect(message.getByText('our disk is full').first()).toBeVisible();
  receiver.status = 200;
  await message.getByRole('button', { name: 'Retry now' }).click();
  await expect(message.getByRole('button', { name: 'Send again' })).toBeVisible();
  await page.screenshot({ path: 'results/outbox-message.png' });
  const ids = receiver.calls.slice(1).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(admin.person.row(/Ticket \d+: The meters stand still/)).toBeVisible();
});
