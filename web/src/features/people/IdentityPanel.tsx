// One human being with two accounts: shown, linked and unlinked, each with its reason.

import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import type { PersonView } from '../../api/shapes';
import { peopleWords } from '../../people-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { notLoaded } from '../../ui/NotLoaded';
import { roleNames, words } from '../../words';
import { fullName } from '../access/session';
import { isReviewer } from './InviteDialog';
import { peopleQuery } from './queries';

const text = peopleWords.identity;

export function IdentityPanel({ person, mayManage }: { person: PersonView; mayManage: boolean }) {
  const queries = useQueryClient();
  const [isLinking, setLinking] = useState(false);
  const [isUnlinking, setUnlinking] = useState(false);
  if (!isReviewer(person.role)) return null;
  const isLinked = person.same_human_as.length > 0;
  return (
    <section aria-label={text.title}>
      <Text size="sm" fw={600}>
        {text.title}
      </Text>
      <Text size="sm" c="dimmed">
        {isLinked ? person.same_human_as.map(({ name, role, facility }) => `${name}, ${roleNames[role]}${facility == null ? '' : `, ${facility}`}`).join('; ') : text.none} {text.how}
      </Text>
      {mayManage && (
        <Group gap="xs" mt="xs">
          {isLinked ? (
            <Button variant="default" onClick={() => setUnlinking(true)}>
              {text.unlink}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setLinking(true)}>
              {text.link}
            </Button>
          )}
        </Group>
      )}
      <Modal opened={isLinking} onClose={() => setLinking(false)} title={text.linkTitle(fullName(person))}>
        <LinkForm person={person} onDone={() => setLinking(false)} />
      </Modal>
      <ConfirmWithReason
        opened={isUnlinking}
        onClose={() => setUnlinking(false)}
        title={text.unlinkTitle(fullName(person))}
        consequence={text.unlinkConsequence}
        confirmLabel={text.unlinkConfirm}
        needsReason
        onConfirm={async (reason) => {
          await answer(api.POST('/api/v1/people/{person_id}/other-human', { params: { path: { person_id: person.id } }, body: { reason } }));
          await queries.invalidateQueries({ queryKey: ['person'] });
        }}
      />
    </section>
  );
}

const FIELDS = ['person_id', 'reason'] as const;

function LinkForm({ person, onDone }: { person: PersonView; onDone: () => void }) {
  const queries = useQueryClient();
  const wanted = person.role === 'operator' ? 'verifier' : 'operator';
  const others = useQuery(peopleQuery({ role: wanted }));
  const [other, setOther] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const link = useAct({
    send: (id: string) => answer(api.POST('/api/v1/people/{person_id}/same-human', { params: { path: { person_id: person.id } }, body: { person_id: id, reason } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['person'] });
      onDone();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(link.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, FIELDS);
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (other !== null) link.mutate(other);
      }}
    >
      <Stack gap="md">
        <Select data-autofocus required searchable label={text.account} placeholder={text.choose} data={(others.data?.items ?? []).map((each) => ({ value: each.id, label: `${fullName(each)} (${roleNames[each.role]}, ${each.email})` }))} value={other} onChange={setOther} error={refusal?.errors.person_id ?? notLoaded(others)} />
        <Textarea required label={words.reason.label} description={words.reason.kept} maxLength={2000} value={reason} onChange={(change) => setReason(change.currentTarget.value)} error={refusal?.errors.reason} />
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={link.isPending}>
            {text.linkConfirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
