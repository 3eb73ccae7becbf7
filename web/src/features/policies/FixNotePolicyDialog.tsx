// How long production has to answer fix notes, and when a redelivery is due, for one show or for all.

import { Autocomplete, Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import type { FixNotePolicyView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { notLoaded } from '../../ui/NotLoaded';
import { words } from '../../words';
import { showsQuery } from '../titles/queries';
import type { PolicyDialogProps } from './RequestPolicyDialog';

const text = fixNoteWords.policy;
const ZONES = Intl.supportedValuesOf('timeZone');

export function FixNotePolicyDialog({ policy, onClose }: PolicyDialogProps<FixNotePolicyView>) {
  return (
    <Modal opened={policy !== undefined} onClose={onClose} title={text.title} size="lg">
      {policy !== undefined && <Form policy={policy === 'new' ? undefined : policy} onClose={onClose} />}
    </Modal>
  );
}

const daysOf = (typed: number | string): number | null => (typed === '' ? null : Math.round(Number(typed)));

function Form({ policy, onClose }: { policy: FixNotePolicyView | undefined; onClose: () => void }) {
  const shows = useQuery(showsQuery);
  const queries = useQueryClient();
  const [show, setShow] = useState<string | null>(policy?.show_id ?? null);
  const [days, setDays] = useState<number | string>(policy?.answer_days ?? '');
  const [zone, setZone] = useState(policy?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [redelivery, setRedelivery] = useState<number | string>(policy?.redelivery_days ?? '');
  const save = useAct({
    send: () => answer(api.PUT('/api/v1/policies/fix-notes', { body: { show_id: show, answer_days: daysOf(days), zone: zone.trim(), redelivery_days: daysOf(redelivery) } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['policy'] });
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(save.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['answer_days', 'zone', 'redelivery_days']);
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <Select clearable label={words.policies.show} placeholder={words.policies.allShows} readOnly={policy !== undefined} data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} error={notLoaded(shows)} />
        <NumberInput label={text.daysForm} description={text.daysHow} min={1} max={60} allowDecimal={false} value={days} onChange={setDays} error={refusal?.errors.answer_days} />
        <Autocomplete required label={text.zone} data={ZONES} limit={50} value={zone} onChange={setZone} error={refusal?.errors.zone} />
        <NumberInput label={text.redeliveryForm} description={text.redeliveryHow} min={1} max={366} allowDecimal={false} value={redelivery} onChange={setRedelivery} error={refusal?.errors.redelivery_days} />
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
