// The steps of a request that are one call: what they are called and how they are sent. Whether one may take a step
// is never decided here: the server says so in `actions`, with the reason when not.

import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { Action, RequestRow, RequestView } from '../../api/shapes';

export type PlainAct = 'take_request' | 'begin_review' | 'take_verification' | 'begin_verification';
export type ReasonAct = 'hand_back' | 'hand_back_verification' | 'hold_request' | 'release_request' | 'cancel_request';

export const actionOf = (actions: readonly Action[], act: string): Action | undefined => actions.find((action) => action.act === act);

type Subject = Pick<RequestRow, 'id' | 'verification_id'> & Partial<Pick<RequestView, 'stop'>>;

const verificationOf = (subject: Subject) => ({ params: { path: { verification_id: subject.verification_id ?? '' } } });

const sendPlain = (act: PlainAct, subject: Subject): Promise<unknown> => {
  const request = { params: { path: { request_id: subject.id } } };
  switch (act) {
    case 'take_request':
      return answer(api.POST('/api/v1/requests/{request_id}/take', request));
    case 'begin_review':
      return answer(api.POST('/api/v1/requests/{request_id}/begin', request));
    case 'take_verification':
      return answer(api.POST('/api/v1/verifications/{verification_id}/take', verificationOf(subject)));
    case 'begin_verification':
      return answer(api.POST('/api/v1/verifications/{verification_id}/begin', verificationOf(subject)));
  }
};

/** A request that QC stopped at is held for the ticket that was opened then. */
const ticketOf = (subject: Subject): string | null => subject.stop?.ticket_id ?? null;

const sendWithReason = (act: ReasonAct, subject: Subject, reason: string): Promise<unknown> => {
  const request = { params: { path: { request_id: subject.id } }, body: { reason } };
  switch (act) {
    case 'hand_back':
      return answer(api.POST('/api/v1/requests/{request_id}/hand-back', request));
    case 'hand_back_verification':
      return answer(api.POST('/api/v1/verifications/{verification_id}/hand-back', { ...verificationOf(subject), body: { reason } }));
    case 'hold_request':
      return answer(api.POST('/api/v1/requests/{request_id}/hold', { ...request, body: { reason, ticket_id: ticketOf(subject) } }));
    case 'release_request':
      return answer(api.POST('/api/v1/requests/{request_id}/release', request));
    case 'cancel_request':
      return answer(api.POST('/api/v1/requests/{request_id}/cancel', request));
  }
};

/** What a step changes is read again: the request, the lists, one's work. */
const useRefresh = () => {
  const queries = useQueryClient();
  return () => Promise.all(['request', 'work', 'verification', 'title', 'download', 'board'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
};

export const usePlainAct = () => {
  const refresh = useRefresh();
  return useAct({ send: ({ act, subject }: { act: PlainAct; subject: Subject }) => sendPlain(act, subject), onSuccess: refresh });
};

export const useReasonAct = () => {
  const refresh = useRefresh();
  return useAct({
    send: ({ act, subject, reason }: { act: ReasonAct; subject: Subject; reason: string }) => sendWithReason(act, subject, reason),
    onSuccess: refresh,
    meta: { showsOwnErrors: true },
  });
};

export const useRequestRefresh = useRefresh;
