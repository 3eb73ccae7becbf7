// One issue that needs an answer: its still, what it says, production's answer, post's decision on a waiver or objection.

import { Checkbox, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, type Ref, useState } from 'react';
import type { IssueView, StreamView } from '../../api/shapes';
import { fixNoteWords as text, placeText } from '../../fix-note-words';
import { SeverityMark } from '../../ui/SeverityMark';
import { instantText } from '../../ui/time';
import { answerNames, issueStateNames, taskKindNames, words } from '../../words';
import { boxIn, boxStyle, fittedIn } from '../review/picture-box';
import { AnswerForm, type AnswerHandle } from './AnswerForm';
import classes from './FixNotesPage.module.css';
import type { Saver } from './useAnswer';

interface FixNoteCardProps {
  issue: IssueView;
  saver: Saver;
  /** Absent where the reader may look at no stream. */
  still: { requestId: string; stream: StreamView | undefined } | null;
  isOpen: boolean;
  /** Null: nothing can be ticked here. */
  tick: { isTicked: boolean; onTick: () => void } | null;
  isChosen: boolean;
  onChoose: () => void;
  handle: Ref<AnswerHandle>;
  children?: ReactNode;
}

export function FixNoteCard({ issue, saver, still, isOpen, tick, isChosen, onChoose, handle, children }: FixNoteCardProps) {
  return (
    <li className={classes.card} aria-label={`${words.issues.title} ${issue.number}`} aria-current={isChosen} data-issue={issue.id} tabIndex={-1} onFocus={onChoose} onMouseDown={onChoose}>
      <div className={classes.tick}>{tick !== null && <Checkbox aria-label={text.tick(issue.number)} checked={tick.isTicked} onChange={tick.onTick} />}</div>
      {still !== null && <Still issue={issue} stream={still.stream} />}
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
        {issue.places.map((place) => (
          <div key={place.delivery_id} className="dim">
            {placeText(place)}
          </div>
        ))}
        {issue.files.length > 0 && <div className="mono">{issue.files.join(', ')}</div>}
        <p className={classes.description}>{issue.description}</p>
        {still !== null && (
          <Link to="/requests/$requestId/review" params={{ requestId: still.requestId }} search={{ issue: issue.id }}>
            {text.room}
          </Link>
        )}
      </div>
      <div className={classes.answer}>
        {isOpen ? <AnswerForm issue={issue} saver={saver} handle={handle} /> : <Answered issue={issue} />}
        {children}
      </div>
    </li>
  );
}

/** As the style sheet has it. */
const STILL_RATIO = 16 / 9;

function Still({ issue, stream }: { issue: IssueView; stream: StreamView | undefined }) {
  const [isMissing, setMissing] = useState(false);
  if (stream?.has_picture !== true || isMissing) return <div className={classes.noStill}>{text.noStill}</div>;
  const box = boxIn(issue.description);
  return (
    <Tooltip label={text.still(issue.in_timecode)}>
      <div className={classes.stillPlace}>
        <img
          className={classes.still}
          src={`/api/v1/renditions/${stream.rendition_id}/still?frame=${issue.first_frame}`}
          alt={text.still(issue.in_timecode)}
          loading="lazy"
          onError={() => setMissing(true)}
        />
        {box !== null && (
          <div className={classes.drawn} style={fittedIn(STILL_RATIO, (stream.width ?? 16) / (stream.height ?? 9))} aria-hidden>
            <div style={boxStyle(box)} />
          </div>
        )}
      </div>
    </Tooltip>
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
      <div className="dim">{text.by(note.answered_by?.name ?? text.byDeadline, instantText(note.answered_at))}</div>
      {note.waiver_by != null && (
        <div className="dim">
          {words.issues.waiver[note.waiver]}: {text.by(note.waiver_by.name, note.waiver_at == null ? '' : instantText(note.waiver_at))}
          {note.waiver_reason != null && note.waiver_reason !== '' && ` “${note.waiver_reason}”`}
        </div>
      )}
    </>
  );
}
