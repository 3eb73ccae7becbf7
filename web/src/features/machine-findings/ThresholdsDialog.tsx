// Setting thresholds: every number by its name, beside it the product's own. Saving makes a new version.

import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { newIdempotencyKey, once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { ThresholdsPolicy, ThresholdsView } from '../../api/shapes';
import { machineWords, thresholdName } from '../../machine-words';
import { words } from '../../words';
import { numbersOf, readTyped, type Typed, typedOf } from './thresholds';
import classes from './ThresholdsDialog.module.css';

const text = machineWords.thresholds;

interface ThresholdsDialogProps {
  opened: boolean;
  policy: ThresholdsPolicy;
  onClose: () => void;
}

export function ThresholdsDialog({ opened, policy, onClose }: ThresholdsDialogProps) {
  const latest = policy.versions[0];
  const own = policy.versions.at(-1);
  return (
    <Modal opened={opened} onClose={onClose} title={text.edit} size="xl">
      {opened && latest !== undefined && own !== undefined && <Form latest={latest} own={own} onClose={onClose} />}
    </Modal>
  );
}

function Form({ latest, own, onClose }: { latest: ThresholdsView; own: ThresholdsView; onClose: () => void }) {
  const queries = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const [typed, setTyped] = useState<Typed>(() => typedOf(numbersOf(latest)));
  const [note, setNote] = useState('');
  const [judgeOpen, setJudgeOpen] = useState(true);
  const read = readTyped(typed);
  const defaults = numbersOf(own);
  const save = useAct({
    send: () => answer(api.POST('/api/v1/policies/thresholds', { body: { thresholds: { ...read.numbers }, note: note.trim(), judge_open: judgeOpen }, headers: once(key) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['policy'] });
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const fields = asProblem(save.error)?.fields ?? [];
  const refusalOf = (field: string) => fields.find((one) => one.field === field)?.detail;
  const known = (field: string) => field === 'note' || (field.startsWith('thresholds.') && field.split('.').length === 3);
  const rest = save.error === null ? [] : fields.length === 0 ? [asProblem(save.error)?.message ?? String(save.error)] : fields.filter(({ field }) => !known(field)).map(({ detail }) => detail);
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (read.wrong.length === 0) save.mutate();
      }}
    >
      <Stack gap="md">
        {Object.entries(typed).map(([group, values]) => (
          <fieldset key={group}>
            <legend>{text.groups[group] ?? group}</legend>
            <div className={classes.numbers}>
              {Object.entries(values).map(([name, value]) => {
                const field = `thresholds.${group}.${name}`;
                const usual = defaults[group]?.[name];
                return (
                  <TextInput
                    key={name}
                    label={thresholdName(name)}
                    description={usual === undefined || String(usual) === value ? undefined : text.isDefault(usual)}
                    inputMode="decimal"
                    value={value}
                    onChange={(event) => {
                      const to = event.currentTarget.value;
                      setTyped((before) => ({ ...before, [group]: { ...before[group], [name]: to } }));
                    }}
                    error={read.wrong.includes(field) ? text.notANumber : refusalOf(field)}
                  />
                );
              })}
            </div>
          </fieldset>
        ))}
        <Textarea required label={text.note} maxLength={2000} autosize minRows={1} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={refusalOf('note')} />
        <Checkbox label={text.judgeOpen} checked={judgeOpen} onChange={(event) => setJudgeOpen(event.currentTarget.checked)} />
        {rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" disabled={read.wrong.length > 0} loading={save.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
