// Ctrl+K: everything that can be reached, by typing a few letters of it.

import { Modal, TextInput } from '@mantine/core';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { words } from '../words';
import classes from './CommandPalette.module.css';
import { matching, type Command } from './commands';

export interface CommandPaletteProps {
  opened: boolean;
  onClose: () => void;
  /** The commands for what is typed so far: some exist only then ("Open request 1042"). */
  commands: (typed: string) => readonly Command[];
}

export function CommandPalette({ opened, onClose, commands }: CommandPaletteProps) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const found = matching(commands(typed), typed).slice(0, 12);
  useEffect(() => {
    if (opened) setTyped('');
  }, [opened]);
  useEffect(() => setActive(0), [typed]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (press: KeyboardEvent) => {
    if (press.key === 'ArrowDown') setActive((at) => Math.min(found.length - 1, at + 1));
    else if (press.key === 'ArrowUp') setActive((at) => Math.max(0, at - 1));
    else if (press.key === 'Enter') run(found[active]);
    else return;
    press.preventDefault();
  };

  return (
    <Modal opened={opened} onClose={onClose} closeOnClickOutside withCloseButton={false} padding={0} size={560} yOffset="12vh" centered={false} attributes={{ content: { 'aria-label': words.palette.name } }}>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes.input}
        placeholder={words.palette.placeholder}
        aria-label={words.palette.placeholder}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={`${listId}-${active}`}
        value={typed}
        onChange={(change) => setTyped(change.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={words.palette.name} className={classes.list}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={classes.option}
            onMouseMove={() => setActive(index)}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            {command.hint !== undefined && <span className="dim">{command.hint}</span>}
          </div>
        ))}
        {found.length === 0 && <div className={classes.none}>{words.palette.none}</div>}
      </div>
    </Modal>
  );
}
