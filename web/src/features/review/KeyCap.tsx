// The key of an action, as this person has it, on the button that does the same.

import type { Action } from '../../player/shortcuts';
import { keysText, useKeySettings } from './keys';

export const KeyCap = ({ of }: { of: Action }) => <kbd>{keysText(of, useKeySettings())}</kbd>;
