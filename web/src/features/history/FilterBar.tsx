// The filters of a history: what stands in the address is what is shown.

import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import type { HistoryChoices, HistoryKind, PersonRef } from '../../api/shapes';
import { historyKindNames, historyWords as text } from '../../history-words';
import { SearchIcon } from '../../ui/icons';
import { type HistoryFilter, isFiltered, KINDS, kindsOf } from './filter';
import classes from './Timeline.module.css';

const TYPING_MS = 300;

interface FilterBarProps {
  filter: HistoryFilter;
  onChange: (filter: HistoryFilter) => void;
  /** What occurs in it; without, every kind is offered. */
  choices: HistoryChoices | undefined;
  people: readonly PersonRef[];
}

type Key = Exclude<keyof HistoryFilter, 'order'>;

export function FilterBar({ filter, onChange, choices, people }: FilterBarProps) {
  const set = (key: Key, value: string | null | undefined) => {
    const { [key]: _before, ...rest } = filter;
    onChange(value == null || value === '' ? rest : { ...rest, [key]: value });
  };
  const [typed, setTyped] = useState(filter.q ?? '');
  const search = useDebouncedCallback((words: string) => set('q', words.trim()), TYPING_MS);
  const kinds: readonly HistoryKind[] = choices?.kinds ?? KINDS;
  return (
    <div className={classes.filters} role="search" aria-label={text.filters}>
      <TextInput
        size="xs"
        w={200}
        leftSection={<SearchIcon />}
        label={text.text}
        value={typed}
        maxLength={200}
        onChange={(change) => {
          setTyped(change.currentTarget.value);
          search(change.currentTarget.value);
        }}
      />
      <MultiSelect size="xs" miw={180} maw={340} label={text.kind} placeholder={filter.kind === undefined ? text.allKinds : ''} clearable data={kinds.map((value) => ({ value, label: historyKindNames[value] }))} value={kindsOf(filter)} onChange={(value) => set('kind', value.join(','))} />
      <Select size="xs" w={180} label={text.person} placeholder={text.anyone} clearable searchable data={people.map(({ id, name }) => ({ value: id, label: name }))} value={filter.person ?? null} onChange={(value) => set('person', value)} />
      {choices !== undefined && (
        <>
          {choices.rounds.length > 1 && (
            <Select size="xs" w={120} label={text.round} placeholder={text.anyRound} clearable data={choices.rounds.map((round) => ({ value: String(round), label: text.roundName(round) }))} value={filter.round ?? null} onChange={(value) => set('round', value)} />
          )}
          {choices.deliveries.length > 0 && (
            <Select size="xs" w={210} label={text.delivery} placeholder={text.anyDelivery} clearable data={choices.deliveries.map(({ id, label }) => ({ value: id, label }))} value={filter.delivery ?? null} onChange={(value) => set('delivery', value)} />
          )}
          {choices.issues.length > 0 && (
            <Select size="xs" w={210} label={text.issue} placeholder={text.anyIssue} clearable searchable data={choices.issues.map(({ id, label }) => ({ value: id, label }))} value={filter.issue ?? null} onChange={(value) => set('issue', value)} />
          )}
        </>
      )}
      <TextInput size="xs" w={135} type="date" label={text.from} value={filter.from ?? ''} onChange={(change) => set('from', change.currentTarget.value)} />
      <TextInput size="xs" w={150} type="date" label={text.until} value={filter.until ?? ''} onChange={(change) => set('until', change.currentTarget.value)} />
      <Select
        size="xs"
        w={130}
        label={text.order}
        allowDeselect={false}
        data={[
          { value: 'newest', label: text.newest },
          { value: 'oldest', label: text.oldest },
        ]}
        value={filter.order ?? 'newest'}
        onChange={(value) => {
          const { order: _before, ...rest } = filter;
          onChange(value === 'oldest' ? { ...rest, order: 'oldest' } : rest);
        }}
      />
      {isFiltered(filter) && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setTyped('');
            onChange(filter.order === undefined ? {} : { order: filter.order });
          }}
        >
          {text.clear}
        </Button>
      )}
    </div>
  );
}
