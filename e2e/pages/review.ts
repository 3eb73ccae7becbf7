// The review room, by keyboard and by form, as an operator or a verifier uses it.

import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';

export type Severity = 'Blocker' | 'Issue' | 'FYI';

export interface IssueText {
  /** As typed into the list of error codes: its number or words. */
  code: string;
  severity: Severity;
  tasks: readonly string[];
  /** Left as they are when absent: from the player. */
  in?: string;
  out?: string;
  description: string;
}

const SEVERITIES: readonly Severity[] = ['Blocker', 'Issue', 'FYI'];

export class Room {
  constructor(readonly person: Person) {}

  private get page() {
    return this.person.page;
  }

  get video(): Locator {
    return this.page.getByTestId('picture').locator('video');
  }

  get frame(): Locator {
    return this.page.getByTestId('frame');
  }

  get form(): Locator {
    return this.page.getByRole('form');
  }

  /** The list at the left. */
  issue(text: string | RegExp): Locator {
    return this.page.getByRole('listbox', { name: 'Issues' }).getByRole('option').filter({ hasText: text });
  }

  async isReady(): Promise<void> {
    await expect(this.frame).toHaveAttribute('data-proof', 'proven');
  }

  /** By the key and digits alone; ends when the page says which frame is on the screen. */
  async goesTo(timecode: string, frame: number): Promise<void> {
    await this.page.keyboard.press('=');
    await expect(this.page.getByRole('textbox', { name: 'Go to timecode' })).toBeFocused();
    await this.page.keyboard.type(timecode);
    await this.page.keyboard.press('Enter');
    await expect(this.frame).toHaveText(String(frame));
    await expect(this.frame).toHaveAttribute('data-proof', 'proven');
  }

  async marksRange(from: readonly [string, number], to: readonly [string, number]): Promise<void> {
    await this.goesTo(...from);
    await this.page.keyboard.press('i');
    await this.goesTo(...to);
    await this.page.keyboard.press('o');
    await expect(this.page.getByTestId('range')).toHaveText(`${from[0]} – ${to[0]}`);
  }

  async fillsIn(issue: IssueText): Promise<void> {
    const { form } = this;
    const code = form.getByRole('combobox', { name: 'Error code' }).or(form.getByRole('textbox', { name: 'Error code' })).first();
    await code.click();
    await code.fill(issue.code);
    await this.page.getByRole('option', { name: issue.code }).first().click();
    await form.getByRole('radio').nth(SEVERITIES.indexOf(issue.severity)).check();
    for (const task of issue.tasks) await form.getByRole('checkbox', { name: task }).check();
    if (issue.in !== undefined) await form.getByRole('textbox', { name: 'In', exact: true }).fill(issue.in);
    if (issue.out !== undefined) await form.getByRole('textbox', { name: 'Out', exact: true }).fill(issue.out);
    await form.getByRole('textbox', { name: 'Description' }).fill(issue.description);
  }

  async flags(issue: IssueText): Promise<void> {
    await this.page.getByRole('button', { name: 'New issue' }).click();
    await this.fillsIn(issue);
    await this.form.getByRole('button', { name: 'Save issue' }).click();
    await expect(this.issue(issue.description)).toBeVisible();
  }

  async marksDone(...tasks: string[]): Promise<void> {
    for (const task of tasks) {
      await this.page.getByRole('button', { name: `Mark done: ${task}` }).click();
      await expect(this.page.getByRole('button', { name: `Not done yet: ${task}` })).toBeVisible();
    }
  }

  async submits(gapReason?: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Submit report…' }).click();
    const dialog = this.person.dialog('Submit the report');
    if (gapReason !== undefined) await dialog.getByRole('textbox', { name: 'Why not everything was seen' }).fill(gapReason);
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await expect(this.page.getByText('The report is submitted.')).toBeVisible();
  }
}

