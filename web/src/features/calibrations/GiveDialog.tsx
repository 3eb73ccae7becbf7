// Giving a calibration to operators: the service, the depth, and who.

import { Button, Group, Modal, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { CalibrationView, Service, TaskDepth } from '../../api/shapes';
import { notLoaded } from '../../ui/NotLoaded';
import { toasts } from '../../ui/toast-list';
import { verificationWords } from '../../verification-words';
import { serviceNames, taskDepthNames, words } from '../../words';
import { fullName } from '../access/session';
import { peopleQuery } from '../people/queries';

const text = verificationWords.calibration;
const DEPTHS: readonly TaskDepth[] = ['full', 'spot'];

export function GiveDialog({ calibration, opened, onClose }: { calibration: CalibrationView; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={text.giveTitle} size="lg">
      {opened && <Form calibration={calibration} onClose={onClose} />}
    </Modal>
  );
}

function Form({ calibration, onClose }: { calibration: CalibrationView; onClose: () => void }) {
  const queries = useQueryClient();
  const people = useQuery(peopleQuery({ role: 'operator' }));
  const [service, setService] = useState<Service>(calibration.asset_kind === 'primary_av' ? 'cast' : 'download');
  const [depth, setDepth] = useState<TaskDepth>('full');
  const [chosen, setChosen] = useState<string[]>([]);
  const given = new Set(calibration.people.map(({ operator }) => operator.id));
  const operators = (people.data?.items ?? []).filter((person) => person.role === 'operator' && person.state === 'active' && !given.has(person.id));
  const give = useAct({
    send: () => answer(api.POST('/api/v1/calibrations/{calibration_id}/give', { params: { path: { calibration_id: calibration.id } }, body: { service, depth, person_ids: chosen } })),
    onSuccess: async () => {
      toasts.show('done', text.given);
      await queries.invalidateQueries({ queryKey: ['calibration'] });
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        give.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{text.giveHow}</Text>
        <MultiSelect required searchable data-autofocus label={text.operators} data={operators.map((person) => ({ value: person.id, label: [fullName(person), person.facility].filter((part) => part != null).join(' · ') }))} value={chosen} onChange={setChosen} error={notLoaded(people)} />
        <Group grow>
          <Select required allowDeselect={false} label={text.service} data={Object.entries(serviceNames).map(([value, label]) => ({ value, label }))} value={service} onChange={(value) => setService(value as Service)} />
          <Select required allowDeselect={false} label={text.depth} data={DEPTHS.map((value) => ({ value, label: taskDepthNames[value] }))} value={depth} onChange={(value) => setDepth(value as TaskDepth)} />
        </Group>
        {give.isError && (
          <Text size="sm" c="var(--blocker-text)" role="alert">
            {asProblem(give.error)?.fields[0]?.detail ?? asProblem(give.error)?.message ?? String(give.error)}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={give.isPending} disabled={chosen.length === 0}>
            {text.give.replace('…', '')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
