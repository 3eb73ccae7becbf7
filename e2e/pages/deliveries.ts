// Delivering a package: from the command line, and from the browser.

import { expect } from '@playwright/test';
import { assetqc, tryAssetqc, type Outcome } from '../program.ts';
import { PASSWORD, type Person } from '../person.ts';
import type { World } from '../world.ts';

export interface ByCommandLine {
  world: World;
  email: string;
  folder: string;
  title: string;
  /** The request whose fixes it delivers. */
  answers?: string;
}

const deliverArgs = ({ world, email, folder, title, answers }: ByCommandLine) => [
  'deliver',
  folder,
  ...['--server', world.url, '--email', email, '--title', title, '--kind', 'primary-av'],
  ...(answers === undefined ? [] : ['--answers', answers]),
  '--wait',
];

export const deliver = (of: ByCommandLine): Promise<string> => assetqc(deliverArgs(of), { ASSETQC_PASSWORD: PASSWORD });

export const tryToDeliver = (of: ByCommandLine): Promise<Outcome> => tryAssetqc(deliverArgs(of), { ASSETQC_PASSWORD: PASSWORD });

/** Chooses the folder on the page of a new delivery, and stays on the delivery's page. */
export async function upload(person: Person, title: string, folder: string): Promise<void> {
  const { page } = person;
  await person.opens('Titles');
  await person.row(title).click();
  await page.getByRole('link', { name: 'New delivery' }).click();
  await page.locator('input[type=file][webkitdirectory]').setInputFiles(folder);
  await expect(page.getByText(/^\d+ files, /)).toBeVisible();
  await page.getByRole('button', { name: 'Begin the upload' }).click();
  await expect(person.heading('Files')).toBeVisible();
}
