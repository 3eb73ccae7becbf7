// Goes through a list as one decides: the chosen stop plays again and again, and a verdict brings the next one.

import { useEffect, useRef, useState } from 'react';
import { firstStop, nextStop, type Stop } from './go-through';

interface Ground {
  readonly stops: readonly Stop[];
  readonly chosen: string | null;
  /** Chooses it and plays it. */
  readonly onStop: (stop: Stop) => void;
  /** There is none left. */
  readonly onEnd: () => void;
  /** Switched off by hand. */
  readonly onLeave: () => void;
}

export interface GoingThrough {
  readonly isRunning: boolean;
  readonly toggle: () => void;
}

export function useGoThrough(ground: Ground): GoingThrough {
  const [isRunning, setRunning] = useState(false);
  const now = useRef(ground);
  useEffect(() => {
    now.current = ground;
  });

  const { stops, chosen } = ground;
  const isDecided = stops.find(({ id }) => id === chosen)?.isDecided === true;
  useEffect(() => {
    if (!isRunning || !isDecided) return;
    const next = nextStop(now.current.stops, chosen);
    if (next !== undefined) return now.current.onStop(next);
    setRunning(false);
    now.current.onEnd();
  }, [isRunning, isDecided, chosen]);

  return {
    isRunning,
    toggle: () => {
      if (isRunning) {
        setRunning(false);
        ground.onLeave();
        return;
      }
      const first = firstStop(stops, chosen);
      if (first === undefined) return ground.onEnd();
      setRunning(true);
      ground.onStop(first);
    },
  };
}
