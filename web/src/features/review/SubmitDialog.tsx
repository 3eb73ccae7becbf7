// Submitting the report: what stands in it, what was not seen and why, whether QC was stopped at a Blocker.

import { Button, Checkbox, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { IssueView, RequestView, WatchItemView } from '../../api/shapes';
import { Explained } from '../../help/Help';
import type { FrameSpan } from '../../player/clock';
import { reviewWords } from '../../review-words';
import { toasts } from '../../ui/toast-list';
import { useNeeded } from '../../ui/useNeeded';
import { words } from '../../words';
import { useRequestRefresh } from '../requests/acts';
import { Counts } from '../requests/look';
import { taskName } from '../requests/TaskList';
import { isGone } from './issue-filter';
import { seenPercent, seenText } from './seen';

const text = reviewWords.submit;

interface SubmitDialogProps {
  request: RequestView;
  issues: readonly IssueView[];
  watch: readonly WatchItemView[];
  seen: ReadonlyMap<string, readonly FrameSpan[]>;
  hasOpenForm: boolean;
  opened: boolean;
  onClose: () => void;
  /** Sends what waits (coverage, draft) before the report goes. */
  settle: () => Promise<void>;
}

export function SubmitDialog({ request, issues, watch, seen, hasOpenForm, opened, onClose, settle }: SubmitDialogProps) {
  const navigate = useNavigate();
  const refresh = useRequestRefresh();
  const [gapReason, setGapReason] = useState('');
  const [isStopped, setStopped] = useState(false);
  const [stoppedNote, setStoppedNote] = useState('');
  const [notReviewed, setNotReviewed] = useState('');
  const needed = useNeeded();
  const isStoppedNow = request.stop != null;
  const submit = useAct({
    send: async () => {
      await settle();
      return answer(
        api.POST('/api/v1/requests/{request_id}/submit', {
          params: { path: { request_id: request.id } },
          body: { gap_reason: gapReason.trim() === '' ? null : gapReason.trim(), stopped_note: isStopped ? stoppedNote.trim() : null, not_reviewed: isStopped ? notReviewed.trim() : null },
        }),
      );
    },
    onSuccess: async () => {
      toasts.show('done', text.done);
      await refresh();
      await navigate({ to: '/requests/$requestId', params: { requestId: request.id } });
    },
    meta: { showsOwnErrors: true },
  });

  const standing = issues.filter((issue) => !isGone(issue));
  const of = (severity: IssueView['severity']) => standing.filter((issue) => issue.severity === severity).length;
  // Downloaded files are played on the facility's own devices, which record nothing here.
  const gaps = request.service === 'download' ? [] : request.tasks.map((task) => ({ task, percent: seenPercent(task, seen.get(task.id)) })).filter(({ percent }) => percent < 100);
  const notDone = request.tasks.filter(({ state }) => state !== 'done');
  const undecided = watch.filter(({ verdict }) => verdict == null).length;
  const problem = asProblem(submit.error);
  const refusals = problem === undefined ? [] : problem.fields.length > 0 ? problem.fields.map(({ detail }) => detail) : [problem.message];

  // What was refused before is not said again of what has changed since.
  const close = () => {
    submit.reset();
    onClose();
  };

  return (
    <Modal opened={opened} onClose={close} title={text.title} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isStopped || needed.isAll(stoppedNote, notReviewed)) submit.mutate();
        }}
      >
        <Stack gap="md">
          <div>{text.consequence}</div>
          <Group gap="sm">
            <span>{text.counts}:</span>
            <Counts counts={{ blocker: of('blocker'), issue: of('issue'), fyi: of('fyi') }} />
          </Group>
          {hasOpenForm && <div role="alert">{text.draft}</div>}
          {request.stop != null && <div role="note">{text.isStopped(request.stop.note)}</div>}
          {!isStopped && !isStoppedNow && notDone.length > 0 && (
            <div>
              {text.notDone}: {notDone.map(taskName).join(', ')}
            </div>
          )}
          {!isStopped && !isStoppedNow && undecided > 0 && <div>{text.undecided(undecided)}</div>}
          {!isStopped && !isStoppedNow && gaps.length > 0 && (
            <div>
              {text.gaps}
              <ul>
                {gaps.map(({ task, percent }) => (
                  <li key={task.id}>
                    {taskName(task)}: {seenText(task.kind, percent)}
                  </li>
                ))}
              </ul>
              <Explained of="coverage">
                <Textarea data-autofocus label={text.gapReason} autosize minRows={2} maxLength={2000} value={gapReason} onChange={(event) => setGapReason(event.currentTarget.value)} />
              </Explained>
            </div>
          )}
          {!isStoppedNow && <Checkbox
            label={text.stopped}
            description={of('blocker') === 0 ? text.stoppedNeedsBlocker : undefined}
            disabled={of('blocker') === 0}
            checked={isStopped}
            onChange={(event) => setStopped(event.currentTarget.checked)}
          />}
          {isStopped && (
            <Explained of="stop">
              <Textarea label={text.stoppedNote} required autosize minRows={2} maxLength={2000} value={stoppedNote} onChange={(event) => setStoppedNote(event.currentTarget.value)} error={needed.whyNot(stoppedNote)} />
            </Explained>
          )}
          {isStopped && <Textarea label={text.notReviewed} required autosize minRows={2} maxLength={2000} value={notReviewed} onChange={(event) => setNotReviewed(event.currentTarget.value)} error={needed.whyNot(notReviewed)} />}
          {refusals.map((line) => (
            <div key={line} role="alert" style={{ color: 'var(--blocker-text)' }}>
              {line}
            </div>
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={submit.isPending} disabled={hasOpenForm}>
              {text.send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
