// Fix notes: production answers the issues of a verified report, post decides what is to be waived and what is no issue.
// Answers are saved one by one as they are given; several can be answered at once, or handed over; submitting hands them in.

import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { FixNotesView, IssueView, RequestView } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { reviewWords } from '../../review-words';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { RequestStateBadge, roundText } from '../requests/look';
import { requestQuery } from '../requests/queries';
import { playbackQuery } from '../review/queries';
import type { AnswerHandle } from './AnswerForm';
import { BulkAnswer } from './BulkAnswer';
import { BulkWaiver } from './BulkWaiver';
import { DeadlineLine } from './DeadlineLine';
import { DelegateDialog } from './DelegateDialog';
import { Delegations } from './Delegations';
import { EVERYTHING, isShown } from './filter';
import { FilterBar } from './FilterBar';
import { FixNoteCard } from './FixNoteCard';
import classes from './FixNotesPage.module.css';
import { ObjectionPart } from './ObjectionPart';
import { fixNotesQuery, useSaver } from './queries';
import { RedeliveryPanel } from './RedeliveryPanel';
import { SubmitNotes } from './SubmitNotes';
import { useListKeys } from './useListKeys';
import { WaiverDecision } from './WaiverDecision';

export function FixNotesPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/fix-notes' });
  const request = useQuery(requestQuery(requestId));
  const notes = useQuery(fixNotesQuery(requestId));
  if (request.isError) return <Trouble error={request.error} />;
  if (notes.isError) return <Trouble error={notes.error} />;
  if (request.data === undefined || notes.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded request={request.data} notes={notes.data} />;
}

/** Whose turn it is, and for what. */
const usePermits = (notes: FixNotesView) => {
  const may = useMay();
  const submit = actionOf(notes.actions, 'submit_fix_notes');
  return {
    submit,
    mayAnswer: may('answer_fix_note') && submit?.allowed === true,
    mayDecideWaivers: may('decide_waiver') && notes.state === 'fix_notes_submitted',
    mayDecideObjections: may('decide_objection') && notes.state === 'fix_notes_needed',
  };
};

function Loaded({ request, notes }: { request: RequestView; notes: FixNotesView }) {
  const streams = useQuery(playbackQuery(request.id)).data?.streams ?? [];
  const { submit, mayAnswer, mayDecideWaivers, mayDecideObjections } = usePermits(notes);
  const redeliver = actionOf(notes.actions, 'create_delivery');
  const saver = useSaver(request.id);
  const [filter, setFilter] = useState(EVERYTHING);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const handles = useRef(new Map<string, AnswerHandle>());
  const tick = useCallback((id: string) => {
    setTicked((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const unanswered = useMemo(() => new Set(notes.unanswered), [notes.unanswered]);
  const shown = notes.issues.filter((issue) => isShown(issue, filter, unanswered));
  const ids = useMemo(() => shown.map(({ id }) => id), [shown]);
  const handleOf = useCallback((id: string) => handles.current.get(id), []);
  useListKeys({ ids, chosen, onChoose: setChosen, handleOf, onTick: mayAnswer || mayDecideWaivers ? tick : null });

  const objected = new Set(notes.objections.filter(({ state }) => state === 'open').map(({ issue_id: id }) => id));
  const isOpen = (issue: IssueView) => mayAnswer && issue.state === 'open' && !objected.has(issue.id) && issue.fix_note?.state !== 'submitted';
  const isProposed = (issue: IssueView) => mayDecideWaivers && issue.fix_note?.waiver === 'proposed';
  const open = notes.issues.filter(isOpen);
  const proposed = notes.issues.filter(isProposed);
  const streamOf = (issue: IssueView) => streams.find((stream) => stream.delivery_id === issue.delivery_id && stream.has_picture) ?? streams.find(({ has_picture: has }) => has);

  return (
    <PageFrame
      title={text.title}
      subtitle={
        <Group gap="md">
          <span>{text.of(request.title.label, request.number)}</span>
          <RequestStateBadge row={request} />
          {roundText(request.round) !== '' && <span>{roundText(request.round)}</span>}
          {submit !== undefined && <span className="number">{text.unanswered(notes.unanswered.length)}</span>}
          {notes.undecided.length > 0 && <span className="number">{text.undecided(notes.undecided.length)}</span>}
          {objected.size > 0 && <span className="number">{text.objection.open(objected.size)}</span>}
          <DeadlineLine notes={notes} />
        </Group>
      }
      actions={
        <>
          <LinkButton to="/requests/$requestId" params={{ requestId: request.id }} variant="default">
            {reviewWords.room.back}
          </LinkButton>
          {redeliver?.allowed === true && (
            <LinkButton to="/deliveries/new" search={{ title: request.title.id, answers: request.id }} variant="default">
              {text.redeliver}
            </LinkButton>
          )}
          {mayAnswer && <DelegateDialog notes={notes} ticked={open.filter(({ id }) => ticked.has(id)).map(({ id }) => id)} />}
          {submit !== undefined && <SubmitNotes notes={notes} whyNot={submit.allowed ? null : (submit.why_not ?? words.work.notNow)} />}
        </>
      }
    >
      <RedeliveryPanel notes={notes} />
      <Delegations requestId={request.id} mayManage={mayAnswer} />
      {notes.issues.length > 1 && <FilterBar issues={notes.issues} unanswered={notes.unanswered.length} filter={filter} onFilter={setFilter} withKeys={mayAnswer} />}
      {mayAnswer && open.length > 1 && <BulkAnswer requestId={request.id} open={open} ticked={ticked} onTicked={setTicked} />}
      {proposed.length > 1 && <BulkWaiver requestId={request.id} proposed={proposed} ticked={ticked} onTicked={setTicked} />}
      <ul className={classes.list} aria-label={text.title}>
        {shown.map((issue) => (
          <FixNoteCard
            key={issue.id}
            issue={issue}
            saver={saver}
            still={{ requestId: request.id, stream: streamOf(issue) }}
            isOpen={isOpen(issue)}
            tick={isOpen(issue) || isProposed(issue) ? { isTicked: ticked.has(issue.id), onTick: () => tick(issue.id) } : null}
            isChosen={chosen === issue.id}
            onChoose={() => setChosen(issue.id)}
            handle={(handle) => {
              if (handle === null) handles.current.delete(issue.id);
              else handles.current.set(issue.id, handle);
            }}
          >
            {isProposed(issue) && issue.fix_note != null && <WaiverDecision note={issue.fix_note} number={issue.number} />}
            <ObjectionPart requestId={request.id} issue={issue} objections={notes.objections} mayRaise={isOpen(issue)} mayWithdraw={mayAnswer} mayDecide={mayDecideObjections} />
          </FixNoteCard>
        ))}
      </ul>
      {notes.issues.length === 0 && <EmptyState title={text.none} next={text.noneNext} />}
      {notes.issues.length > 0 && shown.length === 0 && (
        <EmptyState title={text.filter.none} next={text.filter.noneNext}>
          <Button variant="default" onClick={() => setFilter(EVERYTHING)}>
            {text.filter.showAll}
          </Button>
        </EmptyState>
      )}
    </PageFrame>
  );
}
