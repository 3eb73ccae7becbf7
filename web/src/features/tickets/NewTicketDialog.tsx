// "?" at the upper right: a ticket, with what support needs already attached. On a request's page the subject names
// the title and the service.

import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { newIdempotencyKey, once } from '../../api/preconditions';
import type { RequestView, TicketKind, TicketView } from '../../api/shapes';
import { toasts } from '../../ui/toast-list';
import { serviceNames, ticketKindNames, words } from '../../words';
import { requestQuery } from '../requests/queries';
import { ticketContext } from './context';

const text = words.tickets;
const ID = /\/requests\/([0-9a-f-]{36})/;

export const ticketSubject = ({ title, service, number }: RequestView) => `${title.label} · ${serviceNames[service]} QC · ${number}`;

/** More time and a Full QC are asked for on the page of the request, where ground and reason are known. */
const ELSEWHERE: readonly string[] = ['sla_extension', 'retiering'];
const KINDS = Object.entries(ticketKindNames).filter(([kind]) => !ELSEWHERE.includes(kind));

export function NewTicketDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { pathname } = useLocation();
  const requestId = ID.exec(pathname)?.[1];
  const request = useQuery({ ...requestQuery(requestId ?? ''), enabled: opened && requestId !== undefined }).data;
  return (
    <Modal opened={opened} onClose={onClose} title={text.newTitle} size="lg" keepMounted={false}>
      {(requestId === undefined || request !== undefined) && <TicketForm key={requestId ?? 'none'} request={request} onDone={onClose} onCancel={onClose} />}
    </Modal>
  );
}

function TicketForm({ request, onDone, onCancel }: { request: RequestView | undefined; onDone: (ticket: TicketView) => void; onCancel: () => void }) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<TicketKind | null>(null);
  const [subject, setSubject] = useState(request === undefined ? '' : ticketSubject(request));
  const [description, setDescription] = useState('');
  const [key] = useState(newIdempotencyKey);
  const send = useMutation({
    mutationFn: (of: TicketKind) =>
      answer(
        api.POST('/api/v1/tickets', {
          body: { request_id: request?.id ?? null, kind: of, subject: subject.trim(), description: description.trim(), context: ticketContext() },
          headers: once(key),
        }),
      ),
    onSuccess: (ticket) => {
      toasts.show('done', text.sent(ticket.number));
      void queries.invalidateQueries({ queryKey: ['ticket'] });
      onDone(ticket);
    },
    meta: { showsOwnErrors: true },
  });
  useEffect(() => {
    if (kind === 'onboarding') setSubject(text.onboardingSubject);
  }, [kind]);
  const problem = asProblem(send.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['kind', 'subject', 'description']);

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (kind !== null) send.mutate(kind);
      }}
    >
      <Stack gap="md">
        <Select
          data-autofocus
          required
          label={text.kind}
          description={text.kindDecides}
          data={KINDS.map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(value) => setKind(value as TicketKind | null)}
          error={refusal?.errors.kind}
        />
        <TextInput required label={text.subject} maxLength={300} value={subject} onChange={(change) => setSubject(change.currentTarget.value)} error={refusal?.errors.subject} />
        <Textarea
          required
          label={text.description}
          description={kind === 'onboarding' ? text.onboardingHow : text.descriptionHow}
          autosize
          minRows={5}
          maxRows={14}
          maxLength={10_000}
          value={description}
          onChange={(change) => setDescription(change.currentTarget.value)}
          error={refusal?.errors.description}
        />
        <Text size="xs" c="dimmed">
          {text.attached}
        </Text>
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {text.send}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
