// Help: words explained where they are met, a ticket from a request with all that support needs and nothing that is
// secret, and its thread between an operator and the studio, each in a browser of their own.

import { expect, test, type Page } from '@playwright/test';
import type { Admin, Show } from './admin.ts';
import { makeMaster } from './masters.ts';
import { deliver } from './pages/deliveries.ts';
import type { Person } from './person.ts';
import { isReadable } from './readable.ts';
import { World } from './world.ts';

test.describe.configure({ mode: 'serial' });

let world: World;
let admin: Admin;
let operator: Person;
let show: Show;
let requestId: string;

test.beforeAll(async ({ browser }) => {
  world = await World.begin(browser, 'help');
  admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  show = await admin.addsShow('Harbour Lights', 'download');
  await admin.clears(facilityId, [show.id]);
  await admin.letsPeopleTake('download', 'qc');
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds: [show.id] });
  operator = await admin.welcomes({ email: 'olga@northlight.example', firstName: 'Olga', lastName: 'Berg', role: 'operator', facilityId });
  const { folder } = await makeMaster(world.in('master'), { title: 'Harbour Lights', frames: 24, size: '160x90' });
  await deliver({ world, email: production.email, folder, title: show.label });
  const pool = await operator.context.request.get('/api/v1/requests?view=pool');
  requestId = ((await pool.json()) as { items: { id: string }[] }).items[0]?.id ?? '';
  const taken = await operator.context.request.post(`/api/v1/requests/${requestId}/take`);
  expect(taken.ok(), await taken.text()).toBe(true);
});

test.afterAll(async () => {
  await world?.end();
});

/** As Chrome exports it, with what must not leave the browser. */
const ARCHIVE = JSON.stringify({
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [],
    entries: [
      {
        startedDateTime: '2026-11-26T22:16:00.123Z',
        time: 41.6,
        request: {
          method: 'GET',
          url: 'https://cdn.example/Harbour-Lights.m4s?Signature=hush',
          httpVersion: 'h2',
          headers: [{ name: 'Cookie', value: 'session=hush' }],
          cookies: [{ name: 'session', value: 'hush' }],
        },
        response: { status: 503, headers: [{ name: 'Content-Type', value: 'video/mp4' }], content: { size: 12, mimeType: 'video/mp4', text: 'aHVzaA==' } },
      },
    ],
  },
});

const askForHelp = async ({ page }: Person) => {
  await page.getByRole('button', { name: 'Help: open a ticket' }).click();
  return page.getByRole('dialog', { name: 'Open a ticket' });
};

/** Keeps the bodies of everything that the page sends from now on. */
const listenToFetch = (page: Page) =>
  page.evaluate(() => {
    const sent: string[] = [];
    const real = window.fetch;
    window.fetch = async (input, init) => {
      if (input instanceof Request) sent.push(await input.clone().text());
      return real(input, init);
    };
    Object.assign(window, { sent });
  });

test('“?” on a request opens a ticket that says already what it is about', async () => {
  const { page } = operator;
  await page.goto(`/requests/${requestId}`);
  await expect(page.getByRole('heading', { level: 1, name: show.label })).toBeVisible();
  const dialog = await askForHelp(operator);
  await expect(dialog.getByLabel('Subject')).toHaveValue(new RegExp(`^${show.label} · Download QC · \\d+$`));
  await dialog.getByLabel('What is it about?').click();
  await page.getByRole('option', { name: /^Player or stream fault/ }).click();
  await expect(dialog.getByText('Goes to: Platform Support')).toBeVisible();
  await expect(dialog.getByText(/^Diagnostics: recent errors/)).toBeVisible();
  await dialog.getByLabel('Description').fill('The third file breaks off at 40 %.');
});

test('a word is explained where it stands, and Escape closes the explanation alone', async () => {
  const { page } = operator;
  const dialog = page.getByRole('dialog', { name: 'Open a ticket' });
  const mark = dialog.getByRole('button', { name: 'What is this?' }).first();
  await mark.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^a call for help; an open one is a ground for an extension$/).last()).toBeVisible();
  await expect(mark).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(mark).toHaveAttribute('aria-expanded', 'false');
  await expect(dialog.getByLabel('Description')).toHaveValue('The third file breaks off at 40 %.');
  await isReadable(page);
});

test('a HAR file is cleaned before one sees it, and only what one leaves there is sent', async () => {
  const { page } = operator;
  const dialog = page.getByRole('dialog', { name: 'Open a ticket' });
  await dialog.locator('input[type=file]').setInputFiles({ name: 'notes.har', mimeType: 'application/json', buffer: Buffer.from('no archive') });
  await expect(dialog.getByRole('alert')).toContainText('This is no HTTP archive');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'calls.har', mimeType: 'application/json', buffer: Buffer.from(ARCHIVE) });
  await expect(dialog.getByText(/Taken out: 1 header, 1 cookie, 1 body, names in 1 address\./)).toBeVisible();
  await dialog.getByRole('button', { name: 'Look at it' }).last().click();
  const content = dialog.getByLabel('calls.har');
  await expect(content).toContainText('https://{other}');
  await expect(content).not.toContainText('hush');
  if (process.env.PICTURES !== undefined) await page.screenshot({ path: `${process.env.PICTURES}/form.png` });
  await dialog.getByRole('button', { name: 'Leave out: Time zone' }).click();
  await listenToFetch(page);
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText(/Ticket \d+ is open\./)).toBeVisible();
  const sent = await page.evaluate(() => (window as unknown as { sent: string[] }).sent.join('\n'));
  expect(sent).toContain('{other}');
  expect(sent).not.toMatch(/hush|aHVzaA/);
  await expect(page.getByText('A ticket is open. An open ticket is a ground for an extension.')).toBeVisible();
});

test('the studio answers in the queue, and the author reads it at once', async () => {
  const { page } = operator;
  await page.getByRole('link', { name: /^Ticket \d+$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Download QC/ })).toBeVisible();
  expect(new URL(page.url()).pathname).toMatch(/^\/tickets\/\d+$/);
  const studio = admin.person.page;
  await admin.person.opens('Tickets');
  await expect(admin.person.row('Download QC')).toBeVisible();
  await studio.getByRole('grid', { name: 'Tickets' }).focus();
  await studio.keyboard.press('Enter');
  await expect(studio.getByText('The third file breaks off at 40 %.')).toBeVisible();
  await studio.keyboard.press('n');
  await expect(studio.getByRole('textbox', { name: 'Note for the studio' })).toBeFocused();
  await studio.keyboard.type('The bucket was slow today.');
  await studio.keyboard.press('Control+Enter');
  await expect(studio.getByText('The bucket was slow today.')).toBeVisible();
  await studio.getByText('Reply to Olga Berg').click();
  await studio.getByRole('textbox', { name: 'Reply to Olga Berg' }).fill('Try once more, please.');
  await studio.getByRole('combobox', { name: 'State after it' }).click();
  await studio.getByRole('option', { name: 'Pending' }).click();
  await studio.getByRole('button', { name: /^Send, pending/ }).click();
  await expect(page.getByText('Try once more, please.')).toBeVisible();
  await expect(page.getByText('The bucket was slow today.')).toHaveCount(0);
  await expect(page.getByText('Your reply opens the ticket again.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Reply to the studio' }).fill('It works now.');
  await page.getByRole('button', { name: /^Send/ }).click();
  await expect(studio.getByText('It works now.')).toBeVisible();
  await expect(studio.getByText(/set it from Pending to Open/)).toBeVisible();
  await isReadable(studio);
  await isReadable(page);
  if (process.env.PICTURES !== undefined) await studio.screenshot({ path: `${process.env.PICTURES}/ticket.png` });
});

test('what was attached is looked at and downloaded by the studio, each time for the history', async () => {
  const studio = admin.person.page;
  await studio.getByRole('button', { name: 'Look at it' }).last().click();
  await expect(studio.getByRole('dialog', { name: 'calls.har' })).toContainText('https://{other}');
  await studio.keyboard.press('Escape');
  const download = studio.waitForEvent('download');
  await studio.getByRole('link', { name: 'Download' }).last().click();
  expect((await download).suggestedFilename()).toMatch(/^ticket-\d+\.har$/);
  await studio.reload();
  await expect(studio.getByText(/Studio Admin .*looked at calls\.har/)).toBeVisible();
  await expect(studio.getByText(/Studio Admin .*downloaded calls\.har/)).toBeVisible();
});

test('a closed ticket is gone on from by another one', async () => {
  const studio = admin.person.page;
  await studio.getByRole('combobox', { name: 'State', exact: true }).click();
  await studio.getByRole('option', { name: 'Closed' }).click();
  const { page } = operator;
  await page.getByRole('button', { name: 'Open a follow-up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a ticket' });
  await expect(dialog.getByText(/Goes on from ticket \d+, which is closed\./)).toBeVisible();
  await expect(dialog.getByLabel('Subject')).toHaveValue(/Download QC/);
});

test('the help page is searched, and names whom to ask', async () => {
  const { page } = operator;
  await page.goto('/help');
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
  await page.getByLabel('Search the words').fill('lease');
  await expect(page.getByText(/^the time in which a review has to begin/)).toBeVisible();
  await expect(page.getByText(/^\d+ of \d+ words$/)).toBeVisible();
  await expect(page.getByRole('row', { name: /Files that are needed cannot be downloaded/ })).toContainText('Production Support');
  await isReadable(page);
  await page.goto('/tickets');
  await expect(page.getByRole('grid', { name: 'Tickets' })).toBeVisible();
  await isReadable(page);
});
