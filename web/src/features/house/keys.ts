// The keys that work on every page, and those of every list.

import type { ShortcutGroup } from '../../ui/ShortcutsHelp';
import { words } from '../../words';

const keysText = words.shortcuts.keys;
export const HOUSE_KEYS: readonly ShortcutGroup[] = [
  {
    name: words.shortcuts.everywhere,
    keys: [
      { keys: 'Ctrl K', does: keysText.palette },
      { keys: '?', does: keysText.help },
      { keys: 'Esc', does: keysText.cancel },
    ],
  },
  {
    name: words.shortcuts.lists,
    keys: [
      { keys: '↑ / ↓', does: keysText.move },
      { keys: 'Home / End', does: keysText.ends },
      { keys: 'Enter', does: keysText.open },
      { keys: 'Space', does: keysText.tick },
    ],
  },
];
