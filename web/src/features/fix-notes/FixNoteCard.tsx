// One issue that needs an answer: its still, what it says, production's answer, post's decision on a waiver.

import { Button, Checkbox, Group, Radio, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Answer, IssueView, StreamView } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { reviewWords } from '../../review-words';
import { SeverityMark } from '../../ui/SeverityMark';
import { instantText } from '../../ui/time';
import { answerNames, issueStateNames, taskKindNames, words } from '../../words';
import { needsReason } from './answer-text';
import classes from './FixNotesPage.module.css';
import { useAnswer } from './useAnswer';

const text = reviewWords.fixNotes;
const ANSWERS: readonly Answer[] = ['production_will_fix', 'creative_intent', 'best_possible'];

interface FixNoteCardProps {
  requestId: string;
  issue: IssueView;
  stream: StreamView | undefined;
  mayAnswer: boolean;
  isTicked: boolean;
  onTick: () => void;
  decision: ReactNode;
}

export function FixNoteCard({ requestId, issue, stream, mayAnswer, isTicked, onTick, decision }: FixNoteCardProps) {
  // What is submitted is answered, unless post refused it.
  const isOpen = mayAnswer && issue.fix_note?.state !== 'submitted';
  return (
    <li className={classes.card} aria-label={`${words.issues.title} ${issue.number}`}>
      <div className={classes.tick}>{isOpen && <Checkbox aria-label={text.tick(issue.number)} checked={isTicked} onChange={onTick} />}</div>
      <Still issue={issue} stream={stream} />
      <div className={classes.what}>
        <div className={classes.head}>
          <SeverityMark severity={issue.severity} withName />
          <strong>
            <span className="dim">{issue.number}</span> {issue.code_name}
          </strong>
        </div>
        <div className={classes.facts}>
          <span className="mono">
            {issue.in_timecode} – {issue.out_timecode}
          </span>
          <span>{issue.tasks.map((kind) => taskKindNames[kind]).join(', ')}</span>
          <span className="dim">{issueStateNames[issue.state]}</span>
        </div>
        {issue.files.length > 0 && <div className="mono">{issue.files.join(', ')}</div>}
        <p className={classes.description}>{issue.description}</p>
        <Link to="/requests/$requestId/review" params={{ requestId }} search={{ issue: issue.id }}>
          {text.room}
        </Link>
      </div>
      <div className={classes.answer}>
        {isOpen ? <AnswerForm requestId={requestId} issue={issue} /> : <Answered issue={issue} />}
        {decision}
      </div>
    </li>
  );
}

function Still({ issue, stream }: { issue: IssueView; stream: StreamView | undefined }) {
  const [isMissing, setMissing] = useState(false);
  if (stream?.has_picture !== true || isMissing) return <div className={classes.noStill}>{text.noStill}</div>;
  return (
    <img
      className={classes.still}
      src={`/api/v1/renditions/${stream.rendition_id}/still?frame=${issue.first_frame}`}
      alt={text.still(issue.in_timecode)}
      loading="lazy"
      onError={() => setMissing(true)}
    />
  );
}

function AnswerForm({ requestId, issue }: { requestId: string; issue: IssueView }) {
  const { shown, state, why, change, keepMine, takeTheirs } = useAnswer(requestId, issue);
  const refused = issue.fix_note?.waiver === 'refused' ? issue.fix_note : null;
  return (
    <>
      {refused !== null && (
        <p className={classes.refused}>
          <strong>{words.issues.waiver.refused}</strong> {refused.waiver_by?.name} “{refused.waiver_reason}”
        </p>
      )}
      <Explained of="fix note">
        <Radio.Group label={text.answer} value={shown.answer ?? ''} onChange={(value) => change({ answer: value as Answer })}>
          <Group gap="md" mt={4}>
            {ANSWERS.map((answer) => (
              <Radio key={answer} value={answer} label={answerNames[answer]} />
            ))}
          </Group>
        </Radio.Group>
      </Explained>
      <Textarea
        label={text.reason}
        placeholder={needsReason(shown.answer) ? text.reasonNeeded : text.reasonOptional}
        required={needsReason(shown.answer)}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4000}
        value={shown.reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <div className={classes.state} data-state={state} role="status">
        {state !== 'empty' && text.state[state]} {state === 'refused' && why}
        {state === 'conflict' && issue.fix_note != null && ` ${issue.fix_note.answered_by.name}: ${answerNames[issue.fix_note.answer]}${issue.fix_note.reason === '' ? '' : ` “${issue.fix_note.reason}”`}`}
      </div>
      {state === 'conflict' && (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={keepMine}>
            {text.keepMine}
          </Button>
          <Button size="compact-sm" variant="default" onClick={takeTheirs}>
            {text.takeTheirs}
          </Button>
        </Group>
      )}
    </>
  );
}

function Answered({ issue: { fix_note: note } }: { issue: IssueView }) {
  if (note == null) return <span className="dim">–</span>;
  return (
    <>
      <div>
        <strong>{answerNames[note.answer]}</strong>
        {note.waiver !== 'none' && <span> · {words.issues.waiver[note.waiver]}</span>}
      </div>
      {note.reason !== '' && <div>“{note.reason}”</div>}
      <div className="dim">{text.by(note.answered_by.name, instantText(note.updated_at))}</div>
      {note.waiver_by != null && (
        <div className="dim">
          {words.issues.waiver[note.waiver]}: {text.by(note.waiver_by.name, note.waiver_at == null ? '' : instantText(note.waiver_at))}
          {note.waiver_reason != null && note.waiver_reason !== '' && ` “${note.waiver_reason}”`}
        </div>
      )}
    </>
  );
}
