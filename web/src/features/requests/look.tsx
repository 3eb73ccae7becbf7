// How a request looks in any list: state with its tone, tasks, severity counts, clock.

import type { RequestRow, RequestState, SeverityCounts, TaskView } from '../../api/shapes';
import { DueClock } from '../../ui/DueClock';
import { SeverityMark } from '../../ui/SeverityMark';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { priorityNames, serviceNames, taskDepthNames, taskKindNames, words } from '../../words';
import classes from './look.module.css';
import { dueOf } from './queries';
import { type StandingRow, stateText } from './standing';

const TONES: Readonly<Record<RequestState, Tone>> = {
  preparing: 'moving',
  available: 'quiet',
  assigned: 'moving',
  downloading: 'moving',
  in_qc: 'moving',
  submitted: 'moving',
  verification_available: 'quiet',
  in_verification: 'moving',
  verified: 'moving',
  fix_notes_needed: 'wanted',
  fix_notes_submitted: 'wanted',
  awaiting_redelivery: 'wanted',
  approved: 'good',
  rejected: 'bad',
  on_hold: 'bad',
  canceled: 'quiet',
};

/** The clocks end with verification: what follows is production's, and has its own due date. */
const CLOCK_ENDED: readonly RequestState[] = ['verified', 'fix_notes_needed', 'fix_notes_submitted', 'awaiting_redelivery', 'approved', 'rejected', 'canceled'];

export function RequestStateBadge({ row }: { row: StandingRow }) {
  return <StateBadge tone={row.is_stopped === true ? 'bad' : TONES[row.state]}>{stateText(row)}</StateBadge>;
}

export function ServiceName({ row }: { row: Pick<RequestRow, 'service' | 'priority'> }) {
  return (
    <span className={classes.service}>
      {serviceNames[row.service]}
      {row.priority === 'rush' && <span className={classes.rush}>{priorityNames.rush}</span>}
    </span>
  );
}

/** "HDR SDR 5.1 Full": tasks of one depth together. */
export const tasksText = (tasks: readonly Pick<TaskView, 'kind' | 'depth'>[]): string => {
  const byDepth = Map.groupBy(tasks, ({ depth }) => depth);
  return [...byDepth].map(([depth, of]) => `${of.map(({ kind }) => taskKindNames[kind]).join(' ')} ${taskDepthNames[depth]}`).join(', ');
};

export function Counts({ counts }: { counts: SeverityCounts }) {
  const shown = (['blocker', 'issue', 'fyi'] as const).filter((severity) => counts[severity] > 0);
  if (shown.length === 0) return <span className="dim">–</span>;
  return (
    <span className={classes.counts}>
      {shown.map((severity) => (
        <SeverityMark key={severity} severity={severity} count={counts[severity]} size={16} />
      ))}
    </span>
  );
}

export function RequestClock({ row, wide = false }: { row: Pick<RequestRow, 'clock' | 'state'>; wide?: boolean }) {
  if (CLOCK_ENDED.includes(row.state)) return <span className="dim">–</span>;
  const due = dueOf(row);
  return (
    <DueClock
      dueAt={due.at}
      bucket={row.clock.bucket}
      what={due.isReport ? words.requests.reportClock : words.requests.wholeClock}
      originalDueAt={due.isReport ? (row.clock.original_due_at ?? null) : row.clock.original_whole_due_at}
      wide={wide}
    />
  );
}

export const roundText = (round: number) => (round === 1 ? '' : words.requests.round(round));
