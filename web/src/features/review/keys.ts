// The keys of the room as this person has them: kept in this browser, the same in every part of the page.

import { useSyncExternalStore } from 'react';
import { readKeys } from '../../player/key-choice';
import { type Action, type KeySettings, keysOf } from '../../player/shortcuts';
import { remember, remembered } from '../../ui/remember';

const PLACE = 'review.keys';
let settings: KeySettings | undefined;
const listeners = new Set<() => void>();

export const keySettings = {
  get: (): KeySettings => (settings ??= readKeys(remembered(PLACE))),
  set: (to: KeySettings) => {
    settings = to;
    remember(PLACE, to);
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

export const useKeySettings = (): KeySettings => useSyncExternalStore(keySettings.subscribe, keySettings.get);

const SIGNS = [
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['Escape', 'Esc'],
  ['Delete', 'Del'],
] as const;

/** "Shift I": as it stands on the keys. */
export const chordText = (chord: string): string => SIGNS.reduce((text, [name, sign]) => text.replace(name, sign), chord.replaceAll(/\+(?=.)/g, ' '));

export const keysText = (action: Action, own: KeySettings): string => keysOf(action, own).map(chordText).join(' / ');

/** "Play (Space)", with the key that this person has. */
export const useNamed = (): ((name: string, action: Action) => string) => {
  const own = useKeySettings();
  return (name, action) => `${name} (${keysText(action, own)})`;
};
