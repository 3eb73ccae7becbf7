// The room's keys: which action a press means is the shortcut table's; what the actions do is given from outside.
// Copy and paste go by their own events, so that the browser asks nobody for the clipboard.

import { useLayoutEffect, useRef } from 'react';
import { type Action, actionFor, focusOf, type Scope } from '../../player/shortcuts';
import { keySettings } from './keys';

export type Acts = Partial<Record<Action, () => void>>;

export interface RoomKeys {
  readonly scope: Scope;
  readonly acts: Acts;
  /** The timecode that Ctrl+C copies; null where there is none. */
  readonly copied: () => string | null;
  readonly pasted: (text: string) => void;
}

const isDialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

export function useRoomKeys(keys: RoomKeys): void {
  const now = useRef(keys);
  useLayoutEffect(() => {
    now.current = keys;
  });

  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isDialogOpen()) return;
      const action = actionFor(event, keySettings.get(), now.current.scope, focusOf(event.target));
      const act = action === null ? undefined : now.current.acts[action];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    const copy = (event: ClipboardEvent) => {
      const text = now.current.copied();
      const isTaken = focusOf(event.target) === 'text' || (getSelection()?.toString() ?? '') !== '' || isDialogOpen();
      if (isTaken || text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const paste = (event: ClipboardEvent) => {
      if (focusOf(event.target) === 'text' || isDialogOpen()) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text.trim() !== '') now.current.pasted(text);
    };
    addEventListener('keydown', press);
    document.addEventListener('copy', copy);
    document.addEventListener('paste', paste);
    return () => {
      removeEventListener('keydown', press);
      document.removeEventListener('copy', copy);
      document.removeEventListener('paste', paste);
    };
  }, []);
}
