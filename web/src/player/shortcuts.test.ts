import { describe, expect, it } from 'vitest';

import { ACTIONS, type Action, actionFor, chordOf, conflicts, DEFAULT_KEYS, type KeyPress } from './shortcuts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false };

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key;
  return { ...NONE, key, code, ...more };
}

const SHIFT = { shiftKey: true };
const ALT = { altKey: true };
const CTRL = { ctrlKey: true };

describe('the table', () => {
  it('gives no key to two actions of one scope', () => {
    expect(conflicts(DEFAULT_KEYS)).toEqual([]);
  });

  it.each<[string, KeyPress, Action]>([
    ['Space', press(' ', { code: 'Space' }), 'toggle_play'],
    ['k', press('k'), 'stop'],
    ['K with caps lock', press('K'), 'stop'],
    ['Shift+J', press('J', SHIFT), 'reverse_slow'],
    ['←', press('ArrowLeft'), 'step_back'],
    ['Shift+→', press('ArrowRight', SHIFT), 'second_forward'],
    ['Shift+O', press('O', SHIFT), 'go_to_out'],
    ['/', press('/', { code: 'Slash' }), 'loop'],
    ['/ with Shift, on a German keyboard', press('/', { code: 'Digit7', ...SHIFT }), 'loop'],
    ['= with Shift, on a German keyboard', press('=', { code: 'Digit0', ...SHIFT }), 'go_to_timecode'],
    ['?', press('?', { code: 'Slash', ...SHIFT }), 'show_keys'],
    ['Alt+1', press('1', ALT), 'solo_1'],
    ['Alt+1 where Alt prints something else', press('¡', { code: 'Digit1', ...ALT }), 'solo_1'],
    ['Alt+Shift+6', press('^', { code: 'Digit6', ...ALT, ...SHIFT }), 'mute_6'],
    ['Alt+0', press('0', ALT), 'all_channels'],
    ['Ctrl+K', press('k', CTRL), 'palette'],
    ['Cmd+K', press('k', { metaKey: true }), 'palette'],
    ['Shift+V', press('V', SHIFT), 'correct_issue'],
    ['Enter', press('Enter'), 'new_issue'],
  ])('%s', (_name, key, action) => {
    expect(actionFor(key, DEFAULT_KEYS)).toBe(action);
  });

  it('every default key can be typed', () => {
    const spelled = /^(Ctrl\+)?(Alt\+)?(Shift\+)?([A-Z0-9=/?]|Space|Enter|Tab|Escape|Delete|Home|End|Arrow(Left|Right|Up|Down))$/;
    for (const { keys } of Object.values(ACTIONS)) for (const key of keys) expect(key).toMatch(spelled);
  });

  it('other keys and modifiers alone mean nothing', () => {
    expect(actionFor(press('q'), DEFAULT_KEYS)).toBeNull();
    expect(actionFor(press('l', CTRL), DEFAULT_KEYS)).toBeNull();
    expect(chordOf(press('Shift', SHIFT))).toBeNull();
    expect(actionFor(press('k', { isComposing: true }), DEFAULT_KEYS)).toBeNull();
  });
});

describe('severity digits', () => {
  it('count in the form only', () => {
    expect(actionFor(press('1'), DEFAULT_KEYS, 'issue_form')).toBe('severity_blocker');
    expect(actionFor(press('1'), DEFAULT_KEYS)).toBe('first_verdict');
    expect(actionFor(press('k'), DEFAULT_KEYS, 'issue_form')).toBe('stop');
  });
});

describe('held keys', () => {
  it('step on but do not toggle', () => {
    expect(actionFor(press('ArrowRight', { repeat: true }), DEFAULT_KEYS)).toBe('step_forward');
    expect(actionFor(press(' ', { code: 'Space', repeat: true }), DEFAULT_KEYS)).toBeNull();
  });
});

describe('whom a key belongs to', () => {
  it('a text field keeps its letters, its clipboard and its arrows', () => {
    const inText = (key: KeyPress) => actionFor(key, DEFAULT_KEYS, 'review', 'text');
    for (const key of ['k', ' ', '/', '1', 'ArrowLeft', 'Enter', 'Tab']) expect(inText(press(key))).toBeNull();
    expect(inText(press('c', CTRL))).toBeNull();
    expect(inText(press('v', CTRL))).toBeNull();
    expect(inText(press('k', CTRL))).toBe('palette');
    expect(inText(press('1', ALT))).toBe('solo_1');
    expect(inText(press('Escape'))).toBe('cancel');
  });

  it('a button keeps what presses and leaves it, and lets letters through', () => {
    const onButton = (key: KeyPress) => actionFor(key, DEFAULT_KEYS, 'review', 'control');
    for (const key of [press(' ', { code: 'Space' }), press('Enter'), press('Tab'), press('ArrowUp')]) {
      expect(onButton(key)).toBeNull();
    }
    expect(onButton(press('j'))).toBe('reverse');
  });
});

describe('settings', () => {
  it('single keys can be switched off', () => {
    const off = { ...DEFAULT_KEYS, singleKeys: false };
    expect(actionFor(press('k'), off)).toBeNull();
    expect(actionFor(press('ArrowLeft'), off)).toBeNull();
    expect(actionFor(press('1', ALT), off)).toBe('solo_1');
    expect(actionFor(press('Escape'), off)).toBe('cancel');
  });

  it('keys can be given anew, and clashes are named', () => {
    const mine = { singleKeys: true, chosen: { stop: ['Q'], set_in: ['['] } };
    expect(actionFor(press('q'), mine)).toBe('stop');
    expect(actionFor(press('k'), mine)).toBeNull();
    expect(actionFor(press('[', { code: 'BracketLeft' }), mine)).toBe('set_in');
    expect(conflicts({ singleKeys: true, chosen: { stop: ['J'] } })).toEqual([
      { key: 'J', actions: ['stop', 'reverse'] },
    ]);
  });
});
