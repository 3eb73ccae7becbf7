// What a ticket of the kind "SLA extension" asks for, with the due times before and after, and the studio's answer: granted
// or refused here, in one act with the ticket.

import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { AskedExtensionView } from '../../api/shapes';
import { clockWords } from '../../clock-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { instantText } from '../../ui/time';
import { actionOf } from '../requests/acts';
import classes from './TicketsPage.module.css';

const text = clockWords.asked;
const HOUR_S = 3600;
const LONGEST_H = 240;

export function AskedExtension({ ticketId }: { ticketId: string }) {
  const asked = useQuery({
    queryKey: ['ticket', 'extension', ticketId],
    queryFn: () => answer(api.GET('/api/v1/tickets/{ticket_id}/extension', { params: { path: { ticket_id: ticketId } } })),
    // An older ticket of this kind asks in words alone.
    retry: false,
    meta: { showsOwnErrors: true },
  });
  if (asked.data === undefined) return null;
  return (
    <section aria-label={text.title}>
      <Stack gap="sm">
        <Facts asked={asked.data} />
        {actionOf(asked.data.actions, 'grant_extension')?.allowed === true && <Answer asked={asked.data} />}
      </Stack>
    </section>
  );
}

const stateText = (asked: AskedExtensionView): string => {
  const by = asked.answered_by?.name ?? '';
  if (asked.state === 'waiting') return text.waiting;
  return asked.state === 'granted' ? text.granted((asked.granted_s ?? 0) / HOUR_S, by) : text.refused(by);
};

function Facts({ asked }: { asked: AskedExtensionView }) {
  const then = new Date(new Date(asked.due_at).getTime() + asked.extra_s * 1000).toISOString();
  const facts: [string, string | undefined][] = [
    [text.asks, text.what(asked.extra_s / HOUR_S, asked.ground)],
    [text.due, instantText(asked.due_at)],
    [text.original, asked.original_due_at === asked.due_at ? undefined : instantText(asked.original_due_at)],
    [text.ifGranted, asked.state === 'waiting' ? instantText(then) : undefined],
    [text.answer, stateText(asked)],
    ['', asked.answer === '' ? undefined : asked.answer],
  ];
  return (
    <dl className={classes.asked}>
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Answer({ asked }: { asked: AskedExtensionView }) {
  const queries = useQueryClient();
  const path = { params: { path: { ticket_id: asked.ticket_id } } };
  const [hours, setHours] = useState<number | string>(asked.extra_s / HOUR_S);
  const [note, setNote] = useState('');
  const [isRefusing, setRefusing] = useState(false);
  const refresh = () => Promise.all(['ticket', 'request', 'work'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  const grant = useAct({
    send: (_: void, keyOf) => {
      const body = { extra_h: Number(hours), note };
      return answer(api.POST('/api/v1/tickets/{ticket_id}/extension/grant', { ...path, body, headers: once(keyOf(body)) }));
    },
    onSuccess: refresh,
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(grant.error);
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        grant.mutate();
      }}
    >
      <Group align="flex-start" wrap="nowrap">
        <NumberInput w="8rem" label={text.hours} min={1} max={LONGEST_H} allowDecimal={false} value={hours} onChange={setHours} />
        <TextInput flex={1} label={text.note} maxLength={2000} value={note} onChange={(change) => setNote(change.currentTarget.value)} />
      </Group>
      {problem !== undefined && (
        <Text size="sm" mt="xs" c="var(--blocker-text)" role="alert">
          {problem.fields[0]?.detail ?? problem.message}
        </Text>
      )}
      <Group mt="sm" gap="xs">
        <Button type="submit" loading={grant.isPending}>
          {text.grant}
        </Button>
        <Button variant="default" onClick={() => setRefusing(true)}>
          {text.refuse}
        </Button>
      </Group>
      <ConfirmWithReason
        opened={isRefusing}
        onClose={() => setRefusing(false)}
        title={text.refuseTitle}
        consequence={text.refuseConsequence}
        confirmLabel={text.refuseConfirm}
        onConfirm={async (reason) => {
          await answer(api.POST('/api/v1/tickets/{ticket_id}/extension/refuse', { ...path, body: { reason } }));
          await refresh();
        }}
      />
    </form>
  );
}
