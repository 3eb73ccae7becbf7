// Shows: everything else hangs below them.

import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { once } from '../../api/preconditions';
import type { ShowView } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { showsQuery } from './queries';

const text = words.shows;

const columns: TableColumn<ShowView>[] = [
  { id: 'name', header: text.columns.name, widthRem: 16, grow: 2, cell: (row) => row.name },
  { id: 'titles', header: text.columns.titles, widthRem: 7, align: 'end', cell: (row) => <span className="number">{row.title_count}</span> },
  { id: 'created', header: text.columns.created, widthRem: 16, cell: (row) => instantText(row.created_at) },
];

export function ShowsPage() {
  const shows = useQuery(showsQuery);
  const may = useMay();
  const [isAdding, setAdding] = useState(false);
  if (shows.isError) return <Trouble error={shows.error} />;
  return (
    <PageFrame title={text.title} actions={may('manage_shows') && <Button onClick={() => setAdding(true)}>{text.add}</Button>}>
      <VirtualTable label={text.title} columns={columns} rows={shows.data ?? []} rowId={(row) => row.id} isLoading={shows.isPending} empty={<EmptyState title={text.none} next={text.noneNext} />} />
      <AddShow opened={isAdding} onClose={() => setAdding(false)} />
    </PageFrame>
  );
}

function AddShow({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useAct({
    send: (_: void, keyOf) => {
      const body = { name: name.trim() };
      return answer(api.POST('/api/v1/shows', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['show'] });
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
