// What an accepted delivery opens: service, tasks and depth, per kind of asset and per show.

import { Button, Group, Input, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { AssetKind, DeliveryPhase, Priority, RequestPolicyView, Service, TaskDepth, TaskKind } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { Explained } from '../../help/Help';
import { notLoaded } from '../../ui/NotLoaded';
import { assetKindNames, deliveryPhaseNames, priorityNames, serviceNames, taskDepthNames, taskKindNames, words } from '../../words';
import { showsQuery } from '../titles/queries';
import classes from './PoliciesPage.module.css';
import { Saved } from './Saved';

const text = words.policies;
const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

export interface PolicyDialogProps<Policy> {
  policy: Policy | 'new' | undefined;
  onClose: () => void;
}

export function RequestPolicyDialog({ policy, onClose }: PolicyDialogProps<RequestPolicyView>) {
  return (
    <Modal opened={policy !== undefined} onClose={onClose} title={text.opens.title} size="lg">
      {policy !== undefined && <Form policy={policy === 'new' ? undefined : policy} onClose={onClose} />}
    </Modal>
  );
}

const KINDS = Object.keys(taskKindNames) as TaskKind[];

function Form({ policy, onClose }: { policy: RequestPolicyView | undefined; onClose: () => void }) {
  const shows = useQuery(showsQuery);
  const queries = useQueryClient();
  const [show, setShow] = useState<string | null>(policy?.show_id ?? null);
  const [asset, setAsset] = useState<AssetKind>(policy?.asset_kind ?? 'primary_av');
  const [phase, setPhase] = useState<DeliveryPhase>(policy?.delivery_phase ?? 'first');
  const [service, setService] = useState<Service>(policy?.service ?? 'cast');
  const [priority, setPriority] = useState<Priority>(policy?.priority ?? 'standard');
  const [depths, setDepths] = useState<Partial<Record<TaskKind, TaskDepth>>>(Object.fromEntries(policy?.tasks.map(({ kind, depth }) => [kind, depth]) ?? []));
  const tasks = KINDS.flatMap((kind) => (depths[kind] === undefined ? [] : [{ kind, depth: depths[kind] }]));
  const [missing, setMissing] = useState<readonly string[]>();
  const save = useAct({
    send: () =>
      answer(
        api.PUT('/api/v1/policies/requests', {
          body: {
            show_id: show,
            asset_kind: asset,
            delivery_phase: phase,
            service,
            priority,
            tasks,
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
  const isFixed = policy !== undefined;
  if (missing !== undefined) return <Saved missing={missing} onClose={onClose} />;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <Select clearable label={text.show} placeholder={text.allShows} readOnly={isFixed} data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} error={notLoaded(shows)} />
        <Group grow>
          <Explained of="asset">
            <Select required allowDeselect={false} readOnly={isFixed} label={text.opens.asset} data={options(assetKindNames)} value={asset} onChange={(value) => setAsset(value as AssetKind)} />
          </Explained>
          <Explained of="redelivery">
            <Select required allowDeselect={false} readOnly={isFixed} label={text.opens.phase} data={options(deliveryPhaseNames)} value={phase} onChange={(value) => setPhase(value as DeliveryPhase)} />
          </Explained>
        </Group>
        <Group grow>
          <Explained of="service">
            <Select required allowDeselect={false} label={text.opens.service} data={options(serviceNames)} value={service} onChange={(value) => setService(value as Service)} />
          </Explained>
          <Explained of="priority">
            <Select required allowDeselect={false} label={text.opens.priority} data={options(priorityNames)} value={priority} onChange={(value) => setPriority(value as Priority)} />
          </Explained>
        </Group>
        <Input.Wrapper component="fieldset" labelElement="div" label={text.opens.tasks} description={text.opens.tasksHow} required bd="none" p={0}>
          <div className={classes.depths}>
            {KINDS.map((kind) => (
              <Select key={kind} clearable label={taskKindNames[kind]} placeholder={text.opens.notDone} data={options(taskDepthNames)} value={depths[kind] ?? null} onChange={(value) => setDepths((before) => ({ ...before, [kind]: (value as TaskDepth | null) ?? undefined }))} />
            ))}
          </div>
        </Input.Wrapper>
        {save.isError && (
          <Text size="sm" c="var(--blocker-text)" role="alert">
            {asProblem(save.error)?.status === 412 ? assignmentWords.policies.stale : (asProblem(save.error)?.message ?? String(save.error))}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          {tasks.length === 0 && (
            <Text size="sm" c="dimmed">
              {text.opens.needsTask}
            </Text>
          )}
          <Button type="submit" loading={save.isPending} disabled={tasks.length === 0}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
