// The reply at the end of a thread: to the author or, for the studio, a note or a reply that sets the state. What is typed
// is kept in this browser until it is sent.

import { Button, Group, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { TicketDetail, TicketState } from '../../api/shapes';
import { Help } from '../../help/Help';
import { ticketWords } from '../../ticket-words';
import { remember, remembered } from '../../ui/remember';
import { ticketStateNames } from '../../words';
import { actionOf } from '../requests/acts';
import { AttachmentList } from './AttachmentList';
import { NewTicketDialog } from './NewTicketDialog';
import classes from './TicketPage.module.css';
import { useAttachments } from './useAttachments';

const text = ticketWords.page;
const SAME = 'same';
const STATES: readonly TicketState[] = ['open', 'pending', 'solved', 'closed'];

/** Whom the reply is for. */
export type Readers = 'author' | 'studio';

interface ReplyFormProps {
  ticket: TicketDetail;
  isStudio: boolean;
  readers: Readers;
  onReaders: (readers: Readers) => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
}

export function ReplyForm({ ticket, isStudio, readers, onReaders, inputRef }: ReplyFormProps) {
  const [isFollowing, setFollowing] = useState(false);
  if (actionOf(ticket.actions, 'reply_to_ticket')?.allowed === true) return <Open key={ticket.id} {...{ ticket, isStudio, readers, onReaders, inputRef }} />;
  const { id, number, state, subject, request_id: requestId } = ticket;
  return (
    <div className={classes.reply}>
      <Text size="sm">{text.closed}</Text>
      <Button mt="xs" variant="default" onClick={() => setFollowing(true)}>
        {text.follow}
      </Button>
      <NewTicketDialog opened={isFollowing} onClose={() => setFollowing(false)} follows={{ id, number, state, subject, requestId: requestId ?? null }} />
    </div>
  );
}

function Open({ ticket, isStudio, readers, onReaders, inputRef }: ReplyFormProps) {
  const queries = useQueryClient();
  const draftKey = `ticket.reply.${ticket.id}`;
  const [body, setBody] = useState(() => remembered<string>(draftKey) ?? '');
  const [to, setTo] = useState<string>(SAME);
  const attachments = useAttachments();
  const type = (typed: string) => {
    setBody(typed);
    remember(draftKey, typed);
  };
  const isNote = isStudio && readers === 'studio';
  const send = useAct({
    send: async (_: void, keyOf) => {
      const reply = { body: body.trim(), is_internal: isNote, state: isStudio && to !== SAME ? (to as TicketState) : null, attachment_ids: await attachments.uploadAll() };
      return answer(api.POST('/api/v1/tickets/{ticket_id}/replies', { params: { path: { ticket_id: ticket.id } }, body: reply, headers: once(keyOf(reply)) }));
    },
    onSuccess: () => {
      type('');
      setTo(SAME);
      for (const one of attachments.attached) attachments.remove(one.key);
      return queries.invalidateQueries({ queryKey: ['ticket'] });
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const reopens = !isStudio && (ticket.state === 'pending' || ticket.state === 'solved');
  return (
    <form
      className={classes.reply}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (body.trim() !== '') send.mutate();
      }}
      onKeyDown={(press) => {
        if (press.key === 'Enter' && (press.ctrlKey || press.metaKey) && body.trim() !== '') send.mutate();
      }}
    >
      <Stack gap="xs">
        {isStudio && (
          <Group gap="xs">
            <SegmentedControl
              aria-label={text.replyKind}
              data={[
                { value: 'author', label: text.replyTo(ticket.author.name) },
                { value: 'studio', label: text.note },
              ]}
              value={readers}
              onChange={(value) => onReaders(value as Readers)}
            />
            <Help of="note" />
          </Group>
        )}
        <Textarea
          ref={inputRef}
          aria-label={isNote ? text.note : isStudio ? text.replyTo(ticket.author.name) : text.replyToStudio}
          placeholder={isNote ? text.noteMeans : text.reply}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={10_000}
          value={body}
          onChange={(typed) => type(typed.currentTarget.value)}
          error={problem === undefined ? undefined : (problem.fields[0]?.detail ?? problem.message)}
        />
        <details>
          <summary>{ticketWords.attached.har}</summary>
          <AttachmentList attachments={attachments} />
        </details>
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {reopens ? text.reopens : ''}
          </Text>
          <Group gap="xs">
            {isStudio && (
              <Select
                aria-label={text.setWith}
                w={140}
                allowDeselect={false}
                data={[{ value: SAME, label: text.setWithSame }, ...STATES.filter((state) => state !== ticket.state).map((state) => ({ value: state, label: ticketStateNames[state] }))]}
                value={to}
                onChange={(value) => setTo(value ?? SAME)}
              />
            )}
            <Button type="submit" loading={send.isPending} disabled={body.trim() === '' || attachments.isReading} rightSection={<kbd>Ctrl ↵</kbd>}>
              {to === SAME ? text.send : text.sendAnd(ticketStateNames[to as TicketState])}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
