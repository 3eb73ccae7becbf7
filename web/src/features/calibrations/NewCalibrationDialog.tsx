// A new calibration: a name, a delivery that nobody reviews yet, and its answer key, pasted or read from a file.

import { Button, FileButton, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { once } from '../../api/preconditions';
import type { AnswerKey } from '../../api/shapes';
import { notLoaded } from '../../ui/NotLoaded';
import { useNeeded } from '../../ui/useNeeded';
import { verificationWords } from '../../verification-words';
import { assetKindNames, words } from '../../words';
import { calibrationMastersQuery } from './queries';

const text = verificationWords.calibration;

export function NewCalibrationDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={text.make} size="lg">
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

/** The key as typed, or why it cannot be read. Whether it fits the delivery is the server's to say. */
const readKey = (typed: string): { key: AnswerKey } | { why: string } => {
  try {
    return { key: JSON.parse(typed) as AnswerKey };
  } catch (thrown) {
    return { why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
};

function Form({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const masters = useQuery(calibrationMastersQuery);
  const [name, setName] = useState('');
  const [delivery, setDelivery] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const read = typed.trim() === '' ? undefined : readKey(typed);
  const make = useAct({
    send: (key: AnswerKey, keyOf) => {
      const body = { name, delivery_id: delivery ?? '', answer_key: key };
      return answer(api.POST('/api/v1/calibrations', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: async (made) => {
      await Promise.all(['calibration', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
      onClose();
      await navigate({ to: '/calibrations/$calibrationId', params: { calibrationId: made.id } });
    },
    meta: { showsOwnErrors: true },
  });
  const needed = useNeeded();
  const problem = make.isError ? asProblem(make.error) : undefined;
  const options = (masters.data ?? []).map((row) => ({ value: row.delivery_id, label: `${row.title.label} · ${text.delivery(assetKindNames[row.asset_kind], row.delivery_number)} · ${text.frames(row.duration_frames)}` }));
  return (
    <form
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        if (needed.isAll(name, delivery, typed) && read !== undefined && 'key' in read) make.mutate(read.key);
      }}
    >
      <Stack gap="md">
        <TextInput required data-autofocus label={text.name} description={text.nameHow} maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} error={needed.whyNot(name)} />
        <Select
          required
          searchable
          label={text.master}
          description={masters.isSuccess && options.length === 0 ? text.noMasters : text.masterHow}
          data={options}
          value={delivery}
          onChange={setDelivery}
          error={notLoaded(masters) ?? needed.whyNot(delivery)}
        />
        <Textarea
          required
          label={text.key}
          description={text.keyHow}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={read !== undefined && 'why' in read ? text.keyNotJson(read.why) : needed.whyNot(typed)}
        />
        <FileButton accept="application/json,.json" onChange={(file) => void file?.text().then(setTyped)}>
          {(props) => (
            <Button variant="default" style={{ alignSelf: 'flex-start' }} {...props}>
              {text.keyFile}
            </Button>
          )}
        </FileButton>
        {make.isError && (
          <div role="alert">
            <Text size="sm" c="var(--blocker-text)">
              {problem?.message ?? String(make.error)}
            </Text>
            <ul>
              {problem?.fields.map(({ field, detail }) => (
                <li key={`${field} ${detail}`}>
                  <span className="mono">{field}</span>: {detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {text.make}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
