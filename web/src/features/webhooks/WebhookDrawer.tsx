// One webhook: how it fares, and what can be done with it.

import { Button, Drawer, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { WebhookView } from '../../api/shapes';
import { noticeWords, webhookEventNames } from '../../notice-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { SecretShown } from './SecretShown';
import { WebhookDialog } from './WebhookDialog';
import { WebhookState } from './WebhooksPage';

const text = noticeWords.webhooks;
const HOUR_MS = 3_600_000;

export function WebhookDrawer({ webhook, onClose }: { webhook: WebhookView | undefined; onClose: () => void }) {
  return (
    <Drawer opened={webhook !== undefined} onClose={onClose} title={webhook?.description === '' ? webhook.url : (webhook?.description ?? '')} size={520}>
      {webhook !== undefined && <Webhook webhook={webhook} onClose={onClose} />}
    </Drawer>
  );
}

type Dialog = 'edit' | 'rotate' | 'replay' | 'remove';

function Webhook({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<Dialog>();
  const path = { params: { path: { webhook_id: webhook.id } } };
  const refresh = () => Promise.all(['webhook', 'outbox'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  const switchTo = useAct({
    send: (isEnabled: boolean) => answer(api.PATCH('/api/v1/webhooks/{webhook_id}', { ...path, body: { is_enabled: isEnabled }, headers: ifMatch(webhook.revision) })),
    onSuccess: refresh,
  });
  const test = useAct({
    send: () => answer(api.POST('/api/v1/webhooks/{webhook_id}/test', path)),
    onSuccess: () => {
      toasts.show('done', text.tested);
      return refresh();
    },
  });
  const whyNot = webhook.is_enabled ? null : text.offWhy;
  const close = () => setDialog(undefined);
  return (
    <Stack gap="md">
      <div>
        <WebhookState webhook={webhook} />{' '}
        <Text component="span" size="sm" className="mono">
          {webhook.url}
        </Text>
      </div>
      <Text size="sm" c="dimmed">
        {[webhook.facility ?? text.studio, webhook.created_by == null ? undefined : text.addedBy(webhook.created_by.name, instantText(webhook.created_at))].filter((part) => part !== undefined).join(' · ')}
      </Text>
      {webhook.disabled_reason !== '' && <Text size="sm">{text.switchedOff(webhook.disabled_reason)}</Text>}
      {webhook.is_enabled && webhook.failing_since != null && <Text size="sm">{text.failingSince(instantText(webhook.failing_since))}</Text>}
      {webhook.old_secret_until != null && <Text size="sm">{text.oldUntil(instantText(webhook.old_secret_until))}</Text>}
      <Text size="sm">
        {text.events}: {webhook.events.map((event) => webhookEventNames[event]).join(', ')}
      </Text>
      <Link to="/outbox" search={{ webhook: webhook.id }}>
        {text.messages}
      </Link>
      <Group gap="xs">
        <ReasonButton loading={test.isPending} whyNot={whyNot} onClick={() => test.mutate()}>
          {text.test}
        </ReasonButton>
        <ReasonButton variant="default" whyNot={whyNot} onClick={() => setDialog('replay')}>
          {text.replay}
        </ReasonButton>
        <Button variant="default" onClick={() => setDialog('edit')}>
          {text.edit}
        </Button>
        <Button variant="default" onClick={() => setDialog('rotate')}>
          {text.rotate}
        </Button>
        <Button variant="default" loading={switchTo.isPending} onClick={() => switchTo.mutate(!webhook.is_enabled)}>
          {webhook.is_enabled ? text.switchOff : text.switchOn}
        </Button>
        <Button variant="default" color="red" onClick={() => setDialog('remove')}>
          {text.remove}
        </Button>
      </Group>
      {dialog === 'edit' && <WebhookDialog webhook={webhook} onClose={close} />}
      {dialog === 'rotate' && <RotateDialog webhook={webhook} onClose={close} />}
      {dialog === 'replay' && <ReplayDialog webhook={webhook} onClose={close} />}
      <ConfirmWithReason
        opened={dialog === 'remove'}
        onClose={close}
        title={text.removeTitle}
        consequence={text.removeHow}
        confirmLabel={text.remove}
        isSerious
        needsReason={false}
        onConfirm={async () => {
          await answer(api.DELETE('/api/v1/webhooks/{webhook_id}', path));
          onClose();
          await refresh();
        }}
      />
    </Stack>
  );
}

function RotateDialog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const queries = useQueryClient();
  const [hours, setHours] = useState('24');
  const rotate = useAct({
    send: () => answer(api.POST('/api/v1/webhooks/{webhook_id}/secret', { params: { path: { webhook_id: webhook.id } }, body: { overlap_hours: Number(hours) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhook'] }),
  });
  const secret = rotate.data?.secret;
  return (
    <Modal opened onClose={onClose} title={secret === undefined ? text.rotateTitle : text.secret} closeOnClickOutside={secret === undefined}>
      {secret !== undefined ? (
        <SecretShown secret={secret} onDone={onClose} />
      ) : (
        <Stack gap="md">
          <Text size="sm">{text.rotateHow}</Text>
          <NativeSelect label={text.overlap} data={text.overlaps} value={hours} onChange={(choice) => setHours(choice.currentTarget.value)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              {text.rotate}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function ReplayDialog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const queries = useQueryClient();
  const [hours, setHours] = useState('24');
  const replay = useAct({
    send: () => {
      const since = new Date(Date.now() - Number(hours) * HOUR_MS).toISOString();
      return answer(api.POST('/api/v1/webhooks/{webhook_id}/replay', { params: { path: { webhook_id: webhook.id } }, body: { since } }));
    },
    onSuccess: ({ messages, left }) => {
      toasts.show('done', text.replayed(messages, left));
      onClose();
      return queries.invalidateQueries({ queryKey: ['outbox'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={text.replayTitle}>
      <Stack gap="md">
        <Text size="sm">{text.replayHow}</Text>
        <NativeSelect label={text.replaySince} data={text.replays} value={hours} onChange={(choice) => setHours(choice.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button loading={replay.isPending} onClick={() => replay.mutate()}>
            {text.replay}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
