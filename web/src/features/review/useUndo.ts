// Ctrl+Z in the room: takes the last act back, and says which it was.

import { useAct } from '../../api/act';
import { reviewWords } from '../../review-words';
import { toasts } from '../../ui/toast-list';
import { done } from './undo';

const text = reviewWords.undo;

export function useUndo(): () => void {
  const undo = useAct({
    send: () => done.takeBack(),
    onSuccess: (act) => toasts.show('done', act === null ? text.nothing : text.done(act.did)),
  });
  return () => undo.mutate();
}
