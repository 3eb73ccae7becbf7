// Production says when the redelivery is to be expected, and why then.

import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import type { Action, EstimateReason, FixNotesView } from '../../api/shapes';
import { estimateReasonNames, fixNoteWords } from '../../fix-note-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { wallClock } from './AskRedelivery';
import { useNotesRefresh } from './queries';

const text = fixNoteWords.redelivery;

export function EstimateDialog({ notes, action }: { notes: FixNotesView; action: Action }) {
  const refresh = useNotesRefresh();
  const last = notes.estimates[0];
  const [opened, setOpened] = useState(false);
  // Until it is typed over, what was said last, or the due time, which may be asked for while this page is open.
  const known = last?.estimated_at ?? notes.redelivery_due_at;
  const [typed, setTyped] = useState<string | null>(null);
  const at = typed ?? (known == null ? '' : wallClock(known));
  const [reason, setReason] = useState<EstimateReason>(last?.reason ?? 'scheduled');
  const [note, setNote] = useState('');
  const send = useAct({
    send: () =>
      answer(
        api.POST('/api/v1/requests/{request_id}/redelivery/estimates', {
          params: { path: { request_id: notes.request_id } },
          body: { estimated_at: new Date(at).toISOString(), reason, note: note.trim() },
        }),
      ),
    onSuccess: async () => {
      setOpened(false);
      setTyped(null);
      toasts.show('done', text.said);
      await refresh();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['estimated_at', 'note']);
  return (
    <>
      <ReasonButton variant="default" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setOpened(true)}>
        {text.estimate}
      </ReasonButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={text.estimateTitle}>
        <form
          onSubmit={(submit) => {
            submit.preventDefault();
            send.mutate();
          }}
        >
          <Stack gap="md">
            <div>{text.estimateConsequence}</div>
            <TextInput data-autofocus required type="datetime-local" label={text.at} value={at} onChange={(event) => setTyped(event.currentTarget.value)} error={refusal?.errors.estimated_at} />
            <Select required allowDeselect={false} label={text.reason} data={Object.entries(estimateReasonNames).map(([value, label]) => ({ value, label }))} value={reason} onChange={(value) => setReason(value as EstimateReason)} />
            <Textarea label={text.note} required={reason === 'other'} autosize minRows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={refusal?.errors.note ?? refusal?.rest[0]} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {words.cancel}
              </Button>
              <Button type="submit" loading={send.isPending}>
                {text.say}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
