// One's due times in a calendar program: once as a file, or under an address that can be made anew and taken back.

import { Anchor, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { CalendarView } from '../../api/shapes';
import { clockWords } from '../../clock-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { agoText, instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { useNow } from '../../ui/useNow';

const text = clockWords.calendar;
const FILE = '/api/v1/calendar/due-times.ics';

export function CalendarButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {text.open}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={text.title} size="lg">
        <Stack gap="md">
          <Text size="sm">{text.explain}</Text>
          <Anchor href={FILE} download>
            {text.file}
          </Anchor>
          <Subscription />
        </Stack>
      </Modal>
    </>
  );
}

function Subscription() {
  const queries = useQueryClient();
  const calendar = useQuery({ queryKey: ['calendar'], queryFn: () => answer(api.GET('/api/v1/calendar')) });
  const refresh = () => queries.invalidateQueries({ queryKey: ['calendar'] });
  const [asked, setAsked] = useState<'renew' | 'revoke'>();
  const renew = useAct({ send: () => answer(api.PUT('/api/v1/calendar')), onSuccess: refresh });
  const revoke = useAct({
    send: () => answer(api.DELETE('/api/v1/calendar')),
    onSuccess: () => {
      renew.reset();
      toasts.show('done', text.gone);
      return refresh();
    },
  });
  if (calendar.data === undefined) return null;
  const exists = calendar.data.created_at != null;
  return (
    <section aria-label={text.subscribe}>
      <Stack gap="sm">
        <Standing calendar={calendar.data} />
        {renew.data !== undefined && <Address url={renew.data.url} />}
        <Group gap="xs">
          <Button variant={exists ? 'default' : 'filled'} loading={renew.isPending} onClick={() => (exists ? setAsked('renew') : renew.mutate())}>
            {exists ? text.renew : text.make}
          </Button>
          {exists && (
            <Button variant="default" loading={revoke.isPending} onClick={() => setAsked('revoke')}>
              {text.revoke}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmWithReason
        opened={asked === 'renew'}
        onClose={() => setAsked(undefined)}
        title={text.renew}
        consequence={text.renewConsequence}
        confirmLabel={text.renew}
        needsReason={false}
        onConfirm={async () => {
          await renew.mutateAsync();
        }}
      />
      <ConfirmWithReason
        opened={asked === 'revoke'}
        onClose={() => setAsked(undefined)}
        title={text.revoke}
        consequence={text.revokeConsequence}
        confirmLabel={text.revoke}
        needsReason={false}
        onConfirm={async () => {
          await revoke.mutateAsync();
        }}
      />
    </section>
  );
}

function Standing({ calendar }: { calendar: CalendarView }) {
  const now = useNow();
  if (calendar.created_at == null) return <Text size="sm">{text.none}</Text>;
  return (
    <Text size="sm">
      {text.since(instantText(calendar.created_at))} {calendar.last_read_at == null ? text.neverRead : text.readAt(agoText(calendar.last_read_at, now))}
    </Text>
  );
}

/** Shown once, to be copied. */
function Address({ url }: { url: string }) {
  return (
    <Stack gap="xs">
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <TextInput flex={1} readOnly label={text.address} value={url} onFocus={(focus) => focus.currentTarget.select()} />
        <CopyButton value={url}>{({ copied, copy }) => <Button onClick={copy}>{copied ? text.copied : text.copy}</Button>}</CopyButton>
      </Group>
      <Text size="xs" c="dimmed">
        {text.once}
      </Text>
    </Stack>
  );
}
