import { expect, test } from 'vitest';
import { choose, commit, EMPTY_QUERY, formatQuery, parseQuery, suggest, valuesOf, type TokenField } from './tokens';

const fields: TokenField[] = [
  {
    id: 'state',
    label: 'State',
    values: [
      { value: 'available', label: 'Available' },
      { value: 'in_qc', label: 'In QC' },
    ],
  },
  { id: 'due', label: 'Due date', values: [{ value: 'this_week', label: 'This week' }] },
  { id: 'title', label: 'Title' },
];

test('a query reads back as it was written', () => {
  const query = {
    tokens: [
      { field: 'state', value: 'available' },
      { field: 'state', value: 'in_qc' },
      { field: 'title', value: 'The Long Tide' },
    ],
    text: 'ferry',
  };
  expect(formatQuery(query)).toBe('state:available state:in_qc title:"The Long Tide" ferry');
  expect(parseQuery(fields, formatQuery(query))).toEqual(query);
});

test('values of one field are collected', () => {
  expect(valuesOf(parseQuery(fields, 'state:available state:in_qc state:available'), 'state')).toEqual(['available', 'in_qc']);
});

test('a field or value that nobody knows stays as words', () => {
  expect(parseQuery(fields, 'colour:red state:lost ferry')).toEqual({ tokens: [], text: 'colour:red state:lost ferry' });
});

test('fields are offered first, then their values', () => {
  expect(suggest(fields, 'st', EMPTY_QUERY)).toEqual([{ kind: 'field', field: fields[0] }]);
  expect(suggest(fields, 'ferry State: in', EMPTY_QUERY)).toEqual([{ kind: 'value', field: fields[0], value: 'in_qc', label: 'In QC' }]);
});

test('what begins with the typed letters is offered before what contains them', () => {
  const many: TokenField = { id: 'state', label: 'State', values: ['Preparing', 'In QC', 'In Verification'].map((label) => ({ value: label, label })) };
  expect(suggest([many], 'State: in', EMPTY_QUERY).map((offer) => offer.kind === 'value' && offer.label)).toEqual(['In QC', 'In Verification', 'Preparing']);
});

test('a value is found without naming its field', () => {
  expect(suggest(fields, 'avail', EMPTY_QUERY)).toEqual([{ kind: 'value', field: fields[0], value: 'available', label: 'Available' }]);
});

test('a value that is already chosen is not offered again', () => {
  const query = parseQuery(fields, 'state:in_qc');
  expect(suggest(fields, 'state:', query)).toEqual([{ kind: 'value', field: fields[0], value: 'available', label: 'Available' }]);
});

test('choosing a field waits for its value, choosing a value makes a token and keeps the other words', () => {
  const field = choose(fields, 'ferry du', EMPTY_QUERY, { kind: 'field', field: fields[1] as TokenField });
  expect(field.typed).toBe('ferry Due date: ');
  const value = choose(fields, field.typed, field.query, { kind: 'value', field: fields[1] as TokenField, value: 'this_week', label: 'This week' });
  expect(value).toEqual({ typed: 'ferry', query: { tokens: [{ field: 'due', value: 'this_week' }], text: '' } });
});

test('Enter makes a token of a complete one and free text of the rest', () => {
  expect(commit(fields, 'ferry due date: this week', EMPTY_QUERY)).toEqual({
    typed: 'ferry',
    query: { tokens: [{ field: 'due', value: 'this_week' }], text: 'ferry' },
  });
  expect(commit(fields, 'state: lost', EMPTY_QUERY).query).toEqual({ tokens: [], text: 'state: lost' });
});
