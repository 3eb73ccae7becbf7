// "?" beside a label: what the word means, from the glossary. `Help` stands alone, after a heading or a legend;
// `Explained` sets it beside the label of the one field that it wraps, outside the label itself, so that the field
// keeps its own name for screen readers.

import { Popover } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { helpWords } from '../help-words';
import { findEntry } from './glossary';
import classes from './Help.module.css';

/** `of` is a word of docs/domain/glossary.md; a test reads every use. */
export function Help({ of }: { of: string }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const entry = findEntry(of);
  if (entry === undefined) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={320} position="top-start" withArrow shadow="md" withRoles={false}>
      <Popover.Target>
        <button
          type="button"
          className={classes.mark}
          // The word itself would give two things on the page the field's name.
          aria-label={helpWords.whatIsThis}
          aria-describedby={id}
          aria-expanded={isOpen}
          // An Escape that closes the words must not close the dialog around them.
          data-mantine-stop-propagation={isOpen}
          onClick={() => setOpen(!isOpen)}
          onBlur={() => setOpen(false)}
          onKeyDown={(press) => {
            if (press.key !== 'Escape' || !isOpen) return;
            press.stopPropagation();
            setOpen(false);
          }}
        >
          ?
          <span id={id} hidden>
            {`${entry.word}: ${entry.meaning}`}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes.word}>{entry.word}</p>
        <p className={classes.meaning}>{entry.meaning}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

/** One field with its explanation beside the label. */
export function Explained({ of, children, flex }: { of: string; children: ReactNode; flex?: number }) {
  return (
    <div className={classes.field} style={flex === undefined ? undefined : { flex }}>
      {children}
      <span className={classes.beside}>
        <Help of={of} />
      </span>
    </div>
  );
}
