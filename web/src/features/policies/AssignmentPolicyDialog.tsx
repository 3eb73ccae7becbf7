// How work finds people: pull, push or managed, per service and phase; and how long an assignment waits to begin.

import { Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { AssignmentModel, AssignmentPolicyView, Phase, Service } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { Explained } from '../../help/Help';
import { notLoaded } from '../../ui/NotLoaded';
import { modelNames, phaseNames, serviceNames, words } from '../../words';
import { showsQuery } from '../titles/queries';
import type { PolicyDialogProps } from './RequestPolicyDialog';
import { Saved } from './Saved';
import { Warnings } from './Warnings';

const text = words.policies;
const more = assignmentWords.policies;
const HOUR_S = 3600;
const USUAL_WARNING = 75;
const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

export function AssignmentPolicyDialog({ policy, onClose }: PolicyDialogProps<AssignmentPolicyView>) {
  return (
    <Modal opened={policy !== undefined} onClose={onClose} title={text.finds.title} size="lg">
      {policy !== undefined && <Form policy={policy === 'new' ? undefined : policy} onClose={onClose} />}
    </Modal>
  );
}

function Form({ policy, onClose }: { policy: AssignmentPolicyView | undefined; onClose: () => void }) {
  const shows = useQuery(showsQuery);
  const queries = useQueryClient();
  const [show, setShow] = useState<string | null>(policy?.show_id ?? null);
  const [service, setService] = useState<Service>(policy?.service ?? 'download');
  const [phase, setPhase] = useState<Phase>(policy?.phase ?? 'qc');
  const [model, setModel] = useState<AssignmentModel>(policy?.model ?? 'pull');
  const [hours, setHours] = useState<number | string>((policy?.lease_s ?? 4 * HOUR_S) / HOUR_S);
  const [warnPercent, setWarnPercent] = useState<number | string>(policy?.warn_percent ?? USUAL_WARNING);
  const [keptHours, setKeptHours] = useState<number | string>(policy?.reservation_s == null ? '' : policy.reservation_s / HOUR_S);
  const [missing, setMissing] = useState<readonly string[]>();
  const save = useAct({
    send: (confirmed: boolean) =>
      answer(
        api.PUT('/api/v1/policies/assignment', {
          body: {
            show_id: show,
            service,
            phase,
            model,
            lease_s: Math.round(Number(hours) * HOUR_S),
            warn_percent: Number(warnPercent),
            reservation_s: phase === 'qc' && keptHours !== '' ? Math.round(Number(keptHours) * HOUR_S) : null,
            confirmed,
          },
          ...(policy === undefined ? {} : { headers: ifMatch(policy.revision) }),
        }),
      ),
    onSuccess: async ({ warnings }) => {
      await queries.invalidateQueries({ queryKey: ['policy'] });
      if (warnings.length === 0) onClose();
      else setMissing(warnings);
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(save.error);
  const nobody = problem?.fields.find(({ code }) => code === 'nobody_could');
  if (missing !== undefined) return <Saved missing={missing} onClose={onClose} />;
  const isFixed = policy !== undefined;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        save.mutate(false);
      }}
    >
      <Stack gap="md">
        <Select clearable label={text.show} placeholder={text.allShows} readOnly={isFixed} data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} error={notLoaded(shows)} />
        <Group grow>
          <Explained of="service">
            <Select required allowDeselect={false} readOnly={isFixed} label={text.finds.service} data={options(serviceNames)} value={service} onChange={(value) => setService(value as Service)} />
          </Explained>
          <Explained of="verification">
            <Select required allowDeselect={false} readOnly={isFixed} label={text.finds.phase} data={options(phaseNames)} value={phase} onChange={(value) => setPhase(value as Phase)} />
          </Explained>
        </Group>
        <Explained of="pull">
          <Select required allowDeselect={false} label={text.finds.model} data={options(modelNames)} value={model} onChange={(value) => setModel(value as AssignmentModel)} />
        </Explained>
        <Group grow align="flex-start">
          <Explained of="lease">
            <NumberInput required label={text.finds.leaseHours} description={text.finds.leaseHow} min={0.25} max={240} step={1} value={hours} onChange={setHours} />
          </Explained>
          <NumberInput required label={more.warnAt} description={more.warnHow} min={1} max={99} allowDecimal={false} value={warnPercent} onChange={setWarnPercent} />
        </Group>
        {phase === 'qc' && (
          <Explained of="reservation">
            <NumberInput label={more.kept} description={more.keptHow} placeholder="24" min={0} max={720} step={1} value={keptHours} onChange={setKeptHours} />
          </Explained>
        )}
        {nobody !== undefined && (
          <>
            <Warnings title={more.nobody} lines={[nobody.detail]} />
            <Button variant="default" color="red" loading={save.isPending} onClick={() => save.mutate(true)}>
              {more.saveAnyway}
            </Button>
          </>
        )}
        {save.isError && nobody === undefined && (
          <Text size="sm" c="var(--blocker-text)" role="alert">
            {problem?.status === 412 ? more.stale : (problem?.message ?? String(save.error))}
          </Text>
        )}
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
