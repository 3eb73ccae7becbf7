// Issues to read, wherever a request or a title shows them: severity, place, what, and where each is in its life.

import type { IssueState, IssueView } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { SeverityMark } from '../../ui/SeverityMark';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { answerNames, issueStateNames, taskKindNames, verdictNames, words } from '../../words';
import classes from './IssueTable.module.css';

const text = words.issues;
const ROW_PX = 62;
const HEAD_PX = 32;

const TONES: Readonly<Record<IssueState, Tone>> = {
  open: 'wanted',
  will_fix: 'moving',
  creative_intent: 'quiet',
  best_possible: 'quiet',
  resolved: 'good',
  not_an_issue: 'quiet',
  replaced: 'quiet',
  deleted: 'quiet',
};

const isGone = ({ state }: IssueView) => state === 'deleted' || state === 'replaced';

/** What verification or fix notes said last about it. */
const saidOf = ({ verdict, fix_note: fixNote }: IssueView): string => {
  if (fixNote != null) return `${answerNames[fixNote.answer]}${fixNote.waiver === 'none' ? '' : `, ${text.waiver[fixNote.waiver]}`}`;
  return verdict == null ? '' : verdictNames[verdict.kind];
};

function Comments({ row: { comment_count: count, new_comment_count: fresh } }: { row: IssueView }) {
  if (count === 0) return <span className="dim">–</span>;
  return (
    <span className="number">
      {count}
      {fresh > 0 && <strong title={text.newComments(fresh)}> ● {fresh}</strong>}
    </span>
  );
}

const columns: TableColumn<IssueView>[] = [
  { id: 'number', header: text.number, widthRem: 3, align: 'end', cell: (row) => <span className="number">{row.number}</span> },
  { id: 'severity', header: text.severity, widthRem: 6, cell: (row) => <SeverityMark severity={row.severity} withName /> },
  {
    id: 'range',
    header: text.range,
    widthRem: 6.5,
    cell: (row) => (
      <span className="mono">
        {row.in_timecode}
        <br />
        {row.out_timecode}
      </span>
    ),
  },
  {
    id: 'what',
    header: text.what,
    widthRem: 13,
    grow: 1,
    cell: (row) => (
      <div className={classes.what} data-gone={isGone(row)} title={row.description}>
        <strong>{row.code_name}</strong>
        <div className={classes.description}>{row.description}</div>
      </div>
    ),
  },
  { id: 'tasks', header: text.tasks, widthRem: 5, cell: (row) => row.tasks.map((kind) => taskKindNames[kind]).join(', ') },
  { id: 'comments', header: text.comments, widthRem: 5, cell: (row) => <Comments row={row} /> },
  { id: 'raised', header: text.raised, widthRem: 8, cell: (row) => <span className={classes.lines}>{text.raisedIn(row.request_number, row.delivery_number)}</span> },
  {
    id: 'state',
    header: text.state,
    widthRem: 9,
    cell: (row) => (
      <>
        <StateBadge tone={TONES[row.state]}>{issueStateNames[row.state]}</StateBadge>
        <div className={`dim ${classes.lines}`} title={saidOf(row)}>
          {saidOf(row)}
        </div>
      </>
    ),
  },
];

export interface IssueTableProps {
  issues: readonly IssueView[];
  isLoading: boolean;
  empty: string;
  /** Which delivery and request raised it: on pages of a title. */
  withOrigin?: boolean;
  onOpen?: (issue: IssueView) => void;
  /** Near the end of what is loaded. */
  onNearEnd?: () => void;
}

const withoutOrigin = columns.filter(({ id }) => id !== 'raised');

export function IssueTable({ issues, isLoading, empty, withOrigin = false, onOpen, onNearEnd }: IssueTableProps) {
  if (issues.length === 0) return isLoading ? <p className="dim">{words.loading}</p> : <p className="dim">{empty}</p>;
  return (
    <div className={classes.frame} style={{ height: HEAD_PX + issues.length * ROW_PX }}>
      <VirtualTable
        label={text.title}
        columns={withOrigin ? columns : withoutOrigin}
        rows={issues}
        rowId={(row) => row.id}
        rowHeight={ROW_PX}
        rememberAs={withOrigin ? 'issues-of-title' : 'issues'}
        {...(onOpen === undefined ? {} : { onOpen })}
        {...(onNearEnd === undefined ? {} : { onNearEnd })}
        empty={<EmptyState title={empty} />}
      />
    </div>
  );
}
