// What was objected to of one issue: raised and taken back by production, decided by post.

import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { type KeyOf, useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { IssueView, ObjectionView } from '../../api/shapes';
import { fixNoteWords, objectionStateNames } from '../../fix-note-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { instantText } from '../../ui/time';
import classes from './FixNotesPage.module.css';
import { useNotesRefresh } from './queries';

const text = fixNoteWords.objection;

interface ObjectionPartProps {
  requestId: string;
  issue: IssueView;
  objections: readonly ObjectionView[];
  mayRaise: boolean;
  mayWithdraw: boolean;
  mayDecide: boolean;
}

type Asked = 'raise' | 'uphold' | 'dismiss';

export function ObjectionPart({ requestId, issue, objections, mayRaise, mayWithdraw, mayDecide }: ObjectionPartProps) {
  const refresh = useNotesRefresh();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const ofIssue = objections.filter(({ issue_id: id }) => id === issue.id);
  const last = ofIssue.at(-1);
  // Post decides once: the issue stands, and is to be answered.
  const wasDismissed = ofIssue.some(({ state }) => state === 'dismissed');
  const withdraw = useAct({
    send: (id: string) => answer(api.POST('/api/v1/objections/{objection_id}/withdraw', { params: { path: { objection_id: id } } })),
    onSuccess: refresh,
  });
  const raise = async (reason: string, keyOf: KeyOf) => {
    const body = { issue_id: issue.id, reason };
    await answer(api.POST('/api/v1/requests/{request_id}/objections', { params: { path: { request_id: requestId } }, body, headers: once(keyOf(body)) }));
    await refresh();
  };
  const decide = async (decision: 'uphold' | 'dismiss', reason: string) => {
    await answer(api.POST('/api/v1/objections/{objection_id}/decision', { params: { path: { objection_id: last?.id ?? '' } }, body: { decision, reason } }));
    await refresh();
  };
  const isOpen = last?.state === 'open';
  return (
    <>
      {ofIssue.map((objection) => (
        <Said key={objection.id} objection={objection} />
      ))}
      <Group gap="xs">
        {mayRaise && !isOpen && !wasDismissed && (
          <Button size="compact-sm" variant="default" onClick={() => setAsked('raise')}>
            {text.raise}
          </Button>
        )}
        {isOpen && mayWithdraw && (
          <Button size="compact-sm" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(last.id)}>
            {text.withdraw}
          </Button>
        )}
        {isOpen && mayDecide && (
          <>
            <Button size="compact-sm" onClick={() => setAsked('uphold')}>
              {text.uphold}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsked('dismiss')}>
              {text.dismiss}
            </Button>
          </>
        )}
      </Group>
      <ConfirmWithReason opened={asked === 'raise'} onClose={close} title={text.title(issue.number)} consequence={text.consequence} confirmLabel={text.confirm} onConfirm={raise} />
      <ConfirmWithReason opened={asked === 'uphold'} onClose={close} title={text.upholdTitle(issue.number)} consequence={text.upholdConsequence} confirmLabel={text.uphold.replace('…', '')} needsReason={false} onConfirm={() => decide('uphold', '')} />
      <ConfirmWithReason opened={asked === 'dismiss'} onClose={close} title={text.dismissTitle(issue.number)} consequence={text.dismissConsequence} confirmLabel={text.dismiss.replace('…', '')} onConfirm={(reason) => decide('dismiss', reason)} />
    </>
  );
}

function Said({ objection }: { objection: ObjectionView }) {
  return (
    <div className={classes.objection} data-state={objection.state}>
      <strong>{objectionStateNames[objection.state]}</strong>
      <div>
        “{objection.reason}” <span className="dim">{text.said(objection.raised_by.name, instantText(objection.raised_at))}</span>
      </div>
      {objection.decided_by != null && objection.decided_at != null && (
        <div>
          {objection.decision !== '' && `“${objection.decision}” `}
          <span className="dim">{text.said(objection.decided_by.name, instantText(objection.decided_at))}</span>
        </div>
      )}
    </div>
  );
}
