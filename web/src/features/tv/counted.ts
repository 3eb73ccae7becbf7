// Which tasks are seen or heard while one of them is on the TV: all that the same stream serves, as far as its sound is theirs.

import type { TaskKind, TaskView } from '../../api/shapes';
import type { AudioTrack } from '../../player/port';
import type { Tv } from './useTv';

const CHANNELS: Partial<Record<TaskKind, number>> = { '5.1': 6, '2.0': 2, atmos: 6 };

export function countedOnTv(tasks: readonly TaskView[], { view, choice }: Pick<Tv, 'view' | 'choice'>, track: AudioTrack | null): readonly TaskView[] {
  const choices = view?.session?.choices ?? [];
  return tasks.filter(({ id, kind, state }) => {
    const pass = choices.find(({ task_id: of }) => of === id)?.pass;
    const wanted = CHANNELS[kind];
    const isHeard = wanted === undefined || track?.channels === wanted;
    return state !== 'done' && pass != null && pass.rendition_id === choice?.pass?.rendition_id && isHeard;
  });
}
