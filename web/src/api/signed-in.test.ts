import { beforeEach, expect, test } from 'vitest';
import { signedIn } from './signed-in';

beforeEach(() => signedIn.leave());

test('a request of someone who never signed in does not wait', async () => {
  expect(await signedIn.again()).toBe(false);
});

test('requests that met the end of a session are sent again after signing in again', async () => {
  signedIn.confirm();
  const first = signedIn.again();
  const second = signedIn.again();
  expect(signedIn.get()).toBe('ended');
  signedIn.confirm();
  expect(await Promise.all([first, second])).toEqual([true, true]);
});

test('requests give up when the person leaves instead', async () => {
  signedIn.confirm();
  const waiting = signedIn.again();
  signedIn.leave();
  expect(await waiting).toBe(false);
});
