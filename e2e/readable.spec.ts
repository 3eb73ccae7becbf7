// No page of the product is left out where pages are read by axe.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { READ_ELSEWHERE } from './readable.ts';

const textOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

test('every page of the product is read by axe in some walk', () => {
  const routes = textOf('../web/src/routes.ts');
  const paths = [...routes.matchAll(/(?:page\(|path: )'(\/[^']*)'/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(40);
  const typing = textOf('typing.spec.ts');
  const missing = paths.filter((path) => READ_ELSEWHERE[path] === undefined && !typing.includes(`'${path}'`));
  expect(missing).toEqual([]);
  for (const file of new Set(Object.values(READ_ELSEWHERE))) expect(textOf(file), file).toContain('isReadable(');
});
