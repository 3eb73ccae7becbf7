// What was handed over, to whom, and how far they are; production takes it back or hands it over again.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { DelegationRow } from '../../api/shapes';
import { delegationStateNames, fixNoteWords } from '../../fix-note-words';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { useMay } from '../access/session';
import classes from './FixNotesPage.module.css';
import { delegationsQuery, useNotesRefresh } from './queries';

const text = fixNoteWords.delegation;

export function Delegations({ requestId, mayManage }: { requestId: string; mayManage: boolean }) {
  const may = useMay();
  const rows = useQuery({ ...delegationsQuery(requestId), enabled: may('see_delegation') }).data?.delegations ?? [];
  const refresh = useNotesRefresh();
  const step = useAct({
    send: ({ id, act }: { id: string; act: 'revoke' | 'resume' }) => {
      const path = { params: { path: { delegation_id: id } } };
      return act === 'revoke' ? answer(api.POST('/api/v1/delegations/{delegation_id}/revoke', path)) : answer(api.POST('/api/v1/delegations/{delegation_id}/resume', path));
    },
    onSuccess: async (_, { act }) => {
      if (act === 'revoke') toasts.show('done', text.revoked);
      await refresh();
    },
  });
  if (rows.length === 0) return null;
  const isOpen = ({ state, is_expired: expired }: DelegationRow) => (state === 'active' || state === 'finished') && !expired;
  return (
    <section className={classes.handed} aria-label={text.list}>
      <strong>{text.list}</strong>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <span>{row.delegate.name}</span>
            <span className="dim">{row.is_expired ? text.expired : delegationStateNames[row.state]}</span>
            <span className="number">{text.line(row.answered, row.issues.length, instantText(row.expires_at))}</span>
            {row.note !== '' && <span className="dim">“{row.note}”</span>}
            {mayManage && isOpen(row) && (
              <>
                {row.state === 'finished' && (
                  <Button size="compact-xs" variant="default" loading={step.isPending} onClick={() => step.mutate({ id: row.id, act: 'resume' })}>
                    {text.resume}
                  </Button>
                )}
                <Button size="compact-xs" variant="default" loading={step.isPending} onClick={() => step.mutate({ id: row.id, act: 'revoke' })}>
                  {text.revoke}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
