// The keys of the review room as one table, and which action a key press means.
//
// Keys can be given anew, and those without Ctrl or Alt can be switched off (WCAG 2.1.4). They are off while a text
// field has the focus. Symbols go by what they print, so `?` and `/` work on every layout; letters with Alt go by
// their place, because Alt changes what they print on some systems. Knows no player: actions are names.

export type Action = keyof typeof ACTIONS;

export type Scope = 'review' | 'issue_form';

export interface Binding {
  readonly keys: readonly string[];
  /** In the form the digits mean severities. */
  readonly scope: Scope;
  /** Acts again while the key is held. */
  readonly repeats: boolean;
}

const once = (...keys: string[]): Binding => ({ keys, scope: 'review', repeats: false });
const held = (...keys: string[]): Binding => ({ keys, scope: 'review', repeats: true });
const inForm = (...keys: string[]): Binding => ({ keys, scope: 'issue_form', repeats: false });

export const ACTIONS = {
  toggle_play: once('Space'),
  stop: once('K'),
  reverse: once('J'),
  forward: once('L'),
  reverse_slow: once('Shift+J'),
  forward_slow: once('Shift+L'),
  step_back: held('ArrowLeft'),
  step_forward: held('ArrowRight'),
  second_back: held('Shift+ArrowLeft'),
  second_forward: held('Shift+ArrowRight'),
  first_frame: once('Home'),
  last_frame: once('End'),
  previous_issue: held('ArrowUp'),
  next_issue: held('ArrowDown'),
  set_in: once('I'),
  set_out: once('O'),
  go_to_in: once('Shift+I'),
  go_to_out: once('Shift+O'),
  clear_marks: once('X'),
  loop: once('/'),
  play_around: once('P'),
  new_issue: once('N', 'Enter'),
  repeat_issue: once('Shift+N'),
  duplicate_issue: once('C'),
  undo: once('Ctrl+Z'),
  draw_box: once('Alt+B'),
  severity_blocker: inForm('1'),
  severity_issue: inForm('2'),
  severity_fyi: inForm('3'),
  go_to_timecode: once('='),
  copy_timecode: once('Ctrl+C'),
  paste_timecode: once('Ctrl+V'),
  full_screen: once('F'),
  second_screen: once('Shift+F'),
  zoom: once('Z'),
  zoom_fit: once('Shift+Z'),
  pan_left: held('Ctrl+ArrowLeft'),
  pan_right: held('Ctrl+ArrowRight'),
  pan_up: held('Ctrl+ArrowUp'),
  pan_down: held('Ctrl+ArrowDown'),
  safe_areas: once('S'),
  scopes: once('Shift+S'),
  captions: once('T'),
  burn_in: once('D'),
  next_count: once('Shift+D'),
  solo_1: once('Alt+1'),
  solo_2: once('Alt+2'),
  solo_3: once('Alt+3'),
  solo_4: once('Alt+4'),
  solo_5: once('Alt+5'),
  solo_6: once('Alt+6'),
  mute_1: once('Alt+Shift+1'),
  mute_2: once('Alt+Shift+2'),
  mute_3: once('Alt+Shift+3'),
  mute_4: once('Alt+Shift+4'),
  mute_5: once('Alt+Shift+5'),
  mute_6: once('Alt+Shift+6'),
  all_channels: once('Alt+0'),
  next_audio: once('Alt+A'),
  next_mix: once('Alt+M'),
  next_stream: once('Alt+S'),
  wipe: once('W'),
  // Taken only while a wipe is shown: elsewhere Tab moves the focus.
  swap_wipe: once('Tab'),
  next_finding: once('M'),
  previous_finding: once('Shift+M'),
  accept_finding: once('A'),
  dismiss_finding: once('R'),
  go_through: once('G'),
  first_verdict: once('1'),
  second_verdict: once('2'),
  confirm_issue: once('V'),
  correct_issue: once('Shift+V'),
  lower_issue: once('B'),
  delete_issue: once('Delete'),
  palette: once('Ctrl+K'),
  show_keys: once('?'),
  cancel: once('Escape'),
} as const satisfies Record<string, Binding>;

export interface KeySettings {
  /** Keys without Ctrl or Alt. Escape stays. */
  readonly singleKeys: boolean;
  /** Keys that a person chose instead of the table's. */
  readonly chosen: Partial<Record<Action, readonly string[]>>;
}

export const DEFAULT_KEYS: KeySettings = { singleKeys: true, chosen: {} };

/** The part of a KeyboardEvent that is read. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** What the focus is on; see `focusOf`. */
export type Focus = 'page' | 'text' | 'control';

const ALL_ACTIONS = Object.keys(ACTIONS) as Action[];
const MODIFIER_KEYS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead']);
/** What a focused button, tab or slider needs for itself. */
const KEYS_OF_CONTROLS = new Set(['Space', 'Enter', 'Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

export const keysOf = (action: Action, settings: KeySettings): readonly string[] =>
  settings.chosen[action] ?? ACTIONS[action].keys;

/** The key press in the table's spelling, or null for one that is only a modifier. */
export function chordOf(press: KeyPress): string | null {
  if (MODIFIER_KEYS.has(press.key)) return null;
  const isCtrl = press.ctrlKey || press.metaKey;
  const name = nameOf(press, isCtrl || press.altKey);
  const isSymbol = name.length === 1 && !/[A-Z0-9]/.test(name);
  const modifiers = [isCtrl && 'Ctrl', press.altKey && 'Alt', press.shiftKey && !isSymbol && 'Shift'];
  return [...modifiers.filter(Boolean), name].join('+');
}

/** The action that the key press means here and now, or null. */
export function actionFor(
  press: KeyPress,
  settings: KeySettings,
  scope: Scope = 'review',
  focus: Focus = 'page',
): Action | null {
  const chord = press.isComposing ? null : chordOf(press);
  if (chord === null || !isFree(chord, settings, focus)) return null;
  const fits = (action: Action) => keysOf(action, settings).includes(chord);
  const action =
    ALL_ACTIONS.find((name) => ACTIONS[name].scope === scope && fits(name)) ??
    ALL_ACTIONS.find((name) => ACTIONS[name].scope === 'review' && fits(name));
  if (action === undefined || (press.repeat && !ACTIONS[action].repeats)) return null;
  return action;
}

/** Actions of one scope that share a key, to be shown when keys are chosen. */
export function conflicts(settings: KeySettings): { readonly key: string; readonly actions: readonly Action[] }[] {
  const byKey = new Map<string, Action[]>();
  for (const action of ALL_ACTIONS) {
    for (const key of keysOf(action, settings)) {
      const place = `${ACTIONS[action].scope} ${key}`;
      byKey.set(place, [...(byKey.get(place) ?? []), action]);
    }
  }
  return [...byKey].filter(([, actions]) => actions.length > 1).map(([place, actions]) => ({
    key: place.slice(place.indexOf(' ') + 1),
    actions,
  }));
}

/** What the focus is on, so that a key press is left to whom it belongs. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('[contenteditable]:not([contenteditable="false"]), textarea, select')) return 'text';
  const input = target.closest('input');
  if (input !== null) return /^(button|checkbox|radio|range|submit|reset|color|file)$/.test(input.type) ? 'control' : 'text';
  if (target.closest('[role="textbox"], [role="combobox"], [role="searchbox"]')) return 'text';
  const control = 'button, a[href], summary, [role="button"], [role="tab"], [role="option"], [role="slider"]';
  return target.closest(`${control}, [role^="menuitem"], [role="radio"], [role="checkbox"], [role="switch"]`) ? 'control' : 'page';
}

function nameOf(press: KeyPress, goesByPlace: boolean): string {
  if (press.key === ' ') return 'Space';
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
  const isPlain = /^[a-z0-9]$/i.test(press.key);
  if (goesByPlace && place !== null && !(isPlain && !press.shiftKey)) return place[1] ?? place[2] ?? press.key;
  return press.key.length === 1 ? press.key.toUpperCase() : press.key;
}

function isFree(chord: string, settings: KeySettings, focus: Focus): boolean {
  const hasModifier = chord.startsWith('Ctrl+') || chord.startsWith('Alt+');
  if (chord === 'Escape') return true;
  // Editing belongs to the text; the palette opens from anywhere.
  if (focus === 'text') return hasModifier && !/^Ctrl\+(Shift\+)?([ACVXYZ]|Arrow\w+|Home|End|Backspace|Delete)$/.test(chord);
  if (!hasModifier && !settings.singleKeys) return false;
  return !(focus === 'control' && KEYS_OF_CONTROLS.has(chord));
}
