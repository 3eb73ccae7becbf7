// The typed client is generated from the server's document (`npm run api`); this fails when one is older than the other.

import openapiTS, { astToString } from 'openapi-typescript';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const text = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

/** The command line's own heading is not part of what it generates. */
const body = (source: string) => source.slice(source.indexOf('export interface paths'));

test('the client is what the document of the server says', { timeout: 60_000 }, async () => {
  const document: unknown = JSON.parse(await text('../../../docs/openapi.json'));
  const generated = astToString(await openapiTS(document as never, { emptyObjectsUnknown: true }));
  expect(body(await text('./schema.d.ts')) === body(generated), 'schema.d.ts is stale: npm run api').toBe(true);
});
