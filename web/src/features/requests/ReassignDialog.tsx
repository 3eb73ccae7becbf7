// A manager gives a request or a verification to somebody who can take it, or back to the pool. The server says who can, who
// cannot, and why.

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { CandidateView, RequestRow } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { Explained } from '../../help/Help';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { notLoaded } from '../../ui/NotLoaded';
import { words } from '../../words';
import { useRequestRefresh } from './acts';
import classes from './ReassignDialog.module.css';

const text = words.requests.reassign;
const more = assignmentWords.give;
const POOL = 'pool';

type GivenThing = 'request' | 'verification';
type Given = Pick<RequestRow, 'id' | 'state' | 'operator' | 'verifier' | 'verification_id'>;

interface ReassignDialogProps {
  request: Given;
  /** What is given; the request itself when absent. */
  given?: GivenThing;
  opened: boolean;
  onClose: () => void;
}

const listCandidates = (given: GivenThing, request: Given): Promise<CandidateView[]> =>
  given === 'request'
    ? answer(api.GET('/api/v1/requests/{request_id}/candidates', { params: { path: { request_id: request.id } } }))
    : answer(api.GET('/api/v1/verifications/{verification_id}/candidates', { params: { path: { verification_id: request.verification_id ?? '' } } }));

const give = (given: GivenThing, request: Given, to: string, reason: string): Promise<unknown> => {
  const body = { person_id: to === POOL ? null : to, reason };
  return given === 'request'
    ? answer(api.POST('/api/v1/requests/{request_id}/reassign', { params: { path: { request_id: request.id } }, body }))
    : answer(api.POST('/api/v1/verifications/{verification_id}/reassign', { params: { path: { verification_id: request.verification_id ?? '' } }, body }));
};

export function ReassignDialog({ request, given = 'request', opened, onClose }: ReassignDialogProps) {
  const [to, setTo] = useState<string | null>(null);
  const refresh = useRequestRefresh();
  const candidates = useQuery({ queryKey: ['request', 'candidates', given, request.id, request.state, request.operator?.id, request.verifier?.id], queryFn: () => listCandidates(given, request), enabled: opened });
  const able = (candidates.data ?? []).filter(({ why_not: why }) => why == null);
  const others = (candidates.data ?? []).filter(({ why_not: why }) => why != null);
  const holder = given === 'request' ? request.operator : request.verifier;
  const title = given === 'request' ? words.requests.acts.reassign_request : more.verification;

  return (
    <ConfirmWithReason
      opened={opened}
      onClose={onClose}
      title={title.replace('…', '')}
      consequence={given === 'request' ? text.consequence(holder?.name) : more.verificationConsequence(holder?.name)}
      confirmLabel={text.confirm}
      onConfirm={async (reason) => {
        if (to === null) throw new Error(text.choose);
        await give(given, request, to, reason);
        setTo(null);
        await refresh();
      }}
    >
      <Explained of="pool">
        <Select
          mb="md"
          required
          searchable
          label={text.to}
          placeholder={text.placeholder}
          {...(candidates.isSuccess && able.length === 0 ? { description: more.nobody } : {})}
          data={[
            ...(holder == null ? [] : [{ value: POOL, label: text.pool }]),
            ...able.map(({ person, held }) => ({ value: person.id, label: `${person.name}, ${person.facility ?? ''} · ${more.holds(held)}` })),
          ]}
          value={to}
          onChange={setTo}
          error={notLoaded(candidates)}
        />
      </Explained>
      {others.length > 0 && (
        <details className={classes.others}>
          <summary>{more.others(others.length)}</summary>
          <ul>
            {others.map(({ person, why_not: why }) => (
              <li key={person.id}>
                <strong>{person.name}</strong> <span className="dim">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </ConfirmWithReason>
  );
}
