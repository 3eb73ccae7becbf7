// Facilities: their names, the shows they are cleared for, and who may for legal reasons not work on what.

import { Button, Drawer, Group, Modal, MultiSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { ifMatch, once } from '../../api/preconditions';
import type { FacilityView, LegalBarView } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { EmptyState } from '../../ui/EmptyState';
import { notLoaded } from '../../ui/NotLoaded';
import { PageFrame } from '../../ui/Shell';
import { toasts } from '../../ui/toast-list';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { roleNames, words } from '../../words';
import { fullName } from '../access/session';
import { Trouble } from '../house/Trouble';
import { peopleQuery } from '../people/queries';
import { showsQuery } from '../titles/queries';
import classes from './FacilitiesPage.module.css';
import { facilitiesQuery, legalBarsQuery } from './queries';

const text = words.facilities;

export function FacilitiesPage() {
  const facilities = useQuery(facilitiesQuery);
  const shows = useQuery(showsQuery).data ?? [];
  const [isAdding, setAdding] = useState(false);
  const [openedId, setOpenedId] = useState<string>();
  if (facilities.isError) return <Trouble error={facilities.error} />;
  const showName = (id: string) => shows.find((show) => show.id === id)?.name ?? '…';
  const columns: TableColumn<FacilityView>[] = [
    { id: 'name', header: text.columns.name, widthRem: 12, grow: 1, cell: (row) => row.name },
    { id: 'people', header: text.columns.people, widthRem: 7, align: 'end', cell: (row) => <span className="number">{row.people_count}</span> },
    { id: 'shows', header: text.columns.shows, widthRem: 16, grow: 2, cell: (row) => (row.cleared_show_ids.length === 0 ? <span className="dim">{text.noClearance}</span> : row.cleared_show_ids.map(showName).join(', ')) },
  ];
  const opened = facilities.data?.find(({ id }) => id === openedId);
  return (
    <PageFrame title={text.title} actions={<Button onClick={() => setAdding(true)}>{text.add}</Button>}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={facilities.data ?? []}
        rowId={(row) => row.id}
        isLoading={facilities.isPending}
        onOpen={(row) => setOpenedId(row.id)}
        empty={<EmptyState title={text.none} next={text.noneNext} />}
      />
      <LegalBars />
      <AddFacility opened={isAdding} onClose={() => setAdding(false)} />
      <Drawer opened={opened !== undefined} onClose={() => setOpenedId(undefined)} title={opened?.name} size={420}>
        {opened !== undefined && <FacilityForm key={`${opened.id} ${opened.revision}`} facility={opened} />}
      </Drawer>
    </PageFrame>
  );
}

function AddFacility({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useAct({
    send: (_: void, keyOf) => {
      const body = { name: name.trim() };
      return answer(api.POST('/api/v1/facilities', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['facility'] });
      setName('');
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(add.error);
  return (
    <Modal opened={opened} onClose={onClose} title={text.add}>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          add.mutate();
        }}
      >
        <TextInput data-autofocus required label={text.columns.name} maxLength={200} value={name} onChange={(change) => setName(change.currentTarget.value)} error={problem && (fieldErrors(problem, ['name']).errors.name ?? problem.message)} />
        <Group justify="flex-end" mt="lg">
          <Button type="submit" loading={add.isPending}>
            {words.add}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function FacilityForm({ facility }: { facility: FacilityView }) {
  const queries = useQueryClient();
  const shows = useQuery(showsQuery);
  const [name, setName] = useState(facility.name);
  const [cleared, setCleared] = useState(facility.cleared_show_ids);
  const path = { params: { path: { facility_id: facility.id } } };
  const refresh = () => {
    toasts.show('done', words.saved);
    return queries.invalidateQueries({ queryKey: ['facility'] });
  };
  const rename = useAct({
    send: () => answer(api.PATCH('/api/v1/facilities/{facility_id}', { ...path, body: { name: name.trim() }, headers: ifMatch(facility.revision) })),
    onSuccess: refresh,
  });
  const clear = useAct({
    send: () => answer(api.PUT('/api/v1/facilities/{facility_id}/clearances', { ...path, body: { show_ids: cleared } })),
    onSuccess: refresh,
  });
  return (
    <Stack gap="md">
      <Group align="flex-end">
        <TextInput flex={1} label={text.columns.name} maxLength={200} value={name} onChange={(change) => setName(change.currentTarget.value)} />
        <Button variant="default" loading={rename.isPending} disabled={name.trim() === '' || name.trim() === facility.name} onClick={() => rename.mutate()}>
          {text.rename}
        </Button>
      </Group>
      <Explained of="clearance">
        <MultiSelect searchable label={text.columns.shows} description={text.clearanceHow} data={(shows.data ?? []).map(({ id, name: label }) => ({ value: id, label }))} value={cleared} onChange={setCleared} error={notLoaded(shows)} />
      </Explained>
      <Button loading={clear.isPending} onClick={() => clear.mutate()}>
        {text.saveClearances}
      </Button>
    </Stack>
  );
}

function LegalBars() {
  const queries = useQueryClient();
  const bars = useQuery(legalBarsQuery);
  const [isAdding, setAdding] = useState(false);
  const lift = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/legal-bars/{legal_bar_id}', { params: { path: { legal_bar_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['facility'] }),
  });
  const line = (bar: LegalBarView) => (
    <li key={bar.id} className={classes.bar}>
      <span>
        {text.bars.line(bar.party, bar.work)} <span className="dim">{bar.reason}</span>
      </span>
      <Button size="compact-xs" variant="default" loading={lift.isPending && lift.variables === bar.id} onClick={() => lift.mutate(bar.id)}>
        {text.bars.lift}
      </Button>
    </li>
  );
  return (
    <section className={classes.bars}>
      <div className={classes.head}>
        <h2>{text.bars.title}</h2>
        <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
          {text.bars.add}
        </Button>
      </div>
      {bars.data?.length === 0 ? <p className="dim">{text.bars.none}</p> : <ul className={classes.list}>{bars.data?.map(line)}</ul>}
      <AddBar opened={isAdding} onClose={() => setAdding(false)} />
    </section>
  );
}

function AddBar({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [party, setParty] = useState<string | null>(null);
  const [show, setShow] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const facilities = useQuery(facilitiesQuery);
  const people = useQuery({ ...peopleQuery({}), enabled: opened });
  const shows = useQuery(showsQuery);
  const add = useAct({
    send: (of: { party: string; show: string }) => {
      const [kind, id = ''] = of.party.split(':');
      return answer(api.POST('/api/v1/legal-bars', { body: { ...(kind === 'person' ? { person_id: id } : { facility_id: id }), show_id: of.show, reason: reason.trim() } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['facility'] });
      setReason('');
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={text.bars.add}>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          if (party !== null && show !== null) add.mutate({ party, show });
        }}
      >
        <Stack gap="md">
          <Select
            required
            searchable
            label={text.bars.party}
            data={[
              { group: text.title, items: (facilities.data ?? []).map(({ id, name }) => ({ value: `facility:${id}`, label: name })) },
              { group: words.people.title, items: (people.data?.items ?? []).map((person) => ({ value: `person:${person.id}`, label: `${fullName(person)} (${roleNames[person.role]}, ${person.email})` })) },
            ]}
            value={party}
            onChange={setParty}
            error={notLoaded(facilities, people)}
          />
          <Explained of="legal bar">
            <Select required searchable label={text.bars.show} data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} error={notLoaded(shows)} />
          </Explained>
          <Explained of="reason">
            <Textarea required label={words.reason.label} description={words.reason.kept} autosize minRows={2} maxLength={2000} value={reason} onChange={(change) => setReason(change.currentTarget.value)} />
          </Explained>
          {add.isError && (
            <Text size="sm" c="var(--blocker-text)" role="alert">
              {asProblem(add.error)?.message ?? String(add.error)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              {words.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
