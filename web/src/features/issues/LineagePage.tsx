// One issue through its whole life: raised, replaced, answered, waived, looked for again in every redelivery, and all that
// happened and was said.

import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { IssueDetail } from '../../api/shapes';
import { commentWords } from '../../comment-words';
import { historyWords, watchKindNames, watchVerdictNames } from '../../history-words';
import { HistoryList } from '../../ui/HistoryList';
import { SeverityMark } from '../../ui/SeverityMark';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { answerNames, issueStateNames, taskKindNames, verdictNames, words } from '../../words';
import { Talk } from '../comments/Talk';
import { historyLines } from '../history/lines';
import { Trouble } from '../house/Trouble';
import { issueDetailQuery } from '../review/queries';
import classes from './LineagePage.module.css';

const text = historyWords.lineage;

export function LineagePage() {
  const { issueId } = useParams({ from: '/house/issues/$issueId' });
  const issue = useQuery(issueDetailQuery(issueId));
  if (issue.isError) return <Trouble error={issue.error} />;
  if (issue.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded detail={issue.data} />;
}

function Loaded({ detail }: { detail: IssueDetail }) {
  const { issue } = detail;
  return (
    <PageFrame
      title={text.title(issue.number, issue.code_name)}
      subtitle={
        <span className={classes.facts}>
          <SeverityMark severity={issue.severity} withName />
          <span>{issueStateNames[issue.state]}</span>
          <span className="mono">
            {issue.in_timecode} – {issue.out_timecode}
          </span>
          <Link to="/requests/$requestId" params={{ requestId: issue.request_id }}>
            {words.issues.raisedIn(issue.request_number, issue.delivery_number)}
          </Link>
        </span>
      }
    >
      <div className={classes.body}>
        <div className={classes.main}>
          <p className={classes.description}>{issue.description}</p>
          <section>
            <h2>{text.versions}</h2>
            <Versions detail={detail} />
          </section>
          <section>
            <h2>{text.sightings}</h2>
            <Sightings detail={detail} />
          </section>
          <section>
            <h2>{text.fixNotes}</h2>
            <FixNotes detail={detail} />
          </section>
          <section>
            <h2>{commentWords.title}</h2>
            <Talk about={issue.id} />
          </section>
        </div>
        <aside className={classes.side} tabIndex={0} aria-label={text.events}>
          <h2>{text.events}</h2>
          <HistoryList label={text.events} lines={historyLines(detail.history)} empty={words.loading} />
        </aside>
      </div>
    </PageFrame>
  );
}

function Versions({ detail: { lineage, issue } }: { detail: IssueDetail }) {
  const { columns } = text;
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          {[columns.where, columns.frames, columns.what, columns.state].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lineage.map((version) => (
          <tr key={version.id} aria-current={version.id === issue.id ? 'true' : undefined}>
            <td>
              {version.number} · {words.issues.raisedIn(version.request_number, version.delivery_number)}
            </td>
            <td className="mono">
              {version.in_timecode} – {version.out_timecode}
            </td>
            <td>
              {version.code_name}, {version.tasks.map((kind) => taskKindNames[kind]).join(', ')}
              {version.verdict != null && (
                <div className="dim">
                  {verdictNames[version.verdict.kind]}
                  {version.verdict.reason !== '' && ` “${version.verdict.reason}”`}
                </div>
              )}
            </td>
            <td>{issueStateNames[version.state]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sightings({ detail: { sightings } }: { detail: IssueDetail }) {
  if (sightings.length === 0) return <p className="dim">{text.noSightings}</p>;
  const { columns } = text;
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          {[columns.where, columns.frames, columns.what, columns.who].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sightings.map((seen) => (
          <tr key={`${seen.request_id} ${seen.issue_id}`}>
            <td>
              <Link to="/requests/$requestId" params={{ requestId: seen.request_id }}>
                {text.round(seen.request_number, seen.round, seen.delivery_number ?? null)}
              </Link>
            </td>
            <td className="mono" title={text.frames(seen.first_frame, seen.last_frame)}>
              {seen.in_timecode} – {seen.out_timecode}
            </td>
            <td>
              {watchKindNames[seen.kind]}: {seen.verdict == null ? text.undecided : watchVerdictNames[seen.verdict]}
              {seen.note !== '' && <div className="dim">“{seen.note}”</div>}
            </td>
            <td>
              {seen.decided_by?.name}
              {seen.decided_at != null && <div className="dim">{instantText(seen.decided_at)}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FixNotes({ detail: { fix_notes: notes } }: { detail: IssueDetail }) {
  if (notes.length === 0) return <p className="dim">{text.noFixNotes}</p>;
  return (
    <ul className={classes.notes}>
      {notes.map((note) => (
        <li key={note.id}>
          <strong>{answerNames[note.answer]}</strong>
          {note.waiver !== 'none' && `, ${words.issues.waiver[note.waiver]}`}
          {note.reason !== '' && ` “${note.reason}”`}{' '}
          <span className="dim">
            {note.answered_by?.name ?? words.system}, {instantText(note.updated_at)}
          </span>
          {note.waiver_by != null && note.waiver_at != null && (
            <div className="dim">
              {note.waiver_by.name}, {instantText(note.waiver_at)}
              {note.waiver_reason != null && note.waiver_reason !== '' && ` “${note.waiver_reason}”`}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
