// Issues to read, wherever a request or a title shows them: severity, place, what, and where each is in its life.

import type { ReactNode } from 'react';
import type { IssueState, IssueView } from '../../api/shapes';
import { SeverityMark } from '../../ui/SeverityMark';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { answerNames, issueStateNames, taskKindNames, verdictNames, words } from '../../words';
import classes from './IssueTable.module.css';

const text = words.issues;

const TONES: Readonly<Record<IssueState, Tone>> = {
  open: 'wanted',
  will_fix: 'moving',
  creative_intent: 'quiet',
  best_possible: 'quiet',
  resolved: 'good',
  replaced: 'quiet',
  deleted: 'quiet',
};

/** What verification or fix notes said last about it. */
const saidOf = ({ verdict, fix_note: fixNote }: IssueView): string => {
  if (fixNote != null) return `${answerNames[fixNote.answer]}${fixNote.waiver === 'none' ? '' : `, ${text.waiver[fixNote.waiver]}`}`;
  return verdict == null ? '' : verdictNames[verdict.kind];
};

export interface IssueTableProps {
  issues: readonly IssueView[];
  isLoading: boolean;
  empty: string;
  /** Which delivery and request raised it: on pages of a title. */
  withOrigin?: boolean;
  onOpen?: (issue: IssueView) => void;
  actions?: (issue: IssueView) => ReactNode;
}

export function IssueTable({ issues, isLoading, empty, withOrigin = false, onOpen, actions }: IssueTableProps) {
  if (isLoading) return <p className="dim">{words.loading}</p>;
  if (issues.length === 0) return <p className="dim">{empty}</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{text.number}</th>
          <th scope="col">{text.severity}</th>
          <th scope="col">{text.range}</th>
          <th scope="col">{text.what}</th>
          <th scope="col">{text.tasks}</th>
          {withOrigin && <th scope="col">{text.raised}</th>}
          <th scope="col">{text.state}</th>
          {actions !== undefined && <th scope="col" aria-label={text.actions} />}
        </tr>
      </thead>
      <tbody>
        {issues.map((issue) => (
          <tr key={issue.id} data-over={issue.state === 'deleted' || issue.state === 'replaced'} data-opens={onOpen !== undefined} onClick={() => onOpen?.(issue)}>
            <td className="number">{issue.number}</td>
            <td>
              <SeverityMark severity={issue.severity} withName />
            </td>
            <td className={`${classes.range} mono`}>
              {issue.in_timecode}
              <br />
              {issue.out_timecode}
            </td>
            <td>
              <div className={classes.code}>{issue.code_name}</div>
              <div className={classes.description}>{issue.description}</div>
            </td>
            <td>{issue.tasks.map((kind) => taskKindNames[kind]).join(', ')}</td>
            {withOrigin && <td>{text.raisedIn(issue.request_number, issue.delivery_number)}</td>}
            <td>
              <StateBadge tone={TONES[issue.state]}>{issueStateNames[issue.state]}</StateBadge>
              <div className="dim">{saidOf(issue)}</div>
            </td>
            {actions !== undefined && <td>{actions(issue)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
