// After a Blocker was flagged: go on with what can be reviewed, or stop here. Either way with a ticket to Asset Management,
// whose subject is filled in. What each way means is said beside it.

import { Button, Checkbox, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type KeyOf, useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { IssueView, RequestView, TicketView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { toasts } from '../../ui/toast-list';
import { useNeeded } from '../../ui/useNeeded';
import { words } from '../../words';
import { ticketContext } from '../tickets/context';
import { ticketSubject } from '../tickets/context';

const text = fixNoteWords.blocker;

interface BlockerDialogProps {
  request: RequestView;
  /** The Blocker that was just flagged; null closes. */
  issue: IssueView | null;
  onClose: () => void;
}

export function BlockerDialog({ request, issue, onClose }: BlockerDialogProps) {
  return (
    <Modal opened={issue !== null} onClose={onClose} title={text.title} size="xl">
      {issue !== null && <Choice request={request} issue={issue} onClose={onClose} />}
    </Modal>
  );
}

function Choice({ request, issue, onClose }: { request: RequestView; issue: IssueView; onClose: () => void }) {
  const queries = useQueryClient();
  const [stops, setStops] = useState(false);
  const [why, setWhy] = useState(issue.description);
  const [notReviewed, setNotReviewed] = useState('');
  const [withTicket, setWithTicket] = useState(true);
  const [subject, setSubject] = useState(ticketSubject(request));
  const openTicket = (keyOf: KeyOf): Promise<TicketView> => {
    const body = { request_id: request.id, kind: 'blocker' as const, subject: subject.trim(), description: `${issue.in_timecode} – ${issue.out_timecode} ${issue.code_name}: ${issue.description}`, context: ticketContext() };
    return answer(api.POST('/api/v1/tickets', { body, headers: once(keyOf(body)) }));
  };
  const send = useAct({
    send: async (_: void, keyOf) => {
      const ticket = withTicket ? await openTicket(keyOf) : null;
      if (stops) {
        await answer(
          api.POST('/api/v1/requests/{request_id}/stop', {
            params: { path: { request_id: request.id } },
            body: { issue_id: issue.id, note: why.trim(), not_reviewed: notReviewed.trim(), ticket_id: ticket?.id ?? null },
          }),
        );
      }
      return ticket;
    },
    onSuccess: async (ticket) => {
      if (stops) toasts.show('done', text.stopped);
      else if (ticket !== null) toasts.show('done', text.wentOn(ticket.number));
      await Promise.all(['request', 'ticket'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const needed = useNeeded();
  const problem = asProblem(send.error);
  return (
    <form
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        if (needed.isAll(...(stops ? [why, notReviewed] : []), ...(withTicket ? [subject] : []))) send.mutate();
      }}
    >
      <Stack gap="md">
        <div>{text.saved(issue.number, issue.code_name)}</div>
        <Radio.Group aria-label={text.title} value={stops ? 'stop' : 'go-on'} onChange={(value) => setStops(value === 'stop')}>
          <Stack gap="md">
            <div>
              <Radio data-autofocus value="go-on" label={<strong>{text.goOn}</strong>} description={text.goOnMeans} />
              <ul style={{ margin: '0.3rem 0 0 1.2rem' }}>
                {text.goOnCases.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
            <Radio value="stop" label={<strong>{text.stop}</strong>} description={text.stopMeans} />
          </Stack>
        </Radio.Group>
        {stops && (
          <>
            <Textarea required label={text.why} autosize minRows={2} maxRows={6} maxLength={2000} value={why} onChange={(event) => setWhy(event.currentTarget.value)} error={needed.whyNot(why)} />
            <Textarea required label={text.notReviewed} description={text.notReviewedHow} autosize minRows={2} maxRows={6} maxLength={2000} value={notReviewed} onChange={(event) => setNotReviewed(event.currentTarget.value)} error={needed.whyNot(notReviewed)} />
          </>
        )}
        <Checkbox label={text.ticket} description={text.ticketHow} checked={withTicket} onChange={(event) => setWithTicket(event.currentTarget.checked)} />
        {withTicket && <TextInput required label={text.subject} maxLength={300} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} error={needed.whyNot(subject)} />}
        {problem !== undefined && (
          <div role="alert" style={{ color: 'var(--blocker-text)' }}>
            {problem.fields.length === 0 ? problem.message : problem.fields.map(({ detail }) => detail).join(' ')}
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {stops ? text.confirmStop : text.confirmGoOn}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
