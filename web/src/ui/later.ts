// Parts that open over a page and are not needed to show it. Their code is fetched once the page has settled, so that they
// are there when the network is not. One that is opened before and cannot be fetched says so and closes; one that cannot be
// closed is tried again until it is there.

import { createElement, type ComponentType, type FunctionComponent, useEffect, useState } from 'react';
import { words } from '../words';
import type { PropsOf } from './lazy-page';
import { toasts } from './toast-list';

interface Openable {
  opened: boolean;
  onClose?: () => void;
}

const SETTLED_AFTER_MS = 1_500;
const AGAIN_AFTER_MS = 2_000;
const parts = new Set<() => Promise<unknown>>();
let held = 0;
let release: () => void = () => undefined;

export const later = <Name extends string, Code extends Record<Name, ComponentType<never>>>(fetchCode: () => Promise<Code>, name: Name): FunctionComponent<PropsOf<Code[Name]> & Openable> => {
  let part: Code[Name] | undefined;
  const load = async () => {
    part ??= (await fetchCode())[name];
    parts.delete(load);
  };
  parts.add(load);

  return (props) => {
    const [, setTries] = useState(0);
    const { opened, onClose } = props;
    const isThere = part !== undefined;
    useEffect(() => {
      if (isThere || !opened) return undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isGone = false;
      const tryIt = () =>
        load().then(
          () => !isGone && setTries((before) => before + 1),
          () => {
            if (isGone) return;
            toasts.show('refused', words.notLoadedNow);
            if (onClose === undefined) timer = setTimeout(tryIt, AGAIN_AFTER_MS);
            else onClose();
          },
        );
      void tryIt();
      return () => {
        isGone = true;
        clearTimeout(timer);
      };
      // eslint-disable-next-line react-hooks/exhaustive-deps -- what closes it may be another function at each drawing: the first will do
    }, [isThere, opened]);
    return part === undefined ? null : createElement(part as ComponentType<object>, props);
  };
};

/** Keeps these parts back until what is returned is called: the page fetches something that is needed sooner. */
export const holdBack = (): (() => void) => {
  held += 1;
  let isHolding = true;
  return () => {
    if (!isHolding) return;
    isHolding = false;
    held -= 1;
    if (held === 0) release();
  };
};

/** Begins to fetch them once the page is quiet. What cannot be fetched now is fetched when it is opened. */
export const fetchLater = (): (() => void) => {
  let isOver = false;
  const settled = new Promise<void>((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
  const run = async () => {
    await settled;
    while (held > 0) await new Promise<void>((resolve) => (release = resolve));
    for (const load of [...parts]) {
      if (isOver) return;
      await load().catch(() => undefined);
    }
  };
  void run();
  return () => {
    isOver = true;
  };
};
