// "?" at the upper right: a ticket, with what support needs already attached. On a request's page the subject names
// the title and the service.

import { CloseButton, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { TicketLink } from '../../api/shapes';
import { ticketWords } from '../../ticket-words';
import { requestQuery } from '../requests/queries';
import type { Fact } from './facts';
import classes from './NewTicketDialog.module.css';
import { TicketForm } from './TicketForm';

const text = ticketWords;
const ID = /\/requests\/([0-9a-f-]{36})/;

interface NewTicketDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The closed ticket that it goes on from. */
  follows?: TicketLink & { subject: string; requestId: string | null };
}

export function NewTicketDialog({ opened, onClose, follows }: NewTicketDialogProps) {
  const { pathname } = useLocation();
  const requestId = follows === undefined ? ID.exec(pathname)?.[1] : (follows.requestId ?? undefined);
  const request = useQuery({ ...requestQuery(requestId ?? ''), enabled: opened && requestId !== undefined });
  // A request that cannot be read any more does not keep anybody from asking for help.
  const isReady = requestId === undefined || !request.isPending;
  return (
    <Modal opened={opened} onClose={onClose} title={text.newTitle} size="lg" keepMounted={false}>
      {isReady && <TicketForm key={requestId ?? 'none'} request={request.data} follows={follows} onDone={onClose} onCancel={onClose} />}
    </Modal>
  );
}

/** The facts that go with it, each with its way out. */
export function FactList({ facts, onRemove }: { facts: readonly Fact[]; onRemove: (name: string) => void }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{text.attached.facts[name] ?? name}</dt>
          <dd>
            {value}
            <CloseButton size="xs" aria-label={text.attached.removeFact(text.attached.facts[name] ?? name)} onClick={() => onRemove(name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
