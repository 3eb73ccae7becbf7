import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, unreachable } from '../../api/problem';
import { DraftKeeper, type DraftStore, type KeptDraft } from './draft-keeper';

const stale = () => new Problem({ title: 'stale', status: 412, code: 'stale' });

/** The server's side: one draft, its revision, and a connection that can be cut. */
class Server {
  kept: KeptDraft | null = null;
  isCut = false;
  saves = 0;

  keeper(): DraftKeeper<string> {
    const store: DraftStore = {
      read: () => this.#reached(() => this.kept),
      save: (body, revision) =>
        this.#reached(() => {
          if ((this.kept?.revision ?? null) !== revision) throw stale();
          this.saves += 1;
          return (this.kept = { body, updated_at: 'now', revision: (revision ?? 0) + 1 });
        }),
      discard: () =>
        this.#reached(() => {
          this.kept = null;
        }),
    };
    return new DraftKeeper(store, '', (body) => body === '', String);
  }

  async #reached<T>(act: () => T): Promise<T> {
    await Promise.resolve();
    if (this.isCut) throw unreachable();
    return act();
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const type = (keeper: DraftKeeper<string>, text: string) => keeper.change(() => text);

test('what is typed is on the server within a second, in one save', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  for (const text of ['d', 'dr', 'drop']) {
    type(keeper, text);
    await pass(100);
  }
  await pass(900);
  expect(server.kept?.body).toBe('drop');
  expect(server.saves).toBe(1);
});

test('a draft is restored when the page is opened again', async () => {
  const server = new Server();
  server.kept = { body: 'kept', updated_at: 'before', revision: 4 };
  const keeper = server.keeper();
  await keeper.open();
  expect(keeper.snapshot()).toEqual({ body: 'kept', keeping: { kind: 'saved' } });
  type(keeper, 'kept and more');
  await pass(1_000);
  expect(server.kept).toMatchObject({ body: 'kept and more', revision: 5 });
});

test('the second tab is told of the first and overwrites nothing', async () => {
  const server = new Server();
  const [first, second] = [server.keeper(), server.keeper()];
  await first.open();
  await second.open();
  type(first, 'from the first');
  await pass(1_000);
  type(second, 'from the second');
  await pass(1_000);
  expect(second.snapshot()).toMatchObject({ body: 'from the second', keeping: { kind: 'conflict', theirs: { body: 'from the first' } } });
  type(second, 'from the second, more');
  await pass(5_000);
  expect(server.kept?.body).toBe('from the first');
});

test('the one who keeps theirs goes on with the other revision', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  server.kept = { body: 'other', updated_at: 'now', revision: 7 };
  type(keeper, 'mine');
  await pass(1_000);
  keeper.keepMine();
  await pass(1_000);
  expect(server.kept).toMatchObject({ body: 'mine', revision: 8 });
});

test('the one who takes the other draft sees it', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  server.kept = { body: 'other', updated_at: 'now', revision: 7 };
  type(keeper, 'mine');
  await pass(1_000);
  keeper.takeTheirs();
  expect(keeper.snapshot()).toEqual({ body: 'other', keeping: { kind: 'saved' } });
});

test('a cut connection loses nothing: the draft is saved when it is back', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  server.isCut = true;
  type(keeper, 'typed in the tunnel');
  await pass(4_000);
  expect(keeper.snapshot()).toEqual({ body: 'typed in the tunnel', keeping: { kind: 'unreachable' } });
  server.isCut = false;
  await pass(4_000);
  expect(server.kept?.body).toBe('typed in the tunnel');
});

test('what was sent is not kept again, and what is left is', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  type(keeper, 'issue');
  await keeper.settle();
  server.kept = null;
  keeper.sent(() => '');
  await pass(2_000);
  expect(server.kept).toBeNull();
  expect(keeper.snapshot().keeping.kind).toBe('idle');
});

test('emptying the form discards the draft, but never that of another tab', async () => {
  const server = new Server();
  const keeper = server.keeper();
  await keeper.open();
  type(keeper, 'a');
  await pass(1_000);
  server.kept = { body: 'of another tab', updated_at: 'now', revision: 9 };
  type(keeper, '');
  await pass(1_000);
  expect(server.kept.body).toBe('of another tab');
});
