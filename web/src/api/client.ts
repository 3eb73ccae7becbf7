// The typed client of the server's HTTP interface. Answers are data or a thrown Problem; a session that ended in
// between is renewed by the person and the request sent again. Used by every feature, never with a bare fetch.

import createClient from 'openapi-fetch';
import { recordCall } from '../diagnostics/recorder';
import { problemOf, unreachable } from './problem';
import type { paths } from './schema';
import { signedIn } from './signed-in';

/** The calls by which one signs in must not wait for a sign-in. */
const isSignIn = (request: Request) =>
  request.method === 'POST' && /\/api\/v1\/(sessions|invitations\/)/.test(new URL(request.url).pathname);

const send = async (request: Request): Promise<Response> => {
  const ended = recordCall(request);
  try {
    const response = await fetch(request);
    ended(response);
    return response;
  } catch (thrown) {
    ended(undefined);
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw unreachable();
  }
};

/** Sends; after a 401 waits for the person to sign in again and sends once more; throws what is refused. */
export const fetchOrProblem = async (request: Request): Promise<Response> => {
  const spare = request.clone();
  let response = await send(request);
  if (response.status === 401 && !isSignIn(request) && (await signedIn.again())) response = await send(spare);
  if (!response.ok) throw await problemOf(response);
  return response;
};

export const api = createClient<paths>({ baseUrl: location.origin, fetch: fetchOrProblem });

/** The body of an answer. Refusals were thrown before. */
export const answer = async <T>(call: Promise<{ data?: T }>): Promise<T> => {
  const { data } = await call;
  return data as T;
};
