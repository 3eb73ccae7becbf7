import { expect, test } from 'vitest';
import { type Action, ACTIONS, DEFAULT_KEYS } from '../../player/shortcuts';
import { chordText, keysText } from './keys';
import { groupsIn, KEY_GROUPS, roomKeys } from './KeysHelp';

/** Told by the first of six, or by the sheet of every page. */
const UNTOLD: readonly Action[] = [
  ...[2, 3, 4, 5, 6].flatMap((channel): Action[] => [`solo_${channel}` as Action, `mute_${channel}` as Action]),
  'palette',
  'show_keys',
];

test('the sheet tells every key of the room', () => {
  const told = new Set(KEY_GROUPS.flatMap(({ actions }) => actions));
  expect((Object.keys(ACTIONS) as Action[]).filter((action) => !told.has(action) && !UNTOLD.includes(action))).toEqual([]);
});

test('what does not act here is not told here', () => {
  const names = (room: Parameters<typeof groupsIn>[0]) => groupsIn(room).flatMap(({ actions }) => actions);
  const bare = names({ isVerifier: false, hasPlayer: false, hasMachine: false, hasList: false });
  for (const action of ['toggle_play', 'confirm_issue', 'accept_finding', 'first_verdict'] as const) expect(bare).not.toContain(action);
  expect(names({ isVerifier: true, hasPlayer: true, hasMachine: true, hasList: true })).toContain('confirm_issue');
});

test('the sheet shows the keys that one has', () => {
  const room = { isVerifier: false, hasPlayer: true, hasMachine: false, hasList: false };
  const of = (does: string, chosen = {}) => roomKeys(room, { ...DEFAULT_KEYS, chosen }).flatMap(({ keys }) => keys).find((each) => each.does === does)?.keys;
  expect(of('play / stop')).toBe('K');
  expect(of('play / stop', { stop: ['Ctrl+U'] })).toBe('Ctrl U');
  expect(of('solo a channel')).toBe('Alt 1…6');
});

test('keys are written as they stand on the keyboard', () => {
  expect(chordText('Shift+ArrowLeft')).toBe('Shift ←');
  expect(chordText('Alt+Shift+1')).toBe('Alt Shift 1');
  expect(chordText('+')).toBe('+');
  expect(keysText('new_issue', DEFAULT_KEYS)).toBe('N / Enter');
  expect(keysText('delete_issue', DEFAULT_KEYS)).toBe('Del');
});
