// Choosing a title by typing part of it: asked from the server, for there may be many.

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TitleRef } from '../../api/shapes';
import { notLoaded } from '../../ui/NotLoaded';
import { words } from '../../words';
import { titleListQuery } from '../titles/queries';

const TYPING_MS = 250;

export interface TitleSelectProps {
  value: string | null;
  /** The title that is chosen already, when it is not in the list. */
  known: TitleRef | undefined;
  isFixed: boolean;
  onChange: (id: string | null) => void;
  error?: string | undefined;
}

export function TitleSelect({ value, known, isFixed, onChange, error }: TitleSelectProps) {
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useInfiniteQuery({ ...titleListQuery(searched === '' || searched === known?.label ? {} : { q: searched }), enabled: !isFixed });
  const titles = found.data?.pages[0]?.items ?? [];
  const all = known === undefined || titles.some(({ id }) => id === known.id) ? titles : [known, ...titles];
  return (
    <Select
      required
      searchable
      label={words.deliveries.new.forTitle}
      placeholder={words.deliveries.new.titlePlaceholder}
      nothingFoundMessage={notLoaded(found) ?? (found.isFetching ? words.loading : words.titles.nothingFound)}
      data={all.map(({ id, label }) => ({ value: id, label }))}
      // The server has searched already.
      filter={({ options }) => options}
      value={value}
      readOnly={isFixed}
      onChange={onChange}
      onSearchChange={setTyped}
      error={error ?? notLoaded(found)}
    />
  );
}
