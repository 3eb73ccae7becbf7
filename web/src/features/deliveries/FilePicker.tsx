// Where a folder is dropped or chosen.

import { Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import { words } from '../../words';
import { fromDrop, fromInput, type ChosenFile } from './chosen-files';
import classes from './FilePicker.module.css';

const text = words.deliveries.files;

export function FilePicker({ onChosen }: { onChosen: (files: ChosenFile[]) => void }) {
  const folder = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={classes.place}
      data-over={isOver}
      onDragOver={(drag) => {
        drag.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(drop) => {
        drop.preventDefault();
        setOver(false);
        void fromDrop(drop.dataTransfer.items).then(onChosen);
      }}
    >
      <p>{text.drop}</p>
      <Group justify="center" gap="sm">
        <Button variant="default" onClick={() => folder.current?.click()}>
          {text.chooseFolder}
        </Button>
        <Button variant="default" onClick={() => single.current?.click()}>
          {text.chooseFiles}
        </Button>
      </Group>
      <input ref={folder} type="file" hidden multiple webkitdirectory="" onChange={(change) => change.currentTarget.files !== null && onChosen(fromInput(change.currentTarget.files))} />
      <input ref={single} type="file" hidden multiple onChange={(change) => change.currentTarget.files !== null && onChosen(fromInput(change.currentTarget.files))} />
    </div>
  );
}

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Chooses a folder instead of files; missing in React's own types of this release. */
    webkitdirectory?: string;
  }
}
