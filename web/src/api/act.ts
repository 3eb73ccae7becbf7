// Acts: calls that change something. A second click before the button shows that the first is under way is not a second
// act, and an act whose answer was lost is sent again as the same one. Every feature's mutations are made here.

import { hashKey, useMutation, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { newIdempotencyKey } from './preconditions';

/** The key under which this body happens once: the same until the act has succeeded or the body is another one. */
export type KeyOf = (body: unknown) => string;

/** What somebody means to do: from the first click until it has happened. */
export class Intention {
  #body: string | undefined;
  #key = '';
  #underWay: { readonly of: string; readonly result: Promise<unknown> } | undefined;

  readonly keyOf: KeyOf = (body) => {
    const now = hashKey([body]);
    if (now !== this.#body) {
      this.#body = now;
      this.#key = newIdempotencyKey();
    }
    return this.#key;
  };

  /** The same while it is under way is the one under way; something else goes beside it. */
  run<Data>(variables: unknown, call: () => Promise<Data>): Promise<Data> {
    const of = hashKey([variables]);
    if (this.#underWay?.of === of) return this.#underWay.result as Promise<Data>;
    const result = call().then((data) => {
      this.#body = undefined;
      return data;
    });
    const mine = { of, result };
    this.#underWay = mine;
    const ended = () => {
      if (this.#underWay === mine) this.#underWay = undefined;
    };
    result.then(ended, ended);
    return result;
  }
}

type ActOptions<Data, Variables> = Omit<UseMutationOptions<Data, Error, Variables>, 'mutationFn'> & {
  send: (variables: Variables, keyOf: KeyOf) => Promise<Data>;
};

export const useAct = <Data, Variables = void>({ send, ...options }: ActOptions<Data, Variables>): UseMutationResult<Data, Error, Variables> => {
  const [intention] = useState(() => new Intention());
  const mutation = useMutation<Data, Error, Variables>({ ...options, mutationFn: (variables) => send(variables, intention.keyOf) });
  const { mutateAsync: go } = mutation;
  const mutateAsync = useCallback<typeof go>((...said) => intention.run(said[0], () => go(...said)), [intention, go]);
  // What went wrong is told by the act's own options.
  const mutate = useCallback<typeof mutation.mutate>((...said) => void mutateAsync(...said).catch(() => undefined), [mutateAsync]);
  return { ...mutation, mutate, mutateAsync };
};
