// The list of issues from the keyboard: j k or arrows choose, 1 2 3 answer, r goes to the reason, x ticks, Escape comes back.
// Whoever types in a field types.

import { useEffect } from 'react';
import { ANSWERS, type AnswerHandle } from './AnswerForm';
import { neighbour } from './filter';

interface ListKeys {
  readonly ids: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly handleOf: (id: string) => AnswerHandle | null | undefined;
  readonly onTick: ((id: string) => void) | null;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)));

const row = (id: string) => document.querySelector<HTMLElement>(`[data-issue="${id}"]`);

export function useListKeys({ ids, chosen, onChoose, handleOf, onTick }: ListKeys) {
  useEffect(() => {
    const go = (by: 1 | -1) => {
      const next = neighbour(ids, chosen, by);
      if (next === null) return;
      onChoose(next);
      row(next)?.focus({ preventScroll: true });
      row(next)?.scrollIntoView({ block: 'nearest' });
    };
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]') !== null) return;
      if (isTyping(event.target)) {
        if (event.key === 'Escape' && chosen !== null) row(chosen)?.focus();
        return;
      }
      const isRadio = event.target instanceof HTMLInputElement;
      const answer = ANSWERS[Number(event.key) - 1];
      if (event.key === 'j' || (event.key === 'ArrowDown' && !isRadio)) go(1);
      else if (event.key === 'k' || (event.key === 'ArrowUp' && !isRadio)) go(-1);
      else if (answer !== undefined && chosen !== null) handleOf(chosen)?.choose(answer);
      else if (event.key === 'r' && chosen !== null) handleOf(chosen)?.toReason();
      else if (event.key === 'x' && chosen !== null) onTick?.(chosen);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [ids, chosen, onChoose, handleOf, onTick]);
}
