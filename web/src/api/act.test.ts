import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Intention } from './act';

/** A call that ends when it is told to. */
const held = () => {
  const calls: { resolve: (value: string) => void; reject: (why: Error) => void }[] = [];
  return { calls, call: () => new Promise<string>((resolve, reject) => calls.push({ resolve, reject })) };
};

describe('an intention', () => {
  it('is sent once, however often it is clicked before its answer', async () => {
    const { calls, call } = held();
    const intention = new Intention();
    const [first, second] = [intention.run({ act: 'begin' }, call), intention.run({ act: 'begin' }, call)];
    expect(calls).toHaveLength(1);
    calls[0]?.resolve('begun');
    expect(await Promise.all([first, second])).toEqual(['begun', 'begun']);
  });

  it('does not hold back another one', () => {
    const { calls, call } = held();
    const intention = new Intention();
    for (const on of [true, false, true]) void intention.run({ on }, call);
    expect(calls).toHaveLength(3);
  });

  it('can be tried again after it failed', async () => {
    const { calls, call } = held();
    const intention = new Intention();
    const first = intention.run(undefined, call);
    calls[0]?.reject(new Error('unreachable'));
    await expect(first).rejects.toThrow('unreachable');
    void intention.run(undefined, call);
    expect(calls).toHaveLength(2);
  });

  it('keeps its key while it is tried again, and has a new one for another body or once it has happened', async () => {
    const intention = new Intention();
    const body = { issues: ['a'], note: '' };
    const key = intention.keyOf(body);
    await intention.run(undefined, () => Promise.reject(new Error('lost'))).catch(() => undefined);
    expect(intention.keyOf({ ...body })).toBe(key);
    const changed = intention.keyOf({ ...body, note: 'soon' });
    expect(changed).not.toBe(key);
    await intention.run(undefined, () => Promise.resolve());
    expect(intention.keyOf({ ...body, note: 'soon' })).not.toBe(changed);
  });
});

it('is the only way to change something: no feature calls useMutation itself', () => {
  const root = join(import.meta.dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !/\bact(\.test)?\.ts$/.test(name));
  expect(files.filter((name) => readFileSync(join(root, name), 'utf8').includes('useMutation'))).toEqual([]);
});
