import { expect, test } from 'vitest';
import { chooseKey, giveBack, readKeys } from './key-choice';
import { actionFor, DEFAULT_KEYS, type KeyPress } from './shortcuts';

const press = (key: string): KeyPress => ({ key, code: `Key${key.toUpperCase()}`, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false });

test('a free key is taken, and the old one is free', () => {
  const choice = chooseKey(DEFAULT_KEYS, 'stop', 'U');
  expect(choice).toEqual({ ok: true, settings: { singleKeys: true, chosen: { stop: ['U'] } } });
  if (!choice.ok) return;
  expect(actionFor(press('u'), choice.settings)).toBe('stop');
  expect(actionFor(press('k'), choice.settings)).toBeNull();
  expect(chooseKey(choice.settings, 'loop', 'K').ok).toBe(true);
});

test('a key that something else has is refused, and says what has it', () => {
  expect(chooseKey(DEFAULT_KEYS, 'stop', 'J')).toEqual({ ok: false, refusal: { why: 'taken', heldBy: 'reverse' } });
});

test('in the form a digit may mean something else than outside of it', () => {
  expect(chooseKey(DEFAULT_KEYS, 'severity_fyi', '4').ok).toBe(true);
  expect(chooseKey(DEFAULT_KEYS, 'severity_fyi', '1')).toEqual({ ok: false, refusal: { why: 'taken', heldBy: 'severity_blocker' } });
});

test('Escape and the clipboard stay what they are', () => {
  expect(chooseKey(DEFAULT_KEYS, 'stop', 'Escape')).toEqual({ ok: false, refusal: { why: 'fixed' } });
  expect(chooseKey(DEFAULT_KEYS, 'cancel', 'U')).toEqual({ ok: false, refusal: { why: 'fixed' } });
  expect(chooseKey(DEFAULT_KEYS, 'stop', 'Ctrl+C').ok).toBe(false);
});

test('the key of the table comes back unless it was given away', () => {
  const moved = { singleKeys: true, chosen: { stop: ['U'], loop: ['K'] } };
  expect(giveBack(moved, 'stop')).toEqual({ ok: false, refusal: { why: 'taken', heldBy: 'loop' } });
  expect(giveBack(moved, 'loop')).toEqual({ ok: true, settings: { singleKeys: true, chosen: { stop: ['U'] } } });
  expect(chooseKey(moved, 'loop', '/')).toEqual({ ok: true, settings: { singleKeys: true, chosen: { stop: ['U'] } } });
});

test('what was kept is read as far as it makes sense', () => {
  expect(readKeys(undefined)).toEqual(DEFAULT_KEYS);
  expect(readKeys({ singleKeys: false, chosen: { stop: ['U'], gone_action: ['Y'], loop: 3, play_around: ['Escape'] } })).toEqual({ singleKeys: false, chosen: { stop: ['U'] } });
  expect(readKeys({ singleKeys: true, chosen: { stop: ['J'], reverse: ['K'] } }).chosen).toEqual({ stop: ['J'], reverse: ['K'] });
  expect(readKeys({ singleKeys: true, chosen: { stop: ['J'] } }).chosen).toEqual({});
});
