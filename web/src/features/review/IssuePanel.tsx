// The chosen issue: what it says, what can be done with it, what was said about it, and its history.

import { Button, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answer, api } from '../../api/client';
import { ifMatch, newIdempotencyKey, once } from '../../api/preconditions';
import type { IssueView } from '../../api/shapes';
import { objectionStateNames, placeText } from '../../fix-note-words';
import { historyWords } from '../../history-words';
import { reviewWords } from '../../review-words';
import { tvDeskWords } from '../../tv-desk-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { HistoryList } from '../../ui/HistoryList';
import { ReasonButton } from '../../ui/ReasonButton';
import { SeverityMark } from '../../ui/SeverityMark';
import { instantText } from '../../ui/time';
import { answerNames, issueStateNames, severityNames, taskKindNames, verdictNames, words } from '../../words';
import { Talk } from '../comments/Talk';
import { historyLines } from '../history/lines';
import { actionOf } from '../requests/acts';
import classes from './IssuePanel.module.css';
import { KeyCap } from './KeyCap';
import { issueDetailQuery } from './queries';
import { done } from './undo';
import { bodyOf } from './useIssueForm';

const text = reviewWords.issue;

interface IssuePanelProps {
  issue: IssueView;
  /** Steps of the verifier. */
  verdictSteps: ReactNode;
  onGoTo: (() => void) | null;
  onPlay: (() => void) | null;
  onEdit: () => void;
  /** The same entry at the playhead; absent where none can be made. */
  onAgain: (() => void) | null;
}

export function IssuePanel({ issue, verdictSteps, onGoTo, onPlay, onEdit, onAgain }: IssuePanelProps) {
  const change = actionOf(issue.actions, 'change_issue');
  return (
    <section className={classes.panel} aria-label={`${words.issues.title} ${issue.number}`}>
      <div className={classes.head}>
        <SeverityMark severity={issue.severity} withName />
        <h2>
          <span className="dim">{issue.number}</span> {issue.code_name}
        </h2>
      </div>
      <div className={classes.facts}>
        <span className="mono">
          {issue.in_timecode} – {issue.out_timecode}
        </span>
        <span>{issue.tasks.map((kind) => taskKindNames[kind]).join(', ')}</span>
        <span className="dim">{issueStateNames[issue.state]}</span>
        <span className="dim">{text.raised(issue.author.name, instantText(issue.created_at))}</span>
        {issue.on_tv != null && <span className="dim">{tvDeskWords.foundOnTv(issue.on_tv.latency_ms, issue.on_tv.confirmed)}</span>}
      </div>
      {issue.places.map((place) => (
        <div key={place.delivery_id} className="dim">
          {placeText(place)}
        </div>
      ))}
      {issue.files.length > 0 && <div className={`${classes.files} mono`}>{issue.files.join(', ')}</div>}
      <p className={classes.description}>{issue.description}</p>
      {issue.loudness != null && <p className="dim">{text.loudness(issue.loudness.dialogue_lkfs, issue.loudness.programme_lkfs)}</p>}
      <Said issue={issue} />
      <div className={classes.steps}>
        {onGoTo !== null && (
          <Button size="compact-sm" variant="default" onClick={onGoTo}>
            {text.goTo}
          </Button>
        )}
        {onPlay !== null && (
          <Button size="compact-sm" variant="default" onClick={onPlay}>
            {text.playRange}
          </Button>
        )}
        {change !== undefined && (
          <ReasonButton size="compact-sm" variant="default" whyNot={change.allowed ? null : (change.why_not ?? words.work.notNow)} onClick={onEdit}>
            {text.edit}
          </ReasonButton>
        )}
        {onAgain !== null && (
          <Button size="compact-sm" variant="default" onClick={onAgain} rightSection={<KeyCap of="duplicate_issue" />}>
            {text.again}
          </Button>
        )}
        <DeleteOwn issue={issue} />
        {verdictSteps}
      </div>
      <Surroundings issue={issue} />
    </section>
  );
}

function Said({ issue: { verdict, fix_note: note } }: { issue: IssueView }) {
  return (
    <>
      {verdict != null && (
        <p className={classes.said}>
          <strong>{verdictNames[verdict.kind]}</strong>
          {verdict.severity_before != null && verdict.severity_after != null && ` ${text.severityFromTo(severityNames[verdict.severity_before], severityNames[verdict.severity_after])}`}
          {verdict.reason !== '' && ` “${verdict.reason}”`}
        </p>
      )}
      {note != null && (
        <p className={classes.said}>
          <strong>{answerNames[note.answer]}</strong>
          {note.waiver !== 'none' && `, ${words.issues.waiver[note.waiver]}`}
          {note.reason !== '' && ` “${note.reason}”`}
          {note.waiver_reason != null && note.waiver_reason !== '' && ` – ${note.waiver_by?.name ?? ''} “${note.waiver_reason}”`}
        </p>
      )}
    </>
  );
}

/** Before submission, the author takes an issue back: the history keeps it, so the step asks once and no more. */
function DeleteOwn({ issue }: { issue: IssueView }) {
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const action = actionOf(issue.actions, 'delete_issue');
  if (action === undefined) return null;
  return (
    <>
      <ReasonButton size="compact-sm" variant="default" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setAsked(true)}>
        {text.delete}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.deleteTitle(issue.number)}
        consequence={text.deleteConsequence}
        confirmLabel={text.delete}
        needsReason={false}
        onConfirm={async () => {
          await answer(api.DELETE('/api/v1/issues/{issue_id}', { params: { path: { issue_id: issue.id }, header: ifMatch(issue.revision) } }));
          const readAgain = () => Promise.all(['issue', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
          const key = newIdempotencyKey();
          done.push({
            did: text.deleted(issue.number),
            takeBack: () => answer(api.POST('/api/v1/requests/{request_id}/issues', { params: { path: { request_id: issue.request_id } }, body: bodyOf(issue), headers: once(key) })).then(readAgain),
          });
          await readAgain();
        }}
      />
    </>
  );
}

function Surroundings({ issue }: { issue: IssueView }) {
  const detail = useQuery(issueDetailQuery(issue.id)).data;
  const objections = detail?.objections ?? [];
  const relatives = detail?.lineage.filter(({ id }) => id !== issue.id) ?? [];
  return (
    <Tabs defaultValue="comments" className={classes.talk}>
      <Tabs.List>
        <Tabs.Tab value="comments">
          {text.comments(issue.comment_count)}
          {issue.new_comment_count > 0 && <span className={classes.new}>{text.newComments(issue.new_comment_count)}</span>}
        </Tabs.Tab>
        <Tabs.Tab value="history">{text.history}</Tabs.Tab>
        {relatives.length > 0 && <Tabs.Tab value="lineage">{text.lineage}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="comments" className={classes.tab}>
        {objections.map((each) => (
          <div key={each.id} className={classes.comment}>
            <div className="dim">
              {each.raised_by.name} · {instantText(each.raised_at)}
            </div>
            <div>
              <strong>{objectionStateNames[each.state]}</strong>: “{each.reason}”{each.decision !== '' && ` – ${each.decided_by?.name ?? ''} “${each.decision}”`}
            </div>
          </div>
        ))}
        <Talk about={issue.id} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className={classes.tab}>
        <Link to="/issues/$issueId" params={{ issueId: issue.id }}>
          {historyWords.lineage.open}
        </Link>
        <HistoryList label={text.history} lines={historyLines(detail?.history ?? [])} empty={words.loading} />
      </Tabs.Panel>
      <Tabs.Panel value="lineage" className={classes.tab}>
        {relatives.map((other) => (
          <div key={other.id} className={classes.comment}>
            <div className="dim">
              {words.issues.raisedIn(other.request_number, other.delivery_number)} · {issueStateNames[other.state]}
            </div>
            <div>
              <strong>{other.code_name}</strong> <span className="mono">{other.in_timecode}</span> {other.description}
            </div>
          </div>
        ))}
      </Tabs.Panel>
    </Tabs>
  );
}
