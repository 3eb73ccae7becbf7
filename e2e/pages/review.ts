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
    for (const task of issue.tasks) await form.getByRole('checkbox', { name: task, exact: true }).check();
    if (issue.in !== undefined) await form.getByRole('textbox', { name: 'In', exact: true }).fill(issue.in);
    if (issue.out !== undefined) await form.getByRole('textbox', { name: 'Out', exact: true }).fill(issue.out);
    await form.getByRole('textbox', { name: 'Description' }).fill(issue.description);
  }

  async flags(issue: IssueText): Promise<void> {
    await this.page.getByRole('button', { name: 'New issue' }).click();
    await this.fillsIn(issue);
    await this.saves(issue.description);
  }

  /** With the key that saves from any field of the form. */
  async saves(description: string): Promise<void> {
    await this.page.keyboard.press('Control+Enter');
    await expect(this.form).toBeHidden();
    await expect(this.issue(description)).toBeVisible();
  }

  /** Every task of the request. */
  async marksAllDone(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Tasks' }).click();
    const buttons = this.page.getByRole('button', { name: /^Mark done: / });
    await expect(buttons.first()).toBeVisible();
    for (let left = await buttons.count(); left > 0; left -= 1) {
      await buttons.first().click();
      await expect(buttons).toHaveCount(left - 1);
    }
  }

  async submits(gapReason?: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Submit report…' }).click();
    const dialog = this.person.dialog('Submit the report');
    if (gapReason !== undefined) await dialog.getByRole('textbox', { name: 'Why not everything was seen' }).fill(gapReason);
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await expect(this.page.getByText('The report is submitted.')).toBeVisible();
  }

  // ── as a verifier

  async chooses(description: string): Promise<void> {
    await this.issue(description).click();
    await expect(this.issue(description)).toHaveAttribute('aria-selected', 'true');
  }

  async confirms(description: string): Promise<void> {
    await this.chooses(description);
    await this.page.keyboard.press('v');
    await expect(this.issue(description)).toContainText('Confirmed');
  }

  async lowers(description: string, to: Severity): Promise<void> {
    await this.chooses(description);
    await this.page.getByRole('button', { name: 'Lower severity' }).click();
    await this.page.getByRole('menuitem', { name: `to ${to}` }).click();
    await expect(this.issue(description)).toContainText('Severity lowered');
  }

  async deletes(description: string, reason: string): Promise<void> {
    await this.chooses(description);
    await this.page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = this.person.dialog(/^Delete issue \d+/);
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(this.issue(description)).toContainText('Deleted');
  }

  /** Deletes it and writes it anew. */
  async corrects(description: string, to: IssueText, reason: string): Promise<void> {
    await this.chooses(description);
    await this.page.keyboard.press('Shift+V');
    await this.fillsIn(to);
    await this.form.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await this.saves(to.description);
  }

  async adds(issue: IssueText): Promise<void> {
    await this.page.getByRole('button', { name: 'Add a missed issue' }).click();
    await this.fillsIn(issue);
    await this.saves(issue.description);
  }

  /** The last act, by its key: what it wrote is not in the list any more. */
  async takesBack(description: string): Promise<void> {
    await this.page.keyboard.press('Control+z');
    await expect(this.issue(description)).toHaveCount(0);
  }

  async submitsVerification(): Promise<void> {
    await expect(this.page.getByText('All decided')).toBeVisible();
    await this.page.getByRole('button', { name: 'Submit verification…' }).click();
    await this.person.dialog('Submit the verification').getByRole('button', { name: 'Submit' }).click();
    await expect(this.page.getByText('The verification is submitted.')).toBeVisible();
  }
}

