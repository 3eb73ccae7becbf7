// What is typed into a search bar, as tokens `field: value` and free words. Several values of one field mean "or",
// different fields mean "and". Pure: reading, writing and completing; knows no field by itself.

export interface TokenField {
  /** As it stands in the address and in the query: `state`. */
  readonly id: string;
  /** As people read it: "State". */
  readonly label: string;
  /** The values it may have; absent: anything may be typed. */
  readonly values?: readonly { readonly value: string; readonly label: string }[];
}

export interface Token {
  readonly field: string;
  readonly value: string;
}

export interface TokenQuery {
  readonly tokens: readonly Token[];
  readonly text: string;
}

export type Suggestion =
  | { readonly kind: 'field'; readonly field: TokenField }
  | { readonly kind: 'value'; readonly field: TokenField; readonly value: string; readonly label: string };

export const EMPTY_QUERY: TokenQuery = { tokens: [], text: '' };

const lower = (text: string) => text.trim().toLocaleLowerCase();

const fieldNamed = (fields: readonly TokenField[], name: string) =>
  fields.find((field) => lower(field.id) === lower(name) || lower(field.label) === lower(name));

/** The value that was meant: by its id or by its label. A field without a list takes what was typed. */
const valueMeant = (field: TokenField, typed: string): string | undefined => {
  const wanted = lower(typed);
  if (wanted === '') return undefined;
  if (field.values === undefined) return typed.trim();
  return field.values.find(({ value, label }) => lower(value) === wanted || lower(label) === wanted)?.value;
};

export const withToken = (query: TokenQuery, token: Token): TokenQuery =>
  query.tokens.some(({ field, value }) => field === token.field && value === token.value)
    ? query
    : { ...query, tokens: [...query.tokens, token] };

export const withoutToken = (query: TokenQuery, token: Token): TokenQuery => ({
  ...query,
  tokens: query.tokens.filter(({ field, value }) => field !== token.field || value !== token.value),
});

export const valuesOf = (query: TokenQuery, field: string): string[] =>
  query.tokens.filter((token) => token.field === field).map((token) => token.value);

/** `state:in_qc title:"Long Tide" ferry`: how a query stands in an address and in a saved view. */
export const formatQuery = ({ tokens, text }: TokenQuery): string => {
  const quoted = (value: string) => (/[\s":]/.test(value) ? `"${value.replaceAll('"', '')}"` : value);
  return [...tokens.map(({ field, value }) => `${field}:${quoted(value)}`), text.trim()].filter((part) => part !== '').join(' ');
};

const WORD = /([\p{L}_]+):\s*(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/gu;

/** The opposite of formatQuery. A token of an unknown field or value stays as free words: nothing is dropped. */
export const parseQuery = (fields: readonly TokenField[], written: string): TokenQuery => {
  let query = EMPTY_QUERY;
  const words: string[] = [];
  for (const match of written.matchAll(WORD)) {
    const [whole, name, quotedValue, plainValue] = match;
    const field = name === undefined ? undefined : fieldNamed(fields, name);
    const value = field === undefined ? undefined : valueMeant(field, quotedValue ?? plainValue ?? '');
    if (field !== undefined && value !== undefined) query = withToken(query, { field: field.id, value });
    else words.push(whole);
  }
  return { ...query, text: words.join(' ') };
};

/** Splits what stands in the input: free words, and at its end the field being filled in. */
const fieldBeingTyped = (fields: readonly TokenField[], typed: string) => {
  const match = /(?:^|\s)([\p{L} _]+):\s*(.*)$/u.exec(typed);
  if (match === null) return undefined;
  const [, names = '', begun = ''] = match;
  // "harbour state: in" – the field's name is the longest ending of the words before the colon.
  const words = names.trim().split(/\s+/);
  for (let from = 0; from < words.length; from += 1) {
    const field = fieldNamed(fields, words.slice(from).join(' '));
    if (field !== undefined) {
      const before = typed.slice(0, match.index + match[0].indexOf(names)) + words.slice(0, from).join(' ');
      return { field, begun: begun.replaceAll('"', ''), before: before.trim() };
    }
  }
  return undefined;
};

/** What could be meant by what is typed so far. */
export const suggest = (fields: readonly TokenField[], typed: string, query: TokenQuery): Suggestion[] => {
  const open = fieldBeingTyped(fields, typed);
  if (open !== undefined) {
    const taken = valuesOf(query, open.field.id);
    return (open.field.values ?? [])
      .filter(({ value, label }) => !taken.includes(value) && (lower(label).includes(lower(open.begun)) || lower(value).includes(lower(open.begun))))
      // What begins with the typed letters comes before what only contains them.
      .sort((a, b) => Number(lower(b.label).startsWith(lower(open.begun))) - Number(lower(a.label).startsWith(lower(open.begun))))
      .map(({ value, label }) => ({ kind: 'value', field: open.field, value, label }));
  }
  const begun = lower(/\S*$/.exec(typed)?.[0] ?? '');
  const named = fields.filter(({ label, id }) => lower(label).startsWith(begun) || lower(id).startsWith(begun));
  if (begun === '') return named.map((field) => ({ kind: 'field', field }));
  const values = fields.flatMap((field) =>
    (field.values ?? [])
      .filter(({ label }) => lower(label).startsWith(begun))
      .map(({ value, label }): Suggestion => ({ kind: 'value', field, value, label })),
  );
  return [...named.map((field): Suggestion => ({ kind: 'field', field })), ...values.slice(0, 8)];
};

/** What the input and the query become when a suggestion is chosen. */
export const choose = (
  fields: readonly TokenField[],
  typed: string,
  query: TokenQuery,
  suggestion: Suggestion,
): { typed: string; query: TokenQuery } => {
  const open = fieldBeingTyped(fields, typed);
  const before = (open?.before ?? typed.replace(/\S*$/, '')).trim();
  const lead = before === '' ? '' : `${before} `;
  if (suggestion.kind === 'field') return { typed: `${lead}${suggestion.field.label}: `, query };
  return { typed: before, query: withToken(query, { field: suggestion.field.id, value: suggestion.value }) };
};

/** Enter: a complete token becomes one, all else is free text. */
export const commit = (fields: readonly TokenField[], typed: string, query: TokenQuery): { typed: string; query: TokenQuery } => {
  const open = fieldBeingTyped(fields, typed);
  const value = open === undefined ? undefined : valueMeant(open.field, open.begun);
  if (open !== undefined && value !== undefined) {
    const next = withToken(query, { field: open.field.id, value });
    return { typed: open.before, query: { ...next, text: open.before } };
  }
  return { typed, query: { ...query, text: typed.trim() } };
};
