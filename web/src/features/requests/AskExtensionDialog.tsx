// A vendor manager asks the studio for more time. It becomes a ticket; what was typed stays until it is sent.

import { Button, Group, Modal, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem, fieldErrors } from '../../api/problem';
import type { ExtensionGround, RequestView } from '../../api/shapes';
import { clockWords } from '../../clock-words';
import { Explained } from '../../help/Help';
import { toasts } from '../../ui/toast-list';
import { groundNames, serviceNames, words } from '../../words';
import { ticketContext } from '../tickets/context';
import { useRequestRefresh } from './acts';
import { tasksText } from './look';

const text = clockWords.ask;
const LONGEST_H = 240;

const subjectFor = ({ title, service, tasks, number }: RequestView) => text.subjectOf(title.label, serviceNames[service], tasksText(tasks), number);

export function AskExtensionDialog({ request, opened, onClose }: { request: RequestView; opened: boolean; onClose: () => void }) {
  const [ground, setGround] = useState<ExtensionGround>('download_trouble');
  const [hours, setHours] = useState<number | string>(24);
  const [subject, setSubject] = useState(subjectFor(request));
  const [why, setWhy] = useState('');
  const refresh = useRequestRefresh();
  const send = useAct({
    send: (_: void, keyOf) => {
      const body = { ground, extra_h: Number(hours), subject, why, context: ticketContext() };
      return answer(api.POST('/api/v1/requests/{request_id}/extensions/ask', { params: { path: { request_id: request.id } }, body, headers: once(keyOf(body)) }));
    },
    onSuccess: async (asked) => {
      toasts.show('done', text.sent(asked.ticket_number));
      setWhy('');
      onClose();
      await refresh();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['ground', 'extra_h', 'subject', 'description']);
  return (
    <Modal opened={opened} onClose={onClose} title={text.title} size="lg">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          send.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{text.consequence}</Text>
          <Group grow align="flex-start">
            <Explained of="ground">
              <Select
                data-autofocus
                label={text.ground}
                allowDeselect={false}
                data={Object.entries(groundNames).map(([value, label]) => ({ value, label }))}
                value={ground}
                onChange={(value) => value !== null && setGround(value as ExtensionGround)}
                error={refusal?.errors.ground}
              />
            </Explained>
            <NumberInput label={text.hours} min={1} max={LONGEST_H} allowDecimal={false} value={hours} onChange={setHours} error={refusal?.errors.extra_h} />
          </Group>
          <TextInput required label={text.subject} maxLength={300} value={subject} onChange={(change) => setSubject(change.currentTarget.value)} error={refusal?.errors.subject} />
          <Textarea
            required
            label={text.why}
            description={text.whyHow}
            autosize
            minRows={3}
            maxRows={10}
            maxLength={10_000}
            value={why}
            onChange={(change) => setWhy(change.currentTarget.value)}
            error={refusal?.errors.description}
          />
          {refusal?.rest.map((line) => (
            <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
              {line}
            </Text>
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={send.isPending}>
              {text.send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
