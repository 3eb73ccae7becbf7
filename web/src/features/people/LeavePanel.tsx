// Stopping an account and bringing it back: what the caller may do with it, each step with its reason and what it does.

import { Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { PersonView } from '../../api/shapes';
import { peopleWords } from '../../people-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { fullName } from '../access/session';

const text = peopleWords.leaving;

type Act = 'suspend_person' | 'disable_person' | 'bring_back_person';
const ACTS: readonly Act[] = ['suspend_person', 'disable_person', 'bring_back_person'];
const isAct = (act: string): act is Act => (ACTS as readonly string[]).includes(act);

export function LeavePanel({ person }: { person: PersonView }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Act>();
  const name = fullName(person);
  const offered = (person.actions ?? []).filter(({ act, allowed }) => isAct(act) && (allowed || act !== 'bring_back_person'));
  if (offered.length === 0) return null;
  const run = async (act: Act, reason: string) => {
    const call = { params: { path: { person_id: person.id } }, body: { reason } };
    if (act === 'bring_back_person') {
      await answer(api.POST('/api/v1/people/{person_id}/bring-back', call));
      toasts.show('done', words.saved);
    } else {
      const left = await answer(act === 'suspend_person' ? api.POST('/api/v1/people/{person_id}/suspend', call) : api.POST('/api/v1/people/{person_id}/disable', call));
      toasts.show('done', text.done(name, left.returned_requests, left.returned_verifications));
    }
    await Promise.all(['person', 'request', 'work'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  };
  const dialog = asked === undefined ? undefined : DIALOGS[asked];
  return (
    <section aria-label={text.title}>
      <Text size="sm" c="dimmed" mb="xs">
        {person.last_seen_at == null ? text.neverSeen : text.lastSeen(instantText(person.last_seen_at))}
      </Text>
      <Group gap="xs">
        {offered.map(({ act, allowed, why_not: whyNot }) =>
          isAct(act) ? (
            <ReasonButton key={act} variant="default" whyNot={allowed ? null : (whyNot ?? words.work.notNow)} onClick={() => setAsked(act)}>
              {text[act]}
            </ReasonButton>
          ) : null,
        )}
      </Group>
      {asked !== undefined && dialog !== undefined && (
        <ConfirmWithReason opened onClose={() => setAsked(undefined)} title={dialog.title(name)} consequence={dialog.consequence} confirmLabel={dialog.confirm} needsReason onConfirm={(reason) => run(asked, reason)} />
      )}
    </section>
  );
}

const DIALOGS: Readonly<Record<Act, { title: (name: string) => string; consequence: string; confirm: string }>> = {
  suspend_person: { title: text.suspendTitle, consequence: text.suspendConsequence, confirm: text.suspend },
  disable_person: { title: text.disableTitle, consequence: text.disableConsequence, confirm: text.disable },
  bring_back_person: { title: text.bringBackTitle, consequence: text.bringBackConsequence, confirm: text.bringBack },
};
