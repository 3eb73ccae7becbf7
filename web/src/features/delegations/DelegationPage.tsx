// Issues that production of a show handed over: the delegate answers exactly these, in drafts that production reviews.

import { Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { DelegationView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { LinkButton } from '../../ui/LinkButton';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { FixNoteCard } from '../fix-notes/FixNoteCard';
import type { AnswerHandle } from '../fix-notes/AnswerForm';
import classes from '../fix-notes/FixNotesPage.module.css';
import type { Saver } from '../fix-notes/useAnswer';
import { useListKeys } from '../fix-notes/useListKeys';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { delegationQuery } from './queries';

const text = fixNoteWords.delegation;

export function DelegationPage() {
  const { delegationId } = useParams({ from: '/house/delegations/$delegationId' });
  const delegation = useQuery(delegationQuery(delegationId));
  if (delegation.isError) return <Trouble error={delegation.error} />;
  if (delegation.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded delegation={delegation.data} />;
}

const useDelegateSaver = (id: string): Saver => {
  const queries = useQueryClient();
  return useCallback<Saver>(
    async (issue, { answer: chosen, reason }, revision) => {
      const view = await answer(
        api.PUT('/api/v1/delegations/{delegation_id}/answers/{issue_id}', {
          params: { path: { delegation_id: id, issue_id: issue.id }, header: revision === null ? {} : ifMatch(revision) },
          body: { answer: chosen ?? 'production_will_fix', reason: reason.trim() },
          keepalive: true,
        }),
      );
      queries.setQueryData(delegationQuery(id).queryKey, view);
      return view.items;
    },
    [id, queries],
  );
};

function Loaded({ delegation }: { delegation: DelegationView }) {
  const saver = useDelegateSaver(delegation.id);
  const save = actionOf(delegation.actions, 'save_delegated_answer');
  const [chosen, setChosen] = useState<string | null>(null);
  const handles = useRef(new Map<string, AnswerHandle>());
  const ids = useMemo(() => delegation.items.map(({ id }) => id), [delegation.items]);
  const handleOf = useCallback((id: string) => handles.current.get(id), []);
  useListKeys({ ids, chosen, onChoose: setChosen, handleOf, onTick: null });
  return (
    <PageFrame
      title={text.page}
      subtitle={
        <Group gap="md">
          <span>{delegation.subject}</span>
          <span className="number">{text.progress(delegation.answered, delegation.items.length)}</span>
          <span>{text.from(delegation.delegated_by.name, instantText(delegation.expires_at))}</span>
          {delegation.answers_due_at != null && <span>{text.due(instantText(delegation.answers_due_at))}</span>}
        </Group>
      }
      actions={
        <>
          <LinkButton to="/delegations" variant="default">
            {text.back}
          </LinkButton>
          <Finish delegation={delegation} />
        </>
      }
    >
      {delegation.note !== '' && <div className={classes.filter}>“{delegation.note}”</div>}
      <div className={`${classes.filter} dim`}>{fixNoteWords.keys}</div>
      <ul className={`${classes.list} ${classes.withoutStill}`} aria-label={text.page}>
        {delegation.items.map((issue) => (
          <FixNoteCard
            key={issue.id}
            issue={issue}
            saver={saver}
            still={null}
            isOpen={save?.allowed === true && issue.state === 'open' && issue.fix_note?.state !== 'submitted'}
            tick={null}
            isChosen={chosen === issue.id}
            onChoose={() => setChosen(issue.id)}
            handle={(handle) => {
              if (handle === null) handles.current.delete(issue.id);
              else handles.current.set(issue.id, handle);
            }}
          />
        ))}
      </ul>
    </PageFrame>
  );
}

function Finish({ delegation }: { delegation: DelegationView }) {
  const queries = useQueryClient();
  const action = actionOf(delegation.actions, 'finish_delegation');
  const finish = useAct({
    send: () => answer(api.POST('/api/v1/delegations/{delegation_id}/finish', { params: { path: { delegation_id: delegation.id } } })),
    onSuccess: async () => {
      toasts.show('done', text.finished);
      await queries.invalidateQueries({ queryKey: ['fix_note'] });
    },
  });
  if (action === undefined) return null;
  const left = delegation.items.length - delegation.answered;
  return (
    <ReasonButton whyNot={action.allowed ? (left > 0 ? text.finishLeft(left) : null) : (action.why_not ?? words.work.notNow)} loading={finish.isPending} onClick={() => finish.mutate()}>
      {text.finish}
    </ReasonButton>
  );
}
