// Fix notes: production answers the issues of a verified report, post decides what is to be waived. Answers are saved
// one by one as they are given; several can be answered at once; submitting hands them in.

import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { Answer, FixNotesView, IssueView, RequestView } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { answerNames, words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { actionOf, useRequestRefresh } from '../requests/acts';
import { RequestStateBadge } from '../requests/look';
import { requestQuery } from '../requests/queries';
import { playbackQuery } from '../review/queries';
import { isComplete } from './answer-text';
import { AskRedelivery } from './AskRedelivery';
import { FixNoteCard } from './FixNoteCard';
import classes from './FixNotesPage.module.css';
import { fixNotesQuery } from './queries';
import { saveAnswer } from './useAnswer';
import { WaiverDecision } from './WaiverDecision';

const text = reviewWords.fixNotes;

export function FixNotesPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/fix-notes' });
  const request = useQuery(requestQuery(requestId));
  const notes = useQuery(fixNotesQuery(requestId));
  if (request.isError) return <Trouble error={request.error} />;
  if (notes.isError) return <Trouble error={notes.error} />;
  if (request.data === undefined || notes.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded request={request.data} notes={notes.data} />;
}

function Loaded({ request, notes }: { request: RequestView; notes: FixNotesView }) {
  const streams = useQuery(playbackQuery(request.id)).data?.streams ?? [];
  const maySave = useMay()('answer_fix_note');
  const submit = actionOf(notes.actions, 'submit_fix_notes');
  const ask = actionOf(notes.actions, 'ask_redelivery');
  const redeliver = actionOf(notes.actions, 'create_delivery');
  const mayAnswer = maySave && submit?.allowed === true;
  const mayDecide = useMay()('decide_waiver') && notes.state === 'fix_notes_submitted';
  const open = notes.issues.filter(({ fix_note: note }) => note?.state !== 'submitted');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const tick = (id: string) => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    setTicked(next);
  };
  const streamOf = (issue: IssueView) => streams.find((stream) => stream.delivery_id === issue.delivery_id && stream.has_picture) ?? streams.find(({ has_picture: has }) => has);

  return (
    <PageFrame
      title={text.title}
      subtitle={
        <Group gap="md">
          <span>{text.of(request.title.label, request.number)}</span>
          <RequestStateBadge row={request} />
          {submit !== undefined && <span className="number">{text.unanswered(notes.unanswered.length)}</span>}
          {notes.undecided.length > 0 && <span className="number">{text.undecided(notes.undecided.length)}</span>}
          {notes.redelivery_due_at != null && <span>{text.dueAt(instantText(notes.redelivery_due_at))}</span>}
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
          {ask !== undefined && notes.state === 'awaiting_redelivery' && <AskRedelivery notes={notes} action={ask} />}
          {submit !== undefined && <Submit request={request} notes={notes} whyNot={submit.allowed ? null : (submit.why_not ?? words.work.notNow)} />}
        </>
      }
    >
      {mayAnswer && open.length > 1 && <Bulk requestId={request.id} open={open} ticked={ticked} onTicked={setTicked} />}
      <ul className={classes.list} aria-label={text.title}>
        {notes.issues.map((issue) => (
          <FixNoteCard
            key={issue.id}
            requestId={request.id}
            issue={issue}
            stream={streamOf(issue)}
            mayAnswer={mayAnswer}
            isTicked={ticked.has(issue.id)}
            onTick={() => tick(issue.id)}
            decision={mayDecide && issue.fix_note?.waiver === 'proposed' && <WaiverDecision note={issue.fix_note} number={issue.number} />}
          />
        ))}
      </ul>
      {notes.issues.length === 0 && <EmptyState title={text.none} next={text.noneNext} />}
    </PageFrame>
  );
}

function Submit({ request, notes, whyNot }: { request: RequestView; notes: FixNotesView; whyNot: string | null }) {
  const [isAsked, setAsked] = useState(false);
  const refresh = useRequestRefresh();
  const queries = useQueryClient();
  const missing = notes.unanswered.length;
  return (
    <>
      <ReasonButton whyNot={whyNot ?? (missing > 0 ? text.unanswered(missing) : null)} onClick={() => setAsked(true)}>
        {text.submit}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.submitTitle}
        consequence={text.submitConsequence}
        confirmLabel={reviewWords.submit.send}
        needsReason={false}
        onConfirm={async () => {
          await answer(api.POST('/api/v1/requests/{request_id}/fix-notes/submit', { params: { path: { request_id: request.id } } }));
          toasts.show('done', text.done);
          await Promise.all([refresh(), ...['fix_note', 'issue'].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))]);
        }}
      />
    </>
  );
}

interface BulkProps {
  requestId: string;
  open: readonly IssueView[];
  ticked: ReadonlySet<string>;
  onTicked: (ticked: ReadonlySet<string>) => void;
}

/** One answer for several issues. Each is saved by itself: what is refused stays ticked. */
function Bulk({ requestId, open, ticked, onTicked }: BulkProps) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Answer | null>(null);
  const [reason, setReason] = useState('');
  const chosenIssues = open.filter(({ id }) => ticked.has(id));
  const save = useMutation({
    mutationFn: async () => {
      const left = new Set(ticked);
      try {
        for (const issue of chosenIssues) {
          await saveAnswer(requestId, issue, { answer: chosen, reason }, issue.fix_note?.revision ?? null);
          left.delete(issue.id);
        }
      } finally {
        onTicked(left);
        await queries.invalidateQueries({ queryKey: ['fix_note'] });
      }
    },
  });
  const areAll = chosenIssues.length === open.length;
  const whyNot = chosenIssues.length === 0 ? text.ticked(0) : isComplete({ answer: chosen, reason }) ? null : chosen === null ? text.answer : text.reasonNeeded;
  return (
    <div className={classes.bulk}>
      <Checkbox label={chosenIssues.length === 0 ? text.tickAll : text.ticked(chosenIssues.length)} checked={areAll} indeterminate={!areAll && chosenIssues.length > 0} onChange={() => onTicked(areAll ? new Set() : new Set(open.map(({ id }) => id)))} />
      <Select aria-label={`${text.bulk}: ${text.answer}`} placeholder={text.answer} data={Object.entries(answerNames).map(([value, label]) => ({ value, label }))} value={chosen} onChange={(value) => setChosen(value as Answer | null)} />
      <TextInput aria-label={`${text.bulk}: ${text.reason}`} placeholder={text.reason} className={classes.bulkReason} maxLength={4000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <ReasonButton variant="default" whyNot={whyNot} loading={save.isPending} onClick={() => save.mutate()}>
        {text.bulk}
      </ReasonButton>
    </div>
  );
}
