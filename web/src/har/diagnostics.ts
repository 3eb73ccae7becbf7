// Cleans the diagnostics that the page gathers by itself, like an archive. Of an error's message only words stay that
// browsers use in such messages.

import { address } from './address';
import { boolean, field, instant, list, number, ofList, uuid, version } from './value';

const LIMIT_ROWS = 200;
const LIMIT_WORDS = 60;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ERRORS = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'NetworkError', 'AbortError', 'NotAllowedError', 'NotSupportedError', 'QuotaExceededError', 'InvalidStateError', 'MediaError', 'HlsError', 'Problem'];
const SOURCES = ['error', 'rejection', 'player', 'page'];
const CONNECTIONS = ['slow-2g', '2g', '3g', '4g', 'connecting', 'live', 'lost'];
const PLAYER = ['empty', 'loading', 'ready', 'failed', 'paused', 'playing', 'reversing', 'none', 'seeking', 'running', 'proven', 'not_verified', 'network', 'not_found', 'piece_missing', 'not_allowed', 'decode', 'unsupported', 'gesture_needed', 'other'];
/** The words that browsers, React and hls.js make their messages of. */
const WORDS: ReadonlySet<string> = new Set([
  'a', 'aborted', 'an', 'and', 'append', 'array', 'as', 'at', 'attempting', 'audio', 'be', 'because', 'before', 'buffer',
  'by', 'call', 'cannot', 'changed', 'chunk', 'client', 'component', 'connection', 'could', 'decode', 'defined', 'deleted',
  'document', 'does', 'done', 'dynamically', 'element', 'error', 'exceeded', 'exist', 'expected', 'failed', 'fetch', 'for',
  'fragment', 'from', 'full', 'function', 'has', 'have', 'hook', 'hooks', 'hydration', 'import', 'imported', 'in',
  'initialized', 'input', 'interrupted', 'invalid', 'is', 'it', 'iterable', 'json', 'level', 'load', 'loading', 'manifest',
  'max', 'maximum', 'media', 'minified', 'module', 'more', 'network', 'new', 'no', 'node', 'not', 'null', 'object', 'of',
  'on', 'operation', 'or', 'out', 'parse', 'parsing', 'play', 'property', 'properties', 'promise', 'quota', 'range', 'react',
  'read', 'reading', 'rejected', 'removed', 'render', 'rendered', 'request', 'resource', 'response', 'script', 'set',
  'setting', 'size', 'source', 'stack', 'state', 'supported', 'than', 'that', 'the', 'this', 'timeout', 'to', 'token',
  'type', 'unable', 'undefined', 'unexpected', 'update', 'user', 'value', 'video', 'was', 'when', 'with',
]);

/** The last ones. */
const rows = (of: unknown) => list(of).slice(-LIMIT_ROWS);

const numbers = (of: unknown, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, number(field(of, name))]));

export const cleanDiagnostics = (of: unknown, ownHost: string) => ({
  at: instant(field(of, 'at')),
  app: version(field(of, 'app')),
  browser: version(field(of, 'browser')),
  page: address(field(of, 'page'), ownHost),
  viewport: numbers(field(of, 'viewport'), ['width', 'height']),
  connection: cleanConnection(field(of, 'connection')),
  player: cleanPlayer(field(of, 'player')),
  errors: rows(field(of, 'errors')).map((error) => cleanError(error, ownHost)),
  calls: rows(field(of, 'calls')).map((call) => cleanCall(call, ownHost)),
});

export type CleanDiagnostics = ReturnType<typeof cleanDiagnostics>;

const cleanConnection = (of: unknown) => ({
  online: boolean(field(of, 'online')),
  type: ofList(field(of, 'type'), CONNECTIONS),
  live: ofList(field(of, 'live'), CONNECTIONS),
  ...numbers(of, ['rtt_ms', 'downlink_kbps']),
});

/** Null where the page has no player. */
const cleanPlayer = (of: unknown) =>
  typeof of !== 'object' || of === null || Array.isArray(of)
    ? null
    : {
        ...numbers(of, ['frame', 'target', 'last', 'speed', 'skipped_frames', 'buffered_ms']),
        ...Object.fromEntries(['status', 'motion', 'proof', 'trouble'].map((name) => [name, ofList(field(of, name), PLAYER)])),
      };

const cleanError = (of: unknown, ownHost: string) => ({
  at: instant(field(of, 'at')),
  source: ofList(field(of, 'source'), SOURCES),
  name: ofList(field(of, 'name'), ERRORS),
  message: message(field(of, 'message')),
  page: address(field(of, 'page'), ownHost),
  line: number(field(of, 'line')),
  column: number(field(of, 'column')),
});

const cleanCall = (of: unknown, ownHost: string) => ({
  at: instant(field(of, 'at')),
  method: ofList(field(of, 'method'), METHODS),
  url: address(field(of, 'url'), ownHost),
  status: number(field(of, 'status')),
  ms: number(field(of, 'ms')),
  request_id: uuid(field(of, 'request_id')),
});

/** Known words and short numbers; for whatever stood between them one mark. */
const message = (of: unknown): string | null => {
  if (typeof of !== 'string') return null;
  const kept: string[] = [];
  for (const token of of.split(/[ \t\n\f\r]+/).filter((each) => each !== '')) {
    const bare = token.replace(/[.,:;]+$/, '');
    const isKnown = WORDS.has(bare.toLowerCase()) || /^#*[0-9]{1,4}$/.test(bare);
    if (isKnown) kept.push(token);
    else if (kept.at(-1) !== '…') kept.push('…');
  }
  return kept.slice(0, LIMIT_WORDS).join(' ');
};
