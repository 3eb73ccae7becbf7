// Whether the session still stands. When the server answers 401 to someone who was signed in, requests wait here
// until the person has signed in again, so that nothing typed and nothing sent is lost. Knows no page.

export type SignedIn = 'unknown' | 'yes' | 'no' | 'ended';

type Listener = () => void;

let state: SignedIn = 'unknown';
let waiting: ((again: boolean) => void)[] = [];
const listeners = new Set<Listener>();

const change = (to: SignedIn) => {
  if (state === to) return;
  state = to;
  for (const listener of listeners) listener();
};

export const signedIn = {
  get: (): SignedIn => state,
  subscribe: (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  /** The server knows us. Requests that waited are sent again. */
  confirm: () => {
    change('yes');
    const released = waiting;
    waiting = [];
    for (const release of released) release(true);
  },
  /** Nobody is signed in, and nothing waits for it: the sign-in page is shown. */
  leave: () => {
    change('no');
    const released = waiting;
    waiting = [];
    for (const release of released) release(false);
  },
  /** A request was refused for want of a session. Resolves to whether it should be sent again. */
  again: (): Promise<boolean> => {
    if (state === 'unknown' || state === 'no') return Promise.resolve(false);
    change('ended');
    return new Promise((resolve) => waiting.push(resolve));
  },
};
