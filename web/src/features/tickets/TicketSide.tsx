// Beside a ticket's thread: state, team and person, what it is about, what is attached, how Zendesk stands with it.

import { Anchor, Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { Invited, Team, TicketAttachmentContent, TicketAttachmentView, TicketDetail, TicketState } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { Explained, Help } from '../../help/Help';
import { attachmentKindNames, teamNames, ticketWords } from '../../ticket-words';
import { notLoaded } from '../../ui/NotLoaded';
import { sizeText } from '../../ui/size';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { ticketStateNames, words } from '../../words';
import { fullName, useSession } from '../access/session';
import { actionOf } from '../requests/acts';
import { AskedExtension } from './AskedExtension';
import attachmentClasses from './AttachmentList.module.css';
import { SyncBadge } from './look';
import { studioQuery } from './queries';
import { SuggestedBars } from './SuggestedBars';
import classes from './TicketPage.module.css';

const text = ticketWords.page;
const NOBODY = 'nobody';

const pathOf = (ticket: TicketDetail) => ({ params: { path: { ticket_id: ticket.id } } });

export function TicketSide({ ticket, isStudio }: { ticket: TicketDetail; isStudio: boolean }) {
  const mayAnswer = actionOf(ticket.actions, 'set_ticket_state')?.allowed === true;
  return (
    <aside className={classes.side} tabIndex={0} aria-label={text.side}>
      {mayAnswer && <Steps ticket={ticket} />}
      <Asked ticket={ticket} />
      <Onboarding ticket={ticket} mayAnswer={isStudio} />
      <h2>{text.side}</h2>
      <About ticket={ticket} isStudio={isStudio} />
      {ticket.zendesk != null && <Zendesk ticket={ticket} zendesk={ticket.zendesk} isStudio={isStudio} />}
      <h2>{text.attachments}</h2>
      {ticket.attachments.length === 0 ? <p className="dim">{text.noAttachments}</p> : ticket.attachments.map((one) => <Attachment key={one.id} ticket={ticket} attachment={one} isStudio={isStudio} />)}
    </aside>
  );
}

/** State, team and person. */
function Steps({ ticket }: { ticket: TicketDetail }) {
  const queries = useQueryClient();
  const { person: me } = useSession();
  const studio = useQuery(studioQuery);
  const people = studio.data?.items.filter(({ state }) => state === 'active') ?? [];
  const refresh = () => queries.invalidateQueries({ queryKey: ['ticket'] });
  const setState = useAct({
    send: (state: TicketState) => answer(api.POST('/api/v1/tickets/{ticket_id}/state', { ...pathOf(ticket), body: { state } })),
    onSuccess: refresh,
  });
  const assign = useAct({
    send: ({ team, assignee }: { team: Team; assignee: string | null }) => answer(api.POST('/api/v1/tickets/{ticket_id}/assign', { ...pathOf(ticket), body: { team, assignee_id: assignee } })),
    onSuccess: () => {
      toasts.show('done', words.saved);
      return refresh();
    },
  });
  const assignee = ticket.assignee?.id ?? null;
  const states = (Object.keys(ticketStateNames) as TicketState[]).filter((state) => state !== 'new' || ticket.state === 'new');
  return (
    <Stack gap="xs">
      <Explained of="state of a ticket">
        <Select label={text.state} allowDeselect={false} data={states.map((value) => ({ value, label: ticketStateNames[value] }))} value={ticket.state} onChange={(value) => value !== null && value !== ticket.state && setState.mutate(value as TicketState)} />
      </Explained>
      <Explained of="team">
        <Select label={text.team} allowDeselect={false} data={Object.entries(teamNames).map(([value, label]) => ({ value, label }))} value={ticket.team} onChange={(value) => value !== null && assign.mutate({ team: value as Team, assignee })} />
      </Explained>
      <Select
        label={text.assignee}
        searchable
        allowDeselect={false}
        data={[{ value: NOBODY, label: text.nobody }, ...people.map((person) => ({ value: person.id, label: fullName(person) }))]}
        value={assignee ?? NOBODY}
        onChange={(value) => value !== null && assign.mutate({ team: ticket.team, assignee: value === NOBODY ? null : value })}
        error={notLoaded(studio)}
      />
      {assignee !== me.id && (
        <Button size="compact-sm" variant="default" loading={assign.isPending} onClick={() => assign.mutate({ team: ticket.team, assignee: me.id })}>
          {text.takeIt}
        </Button>
      )}
    </Stack>
  );
}

function Onboarding({ ticket, mayAnswer }: { ticket: TicketDetail; mayAnswer: boolean }) {
  const queries = useQueryClient();
  const [invited, setInvited] = useState<Invited[]>();
  const onboard = useAct({
    send: () => answer(api.POST('/api/v1/tickets/{ticket_id}/onboard', pathOf(ticket))),
    onSuccess: (people) => {
      setInvited(people);
      return Promise.all(['ticket', 'person'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
  });
  const mayOnboard = actionOf(ticket.actions, 'approve_onboarding')?.allowed === true;
  return (
    <>
      {invited?.map((each) => (
        <div key={each.person.id}>
          <div>{words.people.invited.explain(fullName(each.person), each.person.email)}</div>
          <code className={`${classes.link} mono`}>{each.invitation_link}</code>
        </div>
      ))}
      {mayOnboard && invited === undefined && (
        <Button mt="xs" fullWidth loading={onboard.isPending} onClick={() => onboard.mutate()}>
          {text.onboard}
        </Button>
      )}
      {mayAnswer && ticket.kind === 'onboarding' && <SuggestedBars ticketId={ticket.id} />}
    </>
  );
}

/** What a ticket asks for beside an answer: more time, a Full QC in place of a fix check. */
function Asked({ ticket }: { ticket: TicketDetail }) {
  const queries = useQueryClient();
  const retier = useAct({
    send: () => answer(api.POST('/api/v1/tickets/{ticket_id}/retier', pathOf(ticket))),
    onSuccess: () => {
      toasts.show('done', assignmentWords.fullQc.approved);
      return Promise.all(['ticket', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
  });
  return (
    <>
      {ticket.kind === 'sla_extension' && <AskedExtension ticketId={ticket.id} />}
      {actionOf(ticket.actions, 'approve_retiering')?.allowed === true && (
        <Button mt="xs" fullWidth loading={retier.isPending} onClick={() => retier.mutate()}>
          {assignmentWords.fullQc.approve}
        </Button>
      )}
    </>
  );
}

function About({ ticket, isStudio }: { ticket: TicketDetail; isStudio: boolean }) {
  const facts = Object.entries(ticket.context as Record<string, unknown>);
  return (
    <dl className={classes.facts}>
      <Fact name={text.author}>{[ticket.author.name, ticket.author.facility].filter((part) => part != null).join(', ')}</Fact>
      {!isStudio && <Fact name={text.team}>{teamNames[ticket.team]}</Fact>}
      {ticket.request_id != null && ticket.request_number != null && (
        <Fact name={text.request}>
          <Link to="/requests/$requestId" params={{ requestId: ticket.request_id }}>
            {words.requests.page.number(ticket.request_number)}
          </Link>
        </Fact>
      )}
      {ticket.follows != null && (
        <Fact name={text.follows}>
          <TicketNumber number={ticket.follows.number} />
        </Fact>
      )}
      {ticket.followed_by.map(({ number }) => (
        <Fact key={number} name={text.followedBy}>
          <TicketNumber number={number} />
        </Fact>
      ))}
      {facts.map(([name, value]) => (
        <Fact key={name} name={ticketWords.attached.facts[name] ?? name}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </Fact>
      ))}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const TicketNumber = ({ number }: { number: number }) => (
  <Link to="/tickets/$number" params={{ number: String(number) }}>
    {ticketWords.number(number)}
  </Link>
);

function Zendesk({ ticket, zendesk, isStudio }: { ticket: TicketDetail; zendesk: NonNullable<TicketDetail['zendesk']>; isStudio: boolean }) {
  const queries = useQueryClient();
  const retry = useAct({
    send: () => answer(api.POST('/api/v1/tickets/{ticket_id}/sync', pathOf(ticket))),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ticket'] }),
  });
  const name = zendesk.number == null ? text.zendesk.notYet : text.zendesk.number(zendesk.number);
  return (
    <>
      <h2>{text.zendesk.title}</h2>
      <Group gap="xs">
        {zendesk.url == null ? (
          <span className="number">{name}</span>
        ) : (
          <Anchor size="sm" href={zendesk.url} target="_blank" rel="noreferrer">
            {name}
          </Anchor>
        )}
        <SyncBadge zendesk={zendesk} />
        {isStudio && zendesk.state === 'failed' && (
          <Button size="compact-xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
            {text.zendesk.retry}
          </Button>
        )}
      </Group>
      {zendesk.problem != null && <p className="dim">{zendesk.problem}</p>}
    </>
  );
}

function Attachment({ ticket, attachment, isStudio }: { ticket: TicketDetail; attachment: TicketAttachmentView; isStudio: boolean }) {
  const [shown, setShown] = useState<TicketAttachmentContent>();
  const path = { params: { path: { ticket_id: ticket.id, attachment_id: attachment.id } } };
  const look = useAct({
    send: () => answer(api.GET('/api/v1/tickets/{ticket_id}/attachments/{attachment_id}', path)),
    onSuccess: setShown,
  });
  return (
    <div className={classes.attachment}>
      <div>
        {attachment.name} <span className="dim">{`${attachmentKindNames[attachment.kind]}, ${sizeText(attachment.size_bytes)}`}</span> <Help of="HAR file" />
      </div>
      {attachment.is_deleted ? (
        <div className="dim">{text.deleted}</div>
      ) : (
        <>
          {attachment.kind === 'har' && <div className="dim">{ticketWords.attached.removed(attachment.removed)}</div>}
          <div className="dim">{text.kept(instantText(attachment.delete_at))}</div>
          <Group gap="xs" mt={4}>
            <Button size="compact-xs" variant="default" loading={look.isPending} onClick={() => look.mutate()}>
              {text.show}
            </Button>
            {isStudio && (
              <Button size="compact-xs" variant="default" component="a" href={`/api/v1/tickets/${ticket.id}/attachments/${attachment.id}/file`} download>
                {text.download}
              </Button>
            )}
          </Group>
        </>
      )}
      <Modal opened={shown !== undefined} onClose={() => setShown(undefined)} title={attachment.name} size="xl">
        <pre className={`${attachmentClasses.content} mono`} tabIndex={0}>
          {JSON.stringify(shown?.content, null, 2)}
        </pre>
      </Modal>
    </div>
  );
}
