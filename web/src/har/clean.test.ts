// The table of cases that the server's cleaning is held to as well, and secrets in every place that an archive has.

import { describe, expect, test } from 'vitest';
import table from '../../../fixtures/har.json';
import { address } from './address';
import { cleanHar, RefusedHar } from './clean';
import { cleanDiagnostics } from './diagnostics';
import { headers } from './headers';
import { instant, number, version } from './value';

const own = table.own_host;
const pairs = (rows: readonly (readonly unknown[])[]) => rows as readonly (readonly [unknown, unknown])[];

describe('values stay only in their form', () => {
  test.each(pairs(table.addresses))('the address %j', (from, to) => expect(address(from, own)).toBe(to));
  test.each(table.headers as [string, string, boolean, string | null][])('the header %s: %s (response: %s)', (name, value, isResponse, kept) =>
    expect(headers([{ name, value }], isResponse)).toEqual(kept === null ? [] : [{ name: name.toLowerCase(), value: kept }]),
  );
  test.each(pairs(table.numbers))('the number %j', (from, to) => expect(number(from)).toBe(to));
  test.each(pairs(table.instants))('the instant %j', (from, to) => expect(instant(from)).toBe(to));
  test.each(pairs(table.versions))('the version %j', (from, to) => expect(version(from)).toBe(to));
  test.each(pairs(table.messages))('the message %j', (from, to) => expect(cleanDiagnostics({ errors: [{ message: from }] }, own).errors[0]?.message).toBe(to));
});

describe('whole files', () => {
  test.each(table.archives)('$name', ({ from, to, removed }) => {
    expect(cleanHar(JSON.stringify(from), own)).toEqual({ kept: to, removed });
    expect(cleanHar(JSON.stringify(to), own).kept).toEqual(to);
  });
  test.each(table.diagnostics)('diagnostics $name', ({ from, to }) => expect(cleanDiagnostics(from, own)).toEqual(to));
  test.each(table.refusals as { name: string; text?: string; repeat?: { text: string; times: number }; code: string }[])('refuses what is $name', ({ text, repeat, code }) => {
    const written = text ?? repeat?.text.repeat(repeat.times) ?? '';
    expect(() => cleanHar(written, own)).toThrow(new RefusedHar(code as RefusedHar['code']));
  });
  test('refuses more calls than can be looked through', () => {
    expect(() => cleanHar(JSON.stringify({ log: { entries: Array(10_001).fill({}) } }), own)).toThrow(new RefusedHar('too_many_calls'));
  });
});

const percent = (text: string) => [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
const written = (form: string, secret: string) =>
  form
    .replaceAll('{plain}', secret)
    .replaceAll('{percent}', percent(secret))
    .replaceAll('{base64base64}', btoa(btoa(secret)))
    .replaceAll('{base64}', btoa(secret));

/** Sets a value at a place, making what is not there. */
const set = (document: unknown, place: string, value: unknown): void => {
  const parts = place.split('/').slice(1);
  let at = document as Record<string, unknown>;
  parts.forEach((part, index) => {
    if (index === parts.length - 1) at[part] = value;
    else {
      const isThere = typeof at[part] === 'object' && at[part] !== null;
      if (!isThere) at[part] = /^\d+$/.test(parts[index + 1] ?? '') ? [] : {};
      at = at[part] as Record<string, unknown>;
    }
  });
};

const planted = (): { what: string; secret: string; archive: string }[] => {
  const { base, places, around, headers: names, forms } = table.secrets;
  const all: { what: string; secret: string; archive: string }[] = [];
  const plant = (what: string, change: (archive: unknown, value: string) => void) => {
    for (const form of forms) {
      const secret = `hush${all.length}x`;
      const archive: unknown = structuredClone(base);
      change(archive, written(form, secret));
      all.push({ what: `${what} as ${form}`, secret, archive: JSON.stringify(archive) });
    }
  };
  for (const place of places) plant(place, (archive, value) => set(archive, place, value));
  for (const [place = '', before = '', behind = ''] of around) plant(`${place} ${before}…${behind}`, (archive, value) => set(archive, place, `${before}${value}${behind}`));
  for (const name of names) {
    for (const side of ['request', 'response']) plant(`${side} header ${name}`, (archive, value) => set(archive, `/log/entries/0/${side}/headers/0`, { name, value }));
  }
  return all;
};

test('of all planted secrets none survives', () => {
  const all = planted();
  expect(all.length).toBeGreaterThanOrEqual(300);
  const survived = all.filter(({ archive, secret }) => {
    expect(archive).toContain('hush');
    const kept = JSON.stringify(cleanHar(archive, own).kept).toLowerCase();
    return [secret, percent(secret), btoa(secret), btoa(btoa(secret)), 'hush'].some((form) => kept.includes(form.toLowerCase()));
  });
  expect(survived).toEqual([]);
});
