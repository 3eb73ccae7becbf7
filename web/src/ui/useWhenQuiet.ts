// A dialog that nobody asked for waits until the keys rest: what is typed would go into it.

import { useEffect, useState } from 'react';

const QUIET_MS = 1_000;

export function useWhenQuiet(isWanted: boolean): boolean {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    if (!isWanted) return undefined;
    let timer = setTimeout(() => setQuiet(true), QUIET_MS);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setQuiet(true), QUIET_MS);
    };
    addEventListener('keydown', wait, true);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', wait, true);
      setQuiet(false);
    };
  }, [isWanted]);
  return isWanted && isQuiet;
}
