// The tasks of a request: what is looked at, how deeply, and how much of what had to be seen was seen.

import type { TaskView } from '../../api/shapes';
import { ProgressLine } from '../../ui/ProgressLine';
import { taskDepthNames, taskKindNames, words } from '../../words';
import classes from './RequestPage.module.css';

const text = words.requests.page;

export const taskName = ({ kind, depth }: Pick<TaskView, 'kind' | 'depth'>) => `${taskKindNames[kind]} ${taskDepthNames[depth]}`;

export function TaskList({ tasks }: { tasks: readonly TaskView[] }) {
  return (
    <ul className={classes.tasks}>
      {tasks.map((task) => (
        <li key={task.id} className={classes.task}>
          <strong>{taskName(task)}</strong>
          <ProgressLine
            label={text.seen(taskName(task))}
            percent={task.covered_percent}
            text={task.state === 'done' ? text.done : task.state === 'not_started' ? text.notStarted : text.seenPercent(task.covered_percent)}
            state={task.state === 'done' ? 'done' : 'running'}
          />
        </li>
      ))}
    </ul>
  );
}
