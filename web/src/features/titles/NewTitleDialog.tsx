// A new title of a show: a feature, or an episode with its numbers.

import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { once } from '../../api/preconditions';
import type { TitleKind } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { notLoaded } from '../../ui/NotLoaded';
import { words } from '../../words';
import { showsQuery } from './queries';

const text = words.titles.form;

export function NewTitleDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.titles.add}>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const shows = useQuery(showsQuery);
  const navigate = useNavigate();
  const [chosenShow, setShow] = useState<string | null>(null);
  const showId = chosenShow ?? shows.data?.[0]?.id ?? null;
  const [kind, setKind] = useState<TitleKind>('episode');
  const [name, setName] = useState('');
  const [season, setSeason] = useState<number | string>(1);
  const [episode, setEpisode] = useState<number | string>(1);
  const [language, setLanguage] = useState('en');
  const create = useAct({
    send: (show: string, keyOf) => {
      const body = {
        show_id: show,
        kind,
        name: name.trim(),
        language: language.trim(),
        ...(kind === 'episode' ? { season: Number(season), episode: Number(episode) } : {}),
      };
      return answer(api.POST('/api/v1/titles', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: (title) => {
      void queries.invalidateQueries({ queryKey: ['title'] });
      onClose();
      void navigate({ to: '/titles/$titleId', params: { titleId: title.id } });
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(create.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['show_id', 'name', 'season', 'episode', 'language']);

  if (shows.data?.length === 0) return <Text size="sm">{text.noShow}</Text>;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (showId !== null) create.mutate(showId);
      }}
    >
      <Stack gap="md">
        <Explained of="show">
          <Select required label={text.show} data={(shows.data ?? []).map(({ id, name: label }) => ({ value: id, label }))} value={showId} onChange={setShow} error={refusal?.errors.show_id ?? notLoaded(shows)} />
        </Explained>
        <SegmentedControl
          aria-label={text.kind}
          data={[
            { value: 'episode', label: text.episode },
            { value: 'feature', label: text.feature },
          ]}
          value={kind}
          onChange={(value) => setKind(value as TitleKind)}
        />
        {kind === 'episode' && (
          <Group grow align="flex-start">
            <NumberInput required label={text.season} min={1} allowDecimal={false} value={season} onChange={setSeason} error={refusal?.errors.season} />
            <NumberInput required label={text.episodeNumber} min={1} allowDecimal={false} value={episode} onChange={setEpisode} error={refusal?.errors.episode} />
          </Group>
        )}
        <Explained of="title">
          <TextInput data-autofocus required label={text.name} maxLength={200} value={name} onChange={(change) => setName(change.currentTarget.value)} error={refusal?.errors.name} />
        </Explained>
        <TextInput required label={text.language} description={text.languageHow} maxLength={35} value={language} onChange={(change) => setLanguage(change.currentTarget.value)} error={refusal?.errors.language} />
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {words.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
