// "?": the keys of this room, those that act in it now; and a person's own in their place.

import { Button, Group, Modal } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { type Action, DEFAULT_KEYS, type KeySettings } from '../../player/shortcuts';
import { keyNames, reviewWords } from '../../review-words';
import { KeyGroups, type ShortcutGroup } from '../../ui/ShortcutsHelp';
import { words } from '../../words';
import { keysText, useKeySettings } from './keys';

const KeyChoices = lazy(() => import('./KeyChoices'));

const names = reviewWords.keyGroups;
const text = reviewWords.keyChoice;

export interface KeyGroup {
  readonly name: string;
  readonly actions: readonly Action[];
  readonly needs?: 'player' | 'verifier' | 'machine' | 'list';
}

/** Solo and mute stand for all six channels. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  { name: names.playing, needs: 'player', actions: ['toggle_play', 'stop', 'reverse', 'forward', 'reverse_slow', 'forward_slow', 'loop', 'play_around'] },
  { name: names.going, needs: 'player', actions: ['step_back', 'step_forward', 'second_back', 'second_forward', 'first_frame', 'last_frame', 'go_to_timecode', 'next_count', 'copy_timecode', 'paste_timecode'] },
  { name: names.marking, actions: ['set_in', 'set_out', 'go_to_in', 'go_to_out', 'clear_marks', 'new_issue', 'repeat_issue', 'duplicate_issue', 'undo', 'previous_issue', 'next_issue', 'cancel'] },
  { name: names.form, actions: ['severity_blocker', 'severity_issue', 'severity_fyi', 'draw_box'] },
  {
    name: names.looking,
    needs: 'player',
    actions: ['full_screen', 'second_screen', 'next_stream', 'zoom', 'zoom_fit', 'pan_left', 'pan_right', 'pan_up', 'pan_down', 'safe_areas', 'burn_in', 'scopes', 'wipe', 'swap_wipe', 'solo_1', 'mute_1', 'all_channels', 'next_mix', 'next_audio'],
  },
  { name: names.list, needs: 'list', actions: ['go_through', 'first_verdict', 'second_verdict'] },
  { name: names.machine, needs: 'machine', actions: ['next_finding', 'previous_finding', 'accept_finding', 'dismiss_finding'] },
  { name: names.verifying, needs: 'verifier', actions: ['go_through', 'confirm_issue', 'correct_issue', 'lower_issue', 'delete_issue'] },
];
const WRITTEN: Partial<Record<Action, string>> = { solo_1: 'Alt 1…6', mute_1: 'Alt Shift 1…6' };

interface Room {
  isVerifier: boolean;
  hasPlayer: boolean;
  /** The machine's findings are shown. */
  hasMachine: boolean;
  /** There is a watch list. */
  hasList: boolean;
}

export const groupsIn = ({ isVerifier, hasPlayer, hasMachine, hasList }: Room): readonly KeyGroup[] =>
  KEY_GROUPS.filter(({ needs }) => needs === undefined || { player: hasPlayer, verifier: isVerifier, machine: hasMachine, list: hasList }[needs]);

export const roomKeys = (room: Room, settings: KeySettings = DEFAULT_KEYS): ShortcutGroup[] =>
  groupsIn(room).map(({ name, actions }) => ({
    name,
    keys: actions.map((action) => ({ keys: WRITTEN[action] ?? keysText(action, settings), does: keyNames[action] })),
  }));

interface KeysHelpProps extends Room {
  opened: boolean;
  onClose: () => void;
}

export function KeysHelp({ opened, onClose, ...room }: KeysHelpProps) {
  const settings = useKeySettings();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <Modal opened={opened} onClose={onClose} title={isChoosing ? text.title : words.shortcuts.title} size="xl">
      {isChoosing ? (
        <Suspense fallback={words.loading}>
          <KeyChoices groups={groupsIn(room)} />
        </Suspense>
      ) : (
        <KeyGroups groups={roomKeys(room, settings)} />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => setChoosing(!isChoosing)}>
          {isChoosing ? text.back : text.choose}
        </Button>
      </Group>
    </Modal>
  );
}
