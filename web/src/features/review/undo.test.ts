import { expect, test } from 'vitest';
import { UndoStack } from './undo';

const act = (did: string, log: string[], fails = false) => ({
  did,
  takeBack: async () => {
    if (fails) throw new Error('refused');
    log.push(did);
  },
});

test('acts are taken back from the last to the first', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  stack.push(act('saved', log));
  stack.push(act('confirmed', log));
  expect((await stack.takeBack())?.did).toBe('confirmed');
  expect((await stack.takeBack())?.did).toBe('saved');
  expect(await stack.takeBack()).toBeNull();
  expect(log).toEqual(['confirmed', 'saved']);
});

test('an act that is refused is told, and does not come again', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  stack.push(act('saved', log));
  stack.push(act('changed', log, true));
  await expect(stack.takeBack()).rejects.toThrow('refused');
  expect(stack.last?.did).toBe('saved');
});

test('only the latest twenty are kept, and none after one leaves', async () => {
  const stack = new UndoStack();
  for (let n = 0; n < 25; n += 1) stack.push(act(String(n), []));
  let count = 0;
  while ((await stack.takeBack()) !== null) count += 1;
  expect(count).toBe(20);
  stack.push(act('x', []));
  stack.clear();
  expect(stack.last).toBeUndefined();
});
