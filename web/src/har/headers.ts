// Headers that say how a call went, each with the form that its value must have. All others go: the name as well as the
// value, since either may be made of anything.

import { field, list, uuid } from './value';

export interface KeptHeader {
  readonly name: string;
  readonly value: string;
}

/** Every type that the product or a browser sends. */
const MEDIA_TYPES: readonly string[] = [
  'application/json', 'application/problem+json', 'application/javascript', 'text/javascript', 'text/html', 'text/css',
  'text/plain', 'text/csv', 'text/calendar', 'text/event-stream', 'image/svg+xml', 'image/png', 'image/jpeg', 'image/webp',
  'image/x-icon', 'font/woff2', 'video/mp4', 'video/mp2t', 'audio/mp4', 'application/vnd.apple.mpegurl',
  'application/dash+xml', 'application/octet-stream', 'application/offset+octet-stream', 'multipart/form-data',
  'application/x-www-form-urlencoded', 'application/wasm', 'application/pdf', 'application/zip',
];

/** Without its parameters: a boundary may be anything. */
export const mediaType = (of: unknown): string | null => {
  if (typeof of !== 'string') return null;
  const written = (of.split(';')[0] ?? '').trim().toLowerCase();
  return MEDIA_TYPES.includes(written) ? written : null;
};

const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;
const DIGITS = /^[0-9]{1,15}$/;
const CODING = /^(gzip|br|deflate|zstd|identity|chunked)$/;
const DIRECTIVE = /^(no-store|no-cache|private|public|immutable|must-revalidate|max-age|s-maxage|no-transform)(=[0-9]{1,9})?$/;

const FORMS: Readonly<Record<string, (value: string) => boolean>> = {
  'content-length': (value) => DIGITS.test(value),
  age: (value) => DIGITS.test(value),
  'retry-after': (value) => DIGITS.test(value),
  'upload-offset': (value) => DIGITS.test(value),
  'upload-length': (value) => DIGITS.test(value),
  date: (value) => DATE.test(value),
  'last-modified': (value) => DATE.test(value),
  expires: (value) => DATE.test(value),
  range: (value) => /^bytes=[0-9]{1,15}-([0-9]{1,15})?$/.test(value),
  'content-range': (value) => /^bytes (\*|[0-9]{1,15}-[0-9]{1,15})\/(\*|[0-9]{1,15})$/.test(value),
  'accept-ranges': (value) => value === 'bytes' || value === 'none',
  'cache-control': (value) => value.split(',').every((directive) => DIRECTIVE.test(directive.trim())),
  'content-encoding': (value) => CODING.test(value),
  'transfer-encoding': (value) => CODING.test(value),
  connection: (value) => /^(keep-alive|close|[uU]pgrade)$/.test(value),
};

const kept = (header: unknown, isResponse: boolean): KeptHeader | null => {
  const [givenName, givenValue] = [field(header, 'name'), field(header, 'value')];
  if (typeof givenName !== 'string' || typeof givenValue !== 'string') return null;
  const [name, value] = [givenName.toLowerCase(), givenValue.trim()];
  if (name === 'content-type') {
    const type = mediaType(value);
    return type === null ? null : { name, value: type };
  }
  // Only what the server gave: a request can be made to carry anything.
  const fits = name === 'x-request-id' ? isResponse && uuid(value) !== null : Object.hasOwn(FORMS, name) && FORMS[name]?.(value) === true;
  return fits ? { name, value } : null;
};

export const headers = (of: unknown, isResponse: boolean): KeptHeader[] => list(of).flatMap((header) => kept(header, isResponse) ?? []);
