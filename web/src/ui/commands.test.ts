import { expect, test } from 'vitest';
import { matching, type Command } from './commands';

const commands: Command[] = ['Go to requests', 'Go to titles', 'Sign out', 'Show the keys'].map((label) => ({
  id: label,
  label,
  run: () => undefined,
}));
const labels = (typed: string) => matching(commands, typed).map(({ label }) => label);

test('the beginnings of words find a command', () => {
  expect(labels('gtt')[0]).toBe('Go to titles');
  expect(labels('so')[0]).toBe('Sign out');
});

test('letters that do not occur in order find nothing', () => {
  expect(labels('xq')).toEqual([]);
});

test('nothing typed shows all in their own order', () => {
  expect(labels(' ')).toEqual(commands.map(({ label }) => label));
});
