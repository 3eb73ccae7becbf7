// Delivering a package: from the command line, and from the browser.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
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
  dropFrame?: boolean;
}

const deliverArgs = ({ world, email, folder, title, answers, dropFrame }: ByCommandLine) => [
  'deliver',
  folder,
  ...['--server', world.url, '--email', email, '--title', title, '--kind', 'primary-av'],
  ...(answers === undefined ? [] : ['--answers', answers]),
  ...(dropFrame === true ? ['--drop-frame'] : []),
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

/** A part of a file, as a resumed transfer asks for it: the very bytes, and an end that refuses to be passed. */
export async function fetchesARange(person: Person, requestId: string, original: string): Promise<void> {
  const { request } = person.context;
  const manifest = (await (await request.get(`/api/v1/requests/${requestId}/files`)).json()) as { files: { path: string; url: string; sha256: string }[] };
  const file = manifest.files.find((each) => path.basename(each.path) === path.basename(original));
  expect(file).toBeDefined();
  const url = file?.url ?? '';
  const bytes = await readFile(original);
  const part = await request.get(url, { headers: { Range: 'bytes=1000-4999' } });
  expect(part.status()).toBe(206);
  expect(part.headers()['content-range']).toBe(`bytes 1000-4999/${bytes.length}`);
  expect((await part.body()).equals(bytes.subarray(1000, 5000))).toBe(true);
  expect(part.headers()['etag']).toBe(`"${file?.sha256}"`);
  const changed = await request.get(url, { headers: { Range: 'bytes=1000-4999', 'If-Range': '"another"' } });
  expect(changed.status()).toBe(200);
  const beyond = await request.get(url, { headers: { Range: `bytes=${bytes.length}-` } });
  expect(beyond.status()).toBe(416);
}
