// Choosing one's own keys: press the button of an action, then the key. A key that something else has is refused, and
// says what has it. Kept in this browser.

import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import { chooseKey, giveBack, isFixed, type KeyChoice } from '../../player/key-choice';
import { type Action, chordOf, DEFAULT_KEYS } from '../../player/shortcuts';
import { keyNames, reviewWords } from '../../review-words';
import classes from './KeyChoices.module.css';
import type { KeyGroup } from './KeysHelp';
import { keySettings, keysText, useKeySettings } from './keys';

const text = reviewWords.keyChoice;
const CHANNELS = [1, 2, 3, 4, 5, 6];
/** Where the sheet says "Alt 1…6", each has its own line here. */
const each = (action: Action): readonly Action[] => (/^(solo|mute)_1$/.test(action) ? CHANNELS.map((channel) => action.replace('1', String(channel)) as Action) : [action]);

export default function KeyChoices({ groups }: { groups: readonly KeyGroup[] }) {
  const settings = useKeySettings();
  const [waiting, setWaiting] = useState<Action | null>(null);
  const [said, setSaid] = useState('');
  const seen = new Set<Action>();
  const lines = groups.map(({ name, actions }) => ({ name, actions: actions.flatMap(each).filter((action) => !isFixed(action) && !seen.has(action) && seen.add(action)) }));

  const take = (action: Action, choice: KeyChoice) => {
    setWaiting(null);
    if (choice.ok) {
      keySettings.set(choice.settings);
      setSaid(text.has(keyNames[action], keysText(action, choice.settings)));
    } else setSaid(choice.refusal.why === 'fixed' ? text.fixed : text.taken(keyNames[choice.refusal.heldBy]));
  };

  return (
    <div
      className={classes.choices}
      // Before the dialog sees it: Escape only stops the waiting, and Tab can be chosen by nobody.
      onKeyDownCapture={(press) => {
        if (waiting === null || press.key === 'Tab') return;
        press.preventDefault();
        press.stopPropagation();
        if (press.key === 'Escape') return setWaiting(null);
        const chord = chordOf(press.nativeEvent);
        if (chord !== null) take(waiting, chooseKey(settings, waiting, chord));
      }}
    >
      <p className="dim">{text.how}</p>
      <Checkbox label={text.singleKeys} description={text.singleKeysHow} checked={settings.singleKeys} onChange={(event) => keySettings.set({ ...settings, singleKeys: event.currentTarget.checked })} />
      <div role="status" className={classes.said}>
        {said}
      </div>
      {lines.map(({ name, actions }) => (
        <section key={name}>
          <h2>{name}</h2>
          <ul>
            {actions.map((action) => (
              <li key={action}>
                <span>{keyNames[action]}</span>
                <button
                  type="button"
                  className={classes.key}
                  data-mantine-stop-propagation={waiting === action}
                  aria-label={text.choosesFor(keyNames[action], keysText(action, settings))}
                  onClick={() => setWaiting(waiting === action ? null : action)}
                  onBlur={() => setWaiting(null)}
                >
                  {waiting === action ? text.press : keysText(action, settings)}
                </button>
                {settings.chosen[action] !== undefined && (
                  <Button size="compact-xs" variant="subtle" color="gray" aria-label={text.giveBackOf(keyNames[action])} onClick={() => take(action, giveBack(settings, action))}>
                    {text.giveBack}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Group>
        <Button
          variant="default"
          disabled={Object.keys(settings.chosen).length === 0 && settings.singleKeys}
          onClick={() => {
            keySettings.set(DEFAULT_KEYS);
            setSaid(text.allBack);
          }}
        >
          {text.giveAllBack}
        </Button>
      </Group>
    </div>
  );
}
