// The frame of pages before one is signed in: the product's name and one narrow form.

import type { ReactNode } from 'react';
import { words } from '../../words';
import classes from './Doorway.module.css';

export function Doorway({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <p className={classes.brand}>{words.product}</p>
        <h1 className={classes.title}>{title}</h1>
        {children}
        {note !== undefined && <p className={classes.note}>{note}</p>}
      </div>
    </main>
  );
}
