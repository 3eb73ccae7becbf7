// One answer for several issues: all of them or none. What is refused is named; what was done can be undone.

import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { Answer, IssueView } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { answerNames } from '../../words';
import { isComplete } from './answer-text';
import classes from './FixNotesPage.module.css';
import { fixNotesQuery, useNotesRefresh } from './queries';

interface BulkAnswerProps {
  requestId: string;
  open: readonly IssueView[];
  ticked: ReadonlySet<string>;
  onTicked: (ticked: ReadonlySet<string>) => void;
}

export function BulkAnswer({ requestId, open, ticked, onTicked }: BulkAnswerProps) {
  const queries = useQueryClient();
  const refresh = useNotesRefresh();
  const [chosen, setChosen] = useState<Answer | null>(null);
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<{ batch: string; count: number } | null>(null);
  const issues = open.filter(({ id }) => ticked.has(id));
  const path = { request_id: requestId };
  const save = useAct({
    send: (of: Answer, keyOf) => {
      const body = { answer: of, reason: reason.trim(), issues: issues.map(({ id, fix_note: note }) => ({ issue_id: id, revision: note?.revision ?? null })) };
      return answer(api.POST('/api/v1/requests/{request_id}/fix-notes/batches', { params: { path }, body, headers: once(keyOf(body)) }));
    },
    onSuccess: ({ batch_id: batch, fix_notes: notes }) => {
      undo.reset();
      queries.setQueryData(fixNotesQuery(requestId).queryKey, notes);
      setDone({ batch, count: issues.length });
      onTicked(new Set());
    },
    onError: () => refresh(),
    meta: { showsOwnErrors: true },
  });
  const undo = useAct({
    send: (batch: string) => answer(api.POST('/api/v1/requests/{request_id}/fix-notes/undo', { params: { path }, body: { batch_id: batch } })),
    onSuccess: (notes) => {
      // What was refused before is not said any longer of what has changed since.
      save.reset();
      queries.setQueryData(fixNotesQuery(requestId).queryKey, notes);
      setDone(null);
    },
    meta: { showsOwnErrors: true },
  });
  const areAll = issues.length === open.length;
  const whyNot = issues.length === 0 ? text.ticked(0) : isComplete({ answer: chosen, reason }) ? null : chosen === null ? text.answer : text.reasonNeeded;
  const problem = asProblem(save.error) ?? asProblem(undo.error);
  return (
    <div className={classes.bulk}>
      <Checkbox label={issues.length === 0 ? text.tickAll : text.ticked(issues.length)} checked={areAll} indeterminate={!areAll && issues.length > 0} onChange={() => onTicked(areAll ? new Set() : new Set(open.map(({ id }) => id)))} />
      <Select aria-label={`${text.bulk}: ${text.answer}`} placeholder={text.answer} data={Object.entries(answerNames).map(([value, label]) => ({ value, label }))} value={chosen} onChange={(value) => setChosen(value as Answer | null)} />
      <TextInput aria-label={`${text.bulk}: ${text.reason}`} placeholder={text.reason} className={classes.bulkReason} maxLength={2000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <ReasonButton variant="default" whyNot={whyNot} loading={save.isPending} onClick={() => chosen !== null && save.mutate(chosen)}>
        {text.bulk}
      </ReasonButton>
      {done !== null && (
        <span role="status">
          {text.bulkDone(done.count)}{' '}
          <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate(done.batch)}>
            {text.undo}
          </Button>
        </span>
      )}
      {problem !== undefined && <Refusals problem={problem} />}
    </div>
  );
}

/** Each refusal by its issue; one sentence where there are none. */
export function Refusals({ problem }: { problem: { message: string; fields: readonly { detail: string }[] } }) {
  return (
    <div role="alert" className={classes.refusals}>
      {problem.fields.length === 0 ? (
        problem.message
      ) : (
        <>
          {text.bulkNamed} {problem.fields.map(({ detail }) => detail).join(' ')}
        </>
      )}
    </div>
  );
}
