// Somebody at a browser of their own: cookies, drafts and windows are theirs alone.

import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

export const PASSWORD = 'a quiet harbour at noon';

export class Person {
  email = '';

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  async acceptsInvitation(link: string): Promise<void> {
    await this.page.goto(link);
    this.email = /for (\S+@\S+)\./.exec(await this.page.getByText(/Choose a password for/).innerText())?.[1] ?? '';
    await this.page.getByLabel('New password').fill(PASSWORD);
    await this.page.getByLabel('Repeat the password').fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(this.page.getByRole('button', { name: 'Your account' })).toBeVisible();
  }

  /** The same by the API that the page uses, where somebody is only needed. */
  async comesIn(email: string, link: string): Promise<void> {
    this.email = email;
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
    const answer = await this.context.request.post('/api/v1/invitations/accept', { data: { token, password: PASSWORD } });
    expect(answer.ok(), await answer.text()).toBe(true);
    await this.page.goto('/');
    await expect(this.page.getByRole('button', { name: 'Your account' })).toBeVisible();
  }

  async signsIn(email: string, password = PASSWORD): Promise<void> {
    this.email = email;
    await this.page.goto('/sign-in');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** By the navigation at the left, as people go. */
  async opens(page: string, heading = page): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: page }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  }

  heading(text: string | RegExp): Locator {
    return this.page.getByRole('heading', { name: text });
  }

  /** A row of the list that is open. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** A choice in one of the searchable lists of a form. */
  async chooses(label: string, option: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole('combobox', { name: label }).or(within.getByRole('textbox', { name: label })).first().click();
    await this.page.getByRole('option', { name: option }).click();
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
