// The form of a new ticket: kind, subject, description, and what goes with it. What is typed is kept in this browser until
// it is sent.

import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem, fieldErrors } from '../../api/problem';
import type { RequestView, TicketKind, TicketLink, TicketView } from '../../api/shapes';
import { Explained, Help } from '../../help/Help';
import { teamNames, ticketKindSituations, ticketWords } from '../../ticket-words';
import { notLoaded } from '../../ui/NotLoaded';
import { remember, remembered } from '../../ui/remember';
import { toasts } from '../../ui/toast-list';
import { ticketKindNames, words } from '../../words';
import { fullName, useSession } from '../access/session';
import { AttachmentList } from './AttachmentList';
import { ticketSubject } from './context';
import { asContext, browserName, factsOf, type Fact } from './facts';
import { FactList } from './NewTicketDialog';
import dialog from './NewTicketDialog.module.css';
import { ticketKindsQuery } from './queries';
import { gather, useAttachments } from './useAttachments';

const text = ticketWords.form;

interface TicketFormProps {
  request: RequestView | undefined;
  follows: (TicketLink & { subject: string }) | undefined;
  onDone: (ticket: TicketView) => void;
  onCancel: () => void;
}

interface Draft {
  readonly kind: TicketKind | null;
  readonly subject: string;
  readonly description: string;
}

export function TicketForm({ request, follows, onDone, onCancel }: TicketFormProps) {
  const queries = useQueryClient();
  const readKinds = useQuery(ticketKindsQuery);
  const kinds = readKinds.data ?? [];
  const draftKey = `ticket.${follows?.id ?? request?.id ?? 'new'}`;
  const [draft, setDraft] = useState<Draft>(
    () => remembered<Draft>(draftKey) ?? { kind: null, subject: follows?.subject ?? (request === undefined ? '' : ticketSubject(request)), description: '' },
  );
  const change = (patch: Partial<Draft>) => {
    const next = { ...draft, ...patch };
    setDraft(next);
    remember(draftKey, next);
  };
  const { kind, subject, description } = draft;
  const chosen = kinds.find((each) => each.kind === kind);
  const [facts, setFacts] = useFacts(request);
  const attachments = useAttachments();
  useEffect(() => {
    // Support asks for it with faults; whoever does not want to send it takes it away.
    if (chosen?.is_fault === true) attachments.add(gather());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each choice, not for each change of the list
  }, [chosen?.kind]);

  const send = useAct({
    send: async (of: TicketKind, keyOf) => {
      const body = {
        request_id: request?.id ?? null,
        kind: of,
        subject: subject.trim(),
        description: description.trim(),
        context: asContext(facts),
        attachment_ids: await attachments.uploadAll(),
        follows_id: follows?.id ?? null,
      };
      return answer(api.POST('/api/v1/tickets', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: (ticket) => {
      remember(draftKey, null);
      toasts.show('done', text.sent(ticket.number));
      void queries.invalidateQueries({ queryKey: ['ticket'] });
      onDone(ticket);
    },
    meta: { showsOwnErrors: true },
  });
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
        {follows !== undefined && <Text size="sm">{text.follows(follows.number)}</Text>}
        <Explained of="ticket">
          <Select
            data-autofocus
            required
            label={text.kind}
            description={chosen === undefined ? text.kindDecides : text.team(teamNames[chosen.team])}
            data={kinds.filter((each) => !each.is_asked_on_request).map((each) => ({ value: each.kind, label: ticketKindNames[each.kind] }))}
            renderOption={({ option }) => (
              <div>
                {option.label}
                <div className="dim">{ticketKindSituations[option.value as TicketKind]}</div>
              </div>
            )}
            value={kind}
            onChange={(value) => change({ kind: value as TicketKind | null, ...(value === 'onboarding' ? { subject: text.onboardingSubject } : {}) })}
            error={refusal?.errors.kind ?? notLoaded(readKinds)}
          />
        </Explained>
        <TextInput required label={text.subject} maxLength={300} value={subject} onChange={(typed) => change({ subject: typed.currentTarget.value })} error={refusal?.errors.subject} />
        <Textarea
          required
          label={text.description}
          description={kind === 'onboarding' ? text.onboardingHow : text.descriptionHow}
          autosize
          minRows={5}
          maxRows={14}
          maxLength={10_000}
          value={description}
          onChange={(typed) => change({ description: typed.currentTarget.value })}
          error={refusal?.errors.description}
        />
        <section aria-label={ticketWords.attached.title}>
          <Stack gap="xs">
            <h3 className={dialog.heading}>
              {ticketWords.attached.title} <Help of="diagnostics" />
            </h3>
            <Text size="xs" c="dimmed">
              {ticketWords.attached.how}
            </Text>
            <FactList facts={facts} onRemove={(name) => setFacts(facts.filter((fact) => fact.name !== name))} />
            {kind !== 'onboarding' && <AttachmentList attachments={attachments} />}
          </Stack>
        </section>
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {text.kept}
          </Text>
          <Group>
            <Button variant="default" onClick={onCancel}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={send.isPending} disabled={attachments.isReading}>
              {text.send}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

/** The request itself goes as the ticket's own field; here it is named for whoever reads the list. */
function useFacts(request: RequestView | undefined) {
  const { person } = useSession();
  const state = useState<readonly Fact[]>([]);
  const [, setFacts] = state;
  useEffect(() => {
    let isCurrent = true;
    void browserName(navigator).then((browser) => {
      if (!isCurrent) return;
      const own = factsOf(browser, `${fullName(person)}, ${person.email}`);
      setFacts(request === undefined ? own : [{ name: 'request', value: words.requests.page.number(request.number) }, ...own]);
    });
    return () => {
      isCurrent = false;
    };
  }, [person, request, setFacts]);
  return state;
}
