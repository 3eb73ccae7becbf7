// "?": the keys, as they are now.

import { Modal } from '@mantine/core';
import { words } from '../words';
import classes from './ShortcutsHelp.module.css';

export interface ShortcutGroup {
  readonly name: string;
  /** Keys written apart by spaces: "Shift I". Alternatives by " / ". */
  readonly keys: readonly { readonly keys: string; readonly does: string }[];
}

const Keys = ({ written }: { written: string }) => (
  <>
    {written.split(' / ').map((choice, index) => (
      <span key={choice} className={classes.choice}>
        {index > 0 && <span className="dim"> {words.or} </span>}
        {choice.split(' ').map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
    ))}
  </>
);

/** Groups of keys, for a dialog or a page. */
export function KeyGroups({ groups }: { groups: readonly ShortcutGroup[] }) {
  return (
    <div className={classes.groups}>
      {groups.map((group) => (
        <section key={group.name}>
          <h2 className={classes.name}>{group.name}</h2>
          <dl className={classes.list}>
            {group.keys.map(({ keys, does }) => (
              <div key={keys} className={classes.line}>
                <dt>
                  <Keys written={keys} />
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

export function ShortcutsHelp({ opened, onClose, groups }: { opened: boolean; onClose: () => void; groups: readonly ShortcutGroup[] }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.shortcuts.title} size="xl">
      <KeyGroups groups={groups} />
    </Modal>
  );
}
