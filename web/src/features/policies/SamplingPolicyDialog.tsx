// Which reports of a service are verified: the least share, how long all are, and at once who would be verified at which
// rate.

import { Button, Group, Modal, NumberInput, Select, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { SamplingPolicyView, SaveSamplingPolicy, Service } from '../../api/shapes';
import { notLoaded } from '../../ui/NotLoaded';
import { verificationWords } from '../../verification-words';
import { serviceNames, words } from '../../words';
import classes from '../deliveries/DeliveryPage.module.css';
import { showsQuery } from '../titles/queries';
import { samplingPreviewQuery } from './queries';
import type { PolicyDialogProps } from './RequestPolicyDialog';

const text = verificationWords.sampling;
const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

export function SamplingPolicyDialog({ policy, onClose }: PolicyDialogProps<SamplingPolicyView>) {
  return (
    <Modal opened={policy !== undefined} onClose={onClose} title={text.title} size="xl">
      {policy !== undefined && <Form policy={policy === 'new' ? undefined : policy} onClose={onClose} />}
    </Modal>
  );
}

function Form({ policy, onClose }: { policy: SamplingPolicyView | undefined; onClose: () => void }) {
  const shows = useQuery(showsQuery);
  const queries = useQueryClient();
  const [show, setShow] = useState<string | null>(policy?.show_id ?? null);
  const [service, setService] = useState<Service>(policy?.service ?? 'download');
  const [minimum, setMinimum] = useState<number | string>(policy?.minimum_percent ?? 10);
  const [fullUntil, setFullUntil] = useState<number | string>(policy?.full_until ?? 30);
  const form: SaveSamplingPolicy = { show_id: show, service, minimum_percent: Number(minimum), full_until: Number(fullUntil) };
  const save = useAct({
    send: () => answer(api.PUT('/api/v1/policies/sampling', { body: form })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['policy'] });
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const isFixed = policy !== undefined;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <Group grow>
          <Select clearable label={words.policies.show} placeholder={words.policies.allShows} readOnly={isFixed} data={(shows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={show} onChange={setShow} error={notLoaded(shows)} />
          <Select required allowDeselect={false} readOnly={isFixed} label={words.policies.opens.service} data={options(serviceNames)} value={service} onChange={(value) => setService(value as Service)} />
        </Group>
        <Group grow align="flex-start">
          <NumberInput required label={text.minimumLabel} description={text.minimumHow} min={1} max={100} allowDecimal={false} suffix=" %" value={minimum} onChange={setMinimum} />
          <NumberInput required label={text.fullUntilLabel} description={text.fullUntilHow} min={1} max={1000} allowDecimal={false} value={fullUntil} onChange={setFullUntil} />
        </Group>
        <Preview form={form} />
        {save.isError && (
          <Text size="sm" c="var(--blocker-text)" role="alert">
            {asProblem(save.error)?.message ?? String(save.error)}
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

const isPossible = ({ minimum_percent: minimum, full_until: until }: SaveSamplingPolicy) => minimum >= 1 && minimum <= 100 && until >= 1 && until <= 1000;

function Preview({ form }: { form: SaveSamplingPolicy }) {
  const preview = useQuery({ ...samplingPreviewQuery(form), enabled: isPossible(form), placeholderData: keepPreviousData });
  const { operators = [], bands = [] } = preview.data ?? {};
  return (
    <section aria-label={text.preview}>
      <Title order={3} size="sm">
        {text.preview}
      </Title>
      <p className="dim">{text.previewHow}</p>
      {preview.isSuccess && operators.length === 0 && <p className="dim">{text.noOperators}</p>}
      {operators.length > 0 && (
        <div style={{ maxHeight: '16rem', overflow: 'auto' }} tabIndex={0} role="region" aria-label={text.preview}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{text.operator}</th>
                <th scope="col">{text.record}</th>
                <th scope="col">{text.accuracy}</th>
                <th scope="col">{text.share}</th>
              </tr>
            </thead>
            <tbody>
              {operators.map(({ operator, record, share_percent: share }) => (
                <tr key={operator.id}>
                  <td>
                    {operator.name} <span className="dim">{operator.facility}</span>
                  </td>
                  <td className="number">{record.reports}</td>
                  <td className="number">{record.reports === 0 ? '–' : `${record.accuracy_percent.toFixed(0)} %, ${text.atLeast(record.accuracy_low_percent)}`}</td>
                  <td className="number">{text.percent(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {bands.length > 0 && (
        <p className="dim number">
          {text.bands}: {bands.map((band) => text.band(band.accuracy_low, band.share_percent)).join(' · ')}
        </p>
      )}
    </section>
  );
}
