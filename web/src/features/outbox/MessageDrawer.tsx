// One message: where it stands, every attempt with what the receiver said, and sending it again.

import { Drawer, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { OutboxAttempt, OutboxMessage } from '../../api/shapes';
import { noticeWords, outboxChannelNames, outboxStateNames } from '../../notice-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { StateBadge } from '../../ui/StateBadge';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { actionOf } from '../requests/acts';
import classes from './OutboxPage.module.css';
import { TONES } from './OutboxPage';
import { outboxMessageQuery } from './queries';

const text = noticeWords.outbox;

export function MessageDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const message = useQuery({ ...outboxMessageQuery(id ?? ''), enabled: id !== undefined }).data;
  return (
    <Drawer opened={id !== undefined} onClose={onClose} title={message?.message.subject ?? words.loading} size={560}>
      {message !== undefined && <Message message={message} />}
    </Drawer>
  );
}

function Message({ message: { message, attempts, body } }: { message: OutboxMessage }) {
  const queries = useQueryClient();
  const again = useAct({
    send: () => answer(api.POST('/api/v1/outbox/{message_id}/send', { params: { path: { message_id: message.id } } })),
    onSuccess: () => {
      toasts.show('done', text.again);
      return queries.invalidateQueries({ queryKey: ['outbox'] });
    },
  });
  const when = message.sent_at == null ? (message.next_at == null ? undefined : text.nextAt(instantText(message.next_at))) : text.sentAt(instantText(message.sent_at));
  return (
    <Stack gap="md">
      <div>
        <StateBadge tone={TONES[message.state]}>{outboxStateNames[message.state]}</StateBadge>{' '}
        <Text component="span" size="sm" c="dimmed">
          {[outboxChannelNames[message.channel], message.recipient, when].filter((part) => part !== undefined).join(' · ')}
        </Text>
      </div>
      {message.reason !== '' && (
        <Text size="sm" role="status">
          {message.reason}
        </Text>
      )}
      <div>
        <ReasonButton variant="default" loading={again.isPending} whyNot={actionOf(message.actions, 'send_again')?.why_not ?? null} onClick={() => again.mutate()}>
          {message.state === 'sent' ? text.replay : text.retry}
        </ReasonButton>
      </div>
      <section>
        <Text size="sm" fw={600} mb="xs">
          {text.attempts}
        </Text>
        {attempts.length === 0 && <p className="dim">{text.none}</p>}
        <ol className={classes.attempts}>
          {attempts.map((attempt) => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      </section>
      <section>
        <Text size="sm" fw={600} mb="xs">
          {text.body}
        </Text>
        {body == null ? <p className="dim">{text.mailBody}</p> : <pre className={`${classes.text} mono`}>{JSON.stringify(body, null, 2)}</pre>}
      </section>
      <Text size="xs" c="dimmed" title={text.idHow}>
        {text.id} <span className="mono">{message.id}</span>
      </Text>
    </Stack>
  );
}

function Attempt({ attempt }: { attempt: OutboxAttempt }) {
  const said = attempt.status == null ? text.noAnswer : text.status(attempt.status);
  return (
    <li className={classes.attempt}>
      <Text size="sm">
        {attempt.number}. {instantText(attempt.at)} · {said} · {text.took(attempt.latency_ms)}
      </Text>
      {attempt.reason !== '' && <p>{attempt.reason}</p>}
      {attempt.answer !== '' && <pre className={`${classes.text} mono`}>{attempt.answer}</pre>}
    </li>
  );
}
