import { expect, test } from 'vitest';
import { lowerThan } from './lower';

test('a severity is lowered, never raised', () => {
  expect(lowerThan('blocker')).toEqual(['issue', 'fyi']);
  expect(lowerThan('issue')).toEqual(['fyi']);
  expect(lowerThan('fyi')).toEqual([]);
});
