// The tasks of the request: what of each was seen, why one does not count now, and whether it is done.

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { StreamView, TaskView } from '../../api/shapes';
import type { FrameSpan } from '../../player/clock';
import type { Player } from '../../player/player';
import { reviewWords } from '../../review-words';
import { ProgressLine } from '../../ui/ProgressLine';
import { words } from '../../words';
import { taskName } from '../requests/TaskList';
import { whyNotCounted } from './counting';
import { seenPercent, seenText } from './seen';
import { usePart } from './room';
import classes from './TaskPanel.module.css';

const text = reviewWords.tasks;

interface TaskPanelProps {
  tasks: readonly TaskView[];
  seen: ReadonlyMap<string, readonly FrameSpan[]>;
  player: Player | null;
  stream: StreamView | undefined;
  mayWork: boolean;
}

export function TaskPanel({ tasks, seen, player, stream, mayWork }: TaskPanelProps) {
  const track = usePart(player, ({ audioTracks, audioTrack }) => audioTracks.find(({ id }) => id === audioTrack) ?? null);
  const isMuted = usePart(player, (snapshot) => snapshot.isMuted || snapshot.volume === 0);
  return (
    <div className={classes.pane}>
      {player !== null && stream !== undefined && mayWork && <p className="dim">{reviewWords.coverage.counts}</p>}
      {tasks.length === 0 && <p className="dim">{text.none}</p>}
      <ul className={classes.list}>
        {tasks.map((task) => {
          const why = stream === undefined ? null : whyNotCounted(task.kind, stream, { track, isMuted });
          return <Task key={task.id} task={task} percent={seenPercent(task, seen.get(task.id))} why={why === null || task.state === 'done' ? null : reviewWords.coverage.countsNot[why]} isPlayed={stream !== undefined} mayWork={mayWork} />;
        })}
      </ul>
    </div>
  );
}

function Task({ task, percent, why, isPlayed, mayWork }: { task: TaskView; percent: number; why: string | null; isPlayed: boolean; mayWork: boolean }) {
  const queries = useQueryClient();
  const isDone = task.state === 'done';
  const set = useAct({
    send: () => {
      const path = { params: { path: { task_id: task.id } } };
      return answer(isDone ? api.POST('/api/v1/tasks/{task_id}/reopen', path) : api.POST('/api/v1/tasks/{task_id}/done', path));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['request'] }),
  });
  return (
    <li className={classes.task}>
      <strong>{taskName(task)}</strong>
      <ProgressLine
        label={words.requests.page.seen(taskName(task))}
        percent={isPlayed || percent > 0 ? percent : isDone ? 100 : 0}
        text={isDone ? text.isDone : isPlayed ? seenText(task.kind, percent) : text.notDone}
        state={isDone ? 'done' : 'running'}
      />
      {mayWork && (
        <Button size="compact-sm" variant="default" loading={set.isPending} onClick={() => set.mutate()} aria-label={`${isDone ? text.reopen : text.done}: ${taskName(task)}`}>
          {isDone ? text.reopen : text.done}
        </Button>
      )}
      {why !== null && mayWork && <span className={`${classes.why} dim`}>{why}</span>}
    </li>
  );
}
