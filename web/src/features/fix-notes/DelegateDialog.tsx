// Handing issues over to another production account: which, to whom, until when.

import { Autocomplete, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem, fieldErrors } from '../../api/problem';
import type { FixNotesView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { wallClock } from './AskRedelivery';
import { delegationsQuery, useNotesRefresh } from './queries';

const text = fixNoteWords.delegation;
const WEEK_MS = 7 * 24 * 3600 * 1000;

/** `ticked` are the issues to hand over; without any, all that are not answered. */
export function DelegateDialog({ notes, ticked }: { notes: FixNotesView; ticked: readonly string[] }) {
  const refresh = useNotesRefresh();
  const [opened, setOpened] = useState(false);
  const [email, setEmail] = useState('');
  const [until, setUntil] = useState(() => wallClock(new Date(Date.now() + WEEK_MS).toISOString()));
  const [note, setNote] = useState('');
  const colleagues = useQuery({ ...delegationsQuery(notes.request_id), enabled: opened }).data?.colleagues ?? [];
  const issues = ticked.length > 0 ? ticked : notes.unanswered;
  const send = useAct({
    send: (_: void, keyOf) => {
      const body = { email: email.trim(), issues: [...issues], expires_at: new Date(until).toISOString(), note: note.trim() };
      return answer(api.POST('/api/v1/requests/{request_id}/delegations', { params: { path: { request_id: notes.request_id } }, body, headers: once(keyOf(body)) }));
    },
    onSuccess: async ({ delegate }) => {
      setOpened(false);
      toasts.show('done', text.done(delegate.name));
      await refresh();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['email', 'expires_at', 'note']);
  return (
    <>
      <ReasonButton variant="default" whyNot={issues.length === 0 ? text.none : null} onClick={() => setOpened(true)}>
        {text.open}
      </ReasonButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={text.title} size="lg">
        <form
          onSubmit={(submit) => {
            submit.preventDefault();
            send.mutate();
          }}
        >
          <Stack gap="md">
            <div>{text.consequence}</div>
            <strong>{text.which(issues.length, ticked.length === 0)}</strong>
            <Autocomplete
              data-autofocus
              required
              label={text.email}
              description={text.emailHow}
              data={colleagues.map(({ email: address }) => address)}
              renderOption={({ option }) => `${colleagues.find(({ email: address }) => address === option.value)?.name ?? ''} · ${option.value}`}
              value={email}
              onChange={setEmail}
              error={refusal?.errors.email}
            />
            <TextInput required type="datetime-local" label={text.until} value={until} onChange={(event) => setUntil(event.currentTarget.value)} error={refusal?.errors.expires_at} />
            <Textarea label={text.note} autosize minRows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={refusal?.errors.note} />
            {refusal?.rest.map((line) => (
              <div key={line} role="alert" style={{ color: 'var(--blocker-text)' }}>
                {line}
              </div>
            ))}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {words.cancel}
              </Button>
              <Button type="submit" loading={send.isPending}>
                {text.confirm}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
