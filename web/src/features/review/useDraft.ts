// The draft of one request in this tab: opened from the server, kept there as one types, also when the page is left.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import { DraftKeeper, type DraftSnapshot, type DraftStore } from './draft-keeper';
import { type Draft, EMPTY_DRAFT, isEmptyDraft, readDraft } from './form';

const storeOf = (requestId: string): DraftStore => {
  const params = { path: { request_id: requestId } };
  return {
    // Nothing kept is answered with an empty body.
    read: async () => (await answer(api.GET('/api/v1/requests/{request_id}/draft', { params }))) ?? null,
    save: (body, revision) =>
      answer(
        api.PUT('/api/v1/requests/{request_id}/draft', {
          params,
          body: { body: body as Record<string, unknown> },
          headers: revision === null ? { 'If-None-Match': '*' } : ifMatch(revision),
          keepalive: true,
        }),
      ),
    discard: () => answer(api.DELETE('/api/v1/requests/{request_id}/draft', { params, keepalive: true })),
  };
};

export interface DraftHandle extends DraftSnapshot<Draft> {
  readonly keeper: DraftKeeper<Draft>;
}

export const useDraft = (requestId: string): DraftHandle => useKeptDraft(() => new DraftKeeper<Draft>(storeOf(requestId), EMPTY_DRAFT, isEmptyDraft, readDraft));

/** A keeper for as long as the page shows it: opened at first, settled when the page is left. */
export function useKeptDraft<Body>(make: () => DraftKeeper<Body>): DraftSnapshot<Body> & { readonly keeper: DraftKeeper<Body> } {
  const [keeper] = useState(make);
  const snapshot = useSyncExternalStore(keeper.subscribe, keeper.snapshot);

  useEffect(() => {
    void keeper.open();
    const leave = (event: BeforeUnloadEvent) => {
      if (!keeper.isUnsaved) return;
      void keeper.settle();
      event.preventDefault();
    };
    const hide = () => void keeper.settle();
    addEventListener('beforeunload', leave);
    addEventListener('pagehide', hide);
    return () => {
      removeEventListener('beforeunload', leave);
      removeEventListener('pagehide', hide);
      keeper.close();
    };
  }, [keeper]);

  return { ...snapshot, keeper };
}
