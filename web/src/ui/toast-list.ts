// Short notes at the lower edge: what has just happened, or why it did not. Quiet: no sound, no motion, one line.

export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'refused';
  readonly text: string;
}

const SHOWN_MS = 6_000;
let last = 0;
let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();

const change = (to: readonly Toast[]) => {
  shown = to;
  for (const listener of listeners) listener();
};

export const toasts = {
  get: (): readonly Toast[] => shown,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  dismiss: (id: number) => change(shown.filter((toast) => toast.id !== id)),
  /** A refusal stays until it is read; what went well goes by itself. */
  show: (kind: Toast['kind'], text: string) => {
    last += 1;
    const id = last;
    change([...shown.filter((toast) => toast.text !== text).slice(-3), { id, kind, text }]);
    if (kind === 'done') setTimeout(() => toasts.dismiss(id), SHOWN_MS);
  },
};
