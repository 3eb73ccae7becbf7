// Keys that a person chose in place of the table's: taking one, giving it back, reading what was kept. Pure; where it
// is kept is the page's affair.

import { ACTIONS, type Action, conflicts, DEFAULT_KEYS, type KeySettings } from './shortcuts';

/** Why a key cannot be had. `held_by` are the actions that have it already. */
export type KeyRefusal = { readonly why: 'fixed' } | { readonly why: 'taken'; readonly heldBy: Action };

export type KeyChoice = { readonly ok: true; readonly settings: KeySettings } | { readonly ok: false; readonly refusal: KeyRefusal };

/** These act the same everywhere, also in dialogs and in the browser's own pages. */
const FIXED: ReadonlySet<Action> = new Set(['cancel', 'palette', 'copy_timecode', 'paste_timecode', 'swap_wipe']);
const FIXED_CHORDS: ReadonlySet<string> = new Set([...FIXED].flatMap((action): readonly string[] => ACTIONS[action].keys));

export const isFixed = (action: Action): boolean => FIXED.has(action);

/** The settings in which `chord` means `action`, and nothing else of its scope. */
export function chooseKey(settings: KeySettings, action: Action, chord: string): KeyChoice {
  if (isFixed(action) || FIXED_CHORDS.has(chord)) return { ok: false, refusal: { why: 'fixed' } };
  const next = { ...settings, chosen: without(settings.chosen, action) };
  // Its own first key again: nothing was chosen.
  const isOwn = ACTIONS[action].keys.length === 1 && ACTIONS[action].keys.includes(chord as never);
  const chosen = isOwn ? next.chosen : { ...next.chosen, [action]: [chord] };
  const taken = conflicts({ ...settings, chosen }).find(({ key, actions }) => key === chord && actions.includes(action));
  const heldBy = taken?.actions.find((other) => other !== action);
  if (heldBy !== undefined) return { ok: false, refusal: { why: 'taken', heldBy } };
  return { ok: true, settings: { ...settings, chosen } };
}

/** The table's key again; refused where another action has been given it meanwhile. */
export function giveBack(settings: KeySettings, action: Action): KeyChoice {
  const chosen = without(settings.chosen, action);
  const taken = conflicts({ ...settings, chosen }).find(({ actions }) => actions.includes(action));
  const heldBy = taken?.actions.find((other) => other !== action);
  if (heldBy !== undefined) return { ok: false, refusal: { why: 'taken', heldBy } };
  return { ok: true, settings: { ...settings, chosen } };
}

/** What was kept, as far as it is ours: actions of today, with keys that clash with none. */
export function readKeys(kept: unknown): KeySettings {
  if (typeof kept !== 'object' || kept === null) return DEFAULT_KEYS;
  const { singleKeys, chosen } = kept as { singleKeys?: unknown; chosen?: unknown };
  let settings: KeySettings = { singleKeys: singleKeys !== false, chosen: {} };
  if (typeof chosen !== 'object' || chosen === null) return settings;
  // Two that changed places clash until both stand there: all at once first, then one by one.
  const ours = Object.entries(chosen).filter(([action, keys]) => action in ACTIONS && !isFixed(action as Action) && isKeys(keys));
  const all = { ...settings, chosen: Object.fromEntries(ours) as KeySettings['chosen'] };
  if (conflicts(all).length === 0) return all;
  for (const [action, keys] of ours) {
    const choice = chooseKey(settings, action as Action, (keys as string[])[0] ?? '');
    if (choice.ok) settings = choice.settings;
  }
  return settings;
}

const isKeys = (keys: unknown): keys is string[] => Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string' && key !== '' && !FIXED_CHORDS.has(key));

function without(chosen: KeySettings['chosen'], action: Action): KeySettings['chosen'] {
  const { [action]: _given, ...rest } = chosen;
  return rest;
}
