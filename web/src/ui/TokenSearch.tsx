// The search bar: tokens `Field: value` with completion, and free words. Enter runs the search; Backspace in the
// empty input takes the last token off.

import { CloseButton, Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { words } from '../words';
import { choose, commit, EMPTY_QUERY, suggest, withoutToken, type Token, type TokenField, type TokenQuery } from './tokens';

export interface TokenSearchProps {
  fields: readonly TokenField[];
  query: TokenQuery;
  onChange: (query: TokenQuery) => void;
  placeholder: string;
}

const labelOf = (fields: readonly TokenField[], { field, value }: Token) => {
  const known = fields.find(({ id }) => id === field);
  return `${known?.label ?? field}: ${known?.values?.find((each) => each.value === value)?.label ?? value}`;
};

export function TokenSearch({ fields, query, onChange, placeholder }: TokenSearchProps) {
  const [typed, setTyped] = useState(query.text);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const offers = suggest(fields, typed, query).slice(0, 12);
  useEffect(() => setTyped(query.text), [query.text]);

  const run = () => {
    const next = commit(fields, typed, query);
    setTyped(next.typed);
    onChange(next.query);
    box.closeDropdown();
  };
  const take = (index: string) => {
    const offer = offers[Number(index)];
    if (offer === undefined) return;
    const next = choose(fields, typed, query, offer);
    setTyped(next.typed);
    box.resetSelectedOption();
    if (offer.kind === 'value') {
      onChange({ ...next.query, text: next.typed });
      box.closeDropdown();
    }
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const last = query.tokens.at(-1);
    if (press.key === 'Backspace' && typed === '' && last !== undefined) {
      press.preventDefault();
      onChange(withoutToken(query, last));
    } else if (press.key === 'Enter' && box.getSelectedOptionIndex() < 0) {
      press.preventDefault();
      run();
    } else if (press.key === 'Escape') {
      box.closeDropdown();
    }
  };

  return (
    <Combobox store={box} onOptionSubmit={take} withinPortal>
      <Combobox.DropdownTarget>
        <PillsInput
          size="xs"
          role="search"
          onClick={() => box.openDropdown()}
          rightSection={
            query.tokens.length > 0 || typed !== '' ? (
              <CloseButton
                size="sm"
                aria-label={words.search.clear}
                onClick={() => {
                  setTyped('');
                  onChange(EMPTY_QUERY);
                }}
              />
            ) : null
          }
        >
          <Pill.Group>
            {query.tokens.map((token) => {
              const label = labelOf(fields, token);
              return (
                <Pill
                  key={label}
                  withRemoveButton
                  onRemove={() => onChange(withoutToken(query, token))}
                  removeButtonProps={{ 'aria-label': words.search.remove(label), tabIndex: 0, 'aria-hidden': false }}
                >
                  {label}
                </Pill>
              );
            })}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={placeholder}
                placeholder={query.tokens.length === 0 ? placeholder : ''}
                value={typed}
                onChange={(change) => {
                  setTyped(change.currentTarget.value);
                  box.openDropdown();
                  box.resetSelectedOption();
                }}
                onFocus={() => box.openDropdown()}
                onBlur={() => box.closeDropdown()}
                onKeyDown={onKeyDown}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={offers.length === 0}>
        <Combobox.Options mah={320}>
          {offers.map((offer, index) => (
            <Combobox.Option key={offer.kind === 'field' ? offer.field.id : `${offer.field.id}:${offer.value}`} value={String(index)}>
              <span className="dim">{offer.field.label}:</span> {offer.kind === 'value' && offer.label}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
