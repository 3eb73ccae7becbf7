// Going through a list that plays by itself: the watch list, the five points, the issues of a verification. What is
// decided is left behind, what is not comes next. Pure.

export interface Stop {
  readonly id: string;
  readonly first: number;
  readonly last: number;
  readonly isDecided: boolean;
}

/** The next one to be decided after `from`, from the beginning again behind the last; undefined when all are. */
export function nextStop(stops: readonly Stop[], from: string | null): Stop | undefined {
  const at = stops.findIndex(({ id }) => id === from);
  return [...stops.slice(at + 1), ...stops.slice(0, at + 1)].find(({ isDecided }) => !isDecided);
}

/** Where the going begins: the chosen one, unless it is decided. */
export const firstStop = (stops: readonly Stop[], chosen: string | null): Stop | undefined => {
  const stop = stops.find(({ id }) => id === chosen);
  return stop?.isDecided === false ? stop : nextStop(stops, chosen);
};

/** One further in the list, decided or not; it ends at its ends. */
export function besideStop(stops: readonly Stop[], chosen: string | null, direction: 1 | -1): Stop | undefined {
  const at = stops.findIndex(({ id }) => id === chosen);
  return at === -1 ? stops[0] : stops[Math.min(Math.max(at + direction, 0), stops.length - 1)];
}
