// Post asks production for the redelivery: by when, and with what in mind.

import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { Action, FixNotesView } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { Explained } from '../../help/Help';
import { ReasonButton } from '../../ui/ReasonButton';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';

/** The browser's own field wants the viewer's wall clock, without a zone. */
export const wallClock = (iso: string): string => {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

export function AskRedelivery({ notes, action }: { notes: FixNotesView; action: Action }) {
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  // Until it is typed over, what was asked before: others may ask while this page is open.
  const [typed, setTyped] = useState<{ due?: string; note?: string }>({});
  const due = typed.due ?? (notes.redelivery_due_at == null ? '' : wallClock(notes.redelivery_due_at));
  const note = typed.note ?? notes.redelivery_note ?? '';
  const ask = useAct({
    send: () =>
      answer(
        api.POST('/api/v1/requests/{request_id}/redelivery', {
          params: { path: { request_id: notes.request_id } },
          body: { due_at: due === '' ? null : new Date(due).toISOString(), note: note.trim() },
        }),
      ),
    onSuccess: async () => {
      setOpened(false);
      setTyped({});
      toasts.show('done', text.asked);
      await Promise.all(['fix_note', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(ask.error);
  return (
    <>
      <ReasonButton variant="default" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setOpened(true)}>
        {text.askRedelivery}
      </ReasonButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={text.askTitle}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <Stack gap="md">
            <div>{text.askConsequence}</div>
            <TextInput
              type="datetime-local"
              label={text.due}
              description={text.dueHow(Intl.DateTimeFormat().resolvedOptions().timeZone, notes.redelivery_days ?? null)}
              required={notes.redelivery_days == null}
              value={due}
              onChange={(event) => setTyped({ ...typed, due: event.currentTarget.value })}
              error={problem?.fields.find(({ field }) => field === 'due_at')?.detail}
            />
            <Explained of="redelivery">
              <Textarea label={text.note} autosize minRows={2} maxLength={2000} value={note} onChange={(event) => setTyped({ ...typed, note: event.currentTarget.value })} error={problem?.fields.length === 0 ? problem.message : undefined} />
            </Explained>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {words.cancel}
              </Button>
              <Button type="submit" loading={ask.isPending}>
                {text.ask}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
