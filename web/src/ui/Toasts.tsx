// Where short notes appear. Both regions are always there, so that a screen reader hears what comes into them.

import { CloseButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { words } from '../words';
import classes from './Toasts.module.css';
import { toasts, type Toast } from './toast-list';

function Line({ toast }: { toast: Toast }) {
  return (
    <div className={classes.toast} data-kind={toast.kind}>
      <span aria-hidden className={classes.sign}>
        {toast.kind === 'done' ? '✓' : '!'}
      </span>
      <span className={classes.text}>{toast.text}</span>
      <CloseButton size="sm" aria-label={words.dismiss} onClick={() => toasts.dismiss(toast.id)} />
    </div>
  );
}

export function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get);
  const of = (kind: Toast['kind']) => shown.filter((toast) => toast.kind === kind);
  return (
    <div className={classes.place}>
      <div role="status">{of('done').map((toast) => <Line key={toast.id} toast={toast} />)}</div>
      <div role="alert">{of('refused').map((toast) => <Line key={toast.id} toast={toast} />)}</div>
    </div>
  );
}
