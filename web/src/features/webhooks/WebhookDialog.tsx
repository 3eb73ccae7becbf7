// Adding or changing a webhook. A new one's secret is shown in the same dialog, once.

import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch, once } from '../../api/preconditions';
import { asProblem, fieldErrors } from '../../api/problem';
import type { NewWebhook, WebhookEvent, WebhookView } from '../../api/shapes';
import { noticeWords, webhookEventNames } from '../../notice-words';
import { useNeeded } from '../../ui/useNeeded';
import { words } from '../../words';
import { SecretShown } from './SecretShown';
import classes from './WebhookDialog.module.css';

const text = noticeWords.webhooks;
const EVENTS = Object.keys(webhookEventNames) as WebhookEvent[];

export function WebhookDialog({ webhook, onClose }: { webhook?: WebhookView; onClose: () => void }) {
  const queries = useQueryClient();
  const [url, setUrl] = useState(webhook?.url ?? 'https://');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [events, setEvents] = useState<WebhookEvent[]>(webhook?.events ?? []);
  const [secret, setSecret] = useState<string>();
  const save = useAct({
    send: async (body: NewWebhook, keyOf) => {
      if (webhook === undefined) return (await answer(api.POST('/api/v1/webhooks', { body, headers: once(keyOf(body)) }))).secret;
      await answer(api.PATCH('/api/v1/webhooks/{webhook_id}', { params: { path: { webhook_id: webhook.id } }, body, headers: ifMatch(webhook.revision) }));
      return undefined;
    },
    onSuccess: (made) => {
      if (made === undefined) onClose();
      else setSecret(made);
      return queries.invalidateQueries({ queryKey: ['webhook'] });
    },
    meta: { showsOwnErrors: true },
  });
  const needed = useNeeded();
  const problem = asProblem(save.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['url', 'description', 'events']);
  const title = webhook === undefined ? text.add : text.edit;
  if (secret !== undefined) {
    return (
      <Modal opened onClose={onClose} title={text.secret}>
        <SecretShown secret={secret} onDone={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          if (needed.isAll(url)) save.mutate({ url: url.trim(), description: description.trim(), events });
        }}
      >
        <Stack gap="md">
          <TextInput data-autofocus required label={text.url} description={text.urlHow} type="url" value={url} onChange={(typed) => setUrl(typed.currentTarget.value)} error={needed.whyNot(url) ?? refusal?.errors.url} />
          <TextInput label={text.description} maxLength={200} value={description} onChange={(typed) => setDescription(typed.currentTarget.value)} error={refusal?.errors.description} />
          <Checkbox.Group label={text.events} value={events} onChange={(chosen) => setEvents(chosen as WebhookEvent[])} error={refusal?.errors.events}>
            <Checkbox
              mt="xs"
              label={text.allEvents}
              checked={events.length === EVENTS.length}
              indeterminate={events.length > 0 && events.length < EVENTS.length}
              onChange={(tick) => setEvents(tick.currentTarget.checked ? EVENTS : [])}
            />
            <div className={classes.events}>
              {EVENTS.map((event) => (
                <Checkbox key={event} value={event} label={webhookEventNames[event]} />
              ))}
            </div>
          </Checkbox.Group>
          {refusal?.rest.map((line) => (
            <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
              {line}
            </Text>
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {webhook === undefined ? words.add : words.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
