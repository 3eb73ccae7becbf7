import { expect, test } from 'vitest';
import { fieldErrors, Problem, problemOf } from './problem';

const refusal = (fields: { field: string; code: string; detail: string }[]) =>
  new Problem({ title: 'Not valid', status: 422, code: 'invalid', detail: 'Two fields are wrong.', fields });

test('a field problem goes to its field and the rest is kept', () => {
  const { errors, rest } = fieldErrors(
    refusal([
      { field: 'email', code: 'taken', detail: 'Has an account.' },
      { field: 'languages[1]', code: 'unknown', detail: 'xx is no language.' },
      { field: 'role', code: 'unknown', detail: 'No such role.' },
    ]),
    ['email', 'languages'],
  );
  expect(errors).toEqual({ email: 'Has an account.', languages: 'xx is no language.' });
  expect(rest).toEqual(['role: No such role.']);
});

test('two problems of one field are both told', () => {
  const { errors } = fieldErrors(
    refusal([
      { field: 'password', code: 'short', detail: 'Too short.' },
      { field: 'password', code: 'known', detail: 'Is known from leaks.' },
    ]),
    ['password'],
  );
  expect(errors.password).toBe('Too short. Is known from leaks.');
});

test('a refusal without fields is told as a whole', () => {
  expect(fieldErrors(refusal([]), ['email']).rest).toEqual(['Two fields are wrong.']);
});

test('an answer that is no problem document still has a status', async () => {
  const problem = await problemOf(new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(problem.status).toBe(502);
  expect(problem.isPassing).toBe(true);
});

test('a lost race is stale', async () => {
  const body = { type: 'about:blank', title: 'Lost race', status: 409, code: 'lost_race' };
  const problem = await problemOf(new Response(JSON.stringify(body), { status: 409 }));
  expect(problem.isStale).toBe(true);
  expect(problem.code).toBe('lost_race');
});
