// What those who answer for the work may do with a request: give it to somebody else, hold it, change its priority,
// extend its clock, cancel it. One menu; what is not allowed now says why.

import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { Action, Priority, RequestView } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { Help } from '../../help/Help';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { actionOf, useReasonAct, useRequestRefresh, type ReasonAct } from './acts';
import { AskExtensionDialog } from './AskExtensionDialog';
import { ExtendDialog } from './ExtendDialog';
import { ReassignDialog } from './ReassignDialog';

const text = words.requests.acts;
const WITH_REASON: readonly ReasonAct[] = ['hold_request', 'release_request', 'cancel_request'];
const MANAGED = ['reassign_request', 'reassign_verification', 'set_priority', 'ask_extension', 'extend_sla', ...WITH_REASON] as const;

type Managed = (typeof MANAGED)[number];

const isWithReason = (act: Managed): act is Extract<Managed, ReasonAct> => (WITH_REASON as readonly string[]).includes(act);

export function ManageMenu({ request }: { request: RequestView }) {
  const [asked, setAsked] = useState<Managed>();
  const refresh = useRequestRefresh();
  const reasonAct = useReasonAct();
  const close = () => setAsked(undefined);
  const setPriority = useAct({
    send: (priority: Priority) =>
      answer(api.POST('/api/v1/requests/{request_id}/priority', { params: { path: { request_id: request.id } }, body: { priority } })),
    onSuccess: () => {
      toasts.show('done', words.saved);
      return refresh();
    },
  });
  const offered = MANAGED.flatMap((act) => {
    const action = actionOf(request.actions, act);
    return action === undefined ? [] : [{ act, action }];
  });
  if (offered.length === 0) return null;

  const other: Priority = request.priority === 'rush' ? 'standard' : 'rush';
  const labelOf = (act: Managed) => {
    if (act === 'set_priority') return text.setPriority[other];
    return act === 'reassign_verification' ? assignmentWords.give.verification : text[act];
  };
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default">{text.manage}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map(({ act, action }) => (
            <ManageItem key={act} action={action} label={labelOf(act)} onClick={() => (act === 'set_priority' ? setPriority.mutate(other) : setAsked(act))} />
          ))}
        </Menu.Dropdown>
      </Menu>
      <ReassignDialog request={request} given="request" opened={asked === 'reassign_request'} onClose={close} />
      <ReassignDialog request={request} given="verification" opened={asked === 'reassign_verification'} onClose={close} />
      <AskExtensionDialog request={request} opened={asked === 'ask_extension'} onClose={close} />
      <ExtendDialog request={request} opened={asked === 'extend_sla'} onClose={close} />
      {WITH_REASON.map((act) => (
        <ConfirmWithReason
          key={act}
          opened={asked === act}
          onClose={close}
          title={text[act].replace('…', '')}
          consequence={
            <>
              {text.consequence[act as keyof typeof text.consequence]} {act !== 'cancel_request' && <Help of="hold" />}
            </>
          }
          confirmLabel={text[act].replace('…', '')}
          isSerious={act === 'cancel_request'}
          onConfirm={async (reason) => {
            if (asked !== undefined && isWithReason(asked)) await reasonAct.mutateAsync({ act: asked, subject: request, reason });
          }}
        />
      ))}
    </>
  );
}

function ManageItem({ action, label, onClick }: { action: Action; label: string; onClick: () => void }) {
  if (action.allowed) return <Menu.Item onClick={onClick}>{label}</Menu.Item>;
  return (
    <Menu.Item aria-disabled closeMenuOnClick={false} c="dimmed">
      {label}
      <div>{action.why_not}</div>
    </Menu.Item>
  );
}
