// "?": the keys of this room, those that act in it now.

import { type Action, DEFAULT_KEYS, keysOf } from '../../player/shortcuts';
import { keyNames, reviewWords } from '../../review-words';
import { ShortcutsHelp, type ShortcutGroup } from '../../ui/ShortcutsHelp';

const groups = reviewWords.keyGroups;

/** Solo and mute stand for all six channels. */
const GROUPS: readonly { name: string; actions: readonly Action[]; needs?: 'player' | 'verifier' | 'machine' }[] = [
  { name: groups.playing, needs: 'player', actions: ['toggle_play', 'stop', 'reverse', 'forward', 'reverse_slow', 'forward_slow', 'loop', 'play_around'] },
  { name: groups.going, needs: 'player', actions: ['step_back', 'step_forward', 'second_back', 'second_forward', 'first_frame', 'last_frame', 'go_to_timecode', 'copy_timecode', 'paste_timecode'] },
  { name: groups.marking, actions: ['set_in', 'set_out', 'go_to_in', 'go_to_out', 'clear_marks', 'new_issue', 'previous_issue', 'next_issue', 'cancel'] },
  { name: groups.looking, needs: 'player', actions: ['full_screen', 'one_to_one', 'safe_areas', 'burn_in', 'solo_1', 'mute_1', 'all_channels', 'next_audio'] },
  { name: groups.form, actions: ['severity_blocker', 'severity_issue', 'severity_fyi'] },
  { name: groups.machine, needs: 'machine', actions: ['next_finding', 'previous_finding', 'accept_finding', 'dismiss_finding'] },
  { name: groups.verifying, needs: 'verifier', actions: ['confirm_issue', 'correct_issue'] },
];
const WRITTEN: Partial<Record<Action, string>> = { solo_1: 'Alt 1…6', mute_1: 'Alt Shift 1…6' };

const writtenOf = (action: Action): string => WRITTEN[action] ?? keysOf(action, DEFAULT_KEYS).map((key) => ARROWS.reduce((text, [name, sign]) => text.replace(name, sign), key.replaceAll('+', ' '))).join(' / ');
const ARROWS = [
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['Escape', 'Esc'],
] as const;

interface Room {
  isVerifier: boolean;
  hasPlayer: boolean;
  /** The machine's findings are shown. */
  hasMachine: boolean;
}

export const roomKeys = ({ isVerifier, hasPlayer, hasMachine }: Room): ShortcutGroup[] =>
  GROUPS.filter(({ needs }) => needs === undefined || { player: hasPlayer, verifier: isVerifier, machine: hasMachine }[needs]).map(({ name, actions }) => ({
    name,
    keys: actions.map((action) => ({ keys: writtenOf(action), does: keyNames[action] })),
  }));

interface KeysHelpProps extends Room {
  opened: boolean;
  onClose: () => void;
}

export function KeysHelp({ opened, onClose, ...room }: KeysHelpProps) {
  return <ShortcutsHelp opened={opened} onClose={onClose} groups={roomKeys(room)} />;
}
