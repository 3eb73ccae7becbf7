// Cleans what Chrome exports as an HTTP archive (HAR 1.2) before it leaves the browser. By a list of what may stay: a
// field that is not named here is gone, and a named one stays only if its value is of the form that it must have. The
// server does the same again.

import { address } from './address';
import { headers, mediaType } from './headers';
import { field, instant, list, number, ofList, pageId, version } from './value';

export const LIMIT_BYTES = 24 * 1024 * 1024;
const LIMIT_DEPTH = 64;
const LIMIT_CALLS = 10_000;

export type HarRefusal = 'too_large' | 'too_deep' | 'not_json' | 'not_har' | 'too_many_calls';

/** The file is no archive that can be taken. */
export class RefusedHar extends Error {
  readonly code: HarRefusal;

  constructor(code: HarRefusal) {
    super(code);
    this.name = 'RefusedHar';
    this.code = code;
  }
}

export interface Removed {
  readonly headers: number;
  readonly cookies: number;
  readonly bodies: number;
  readonly addresses: number;
}

export interface CleanedHar {
  readonly kept: { readonly log: { readonly entries: readonly unknown[] } };
  readonly removed: Removed;
}

/** How deep brackets stand within one another, outside of strings. */
const depth = (text: string): number => {
  let [at, deepest, inString] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (inString && letter === '\\') index++;
    else if (letter === '"') inString = !inString;
    else if (inString) continue;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++at);
    else if (letter === '}' || letter === ']') at = Math.max(0, at - 1);
  }
  return deepest;
};

const read = (text: string): unknown => {
  if (text.length > LIMIT_BYTES) throw new RefusedHar('too_large');
  if (depth(text) > LIMIT_DEPTH) throw new RefusedHar('too_deep');
  try {
    return JSON.parse(text.replace(/^\ufeff+/, ''));
  } catch {
    throw new RefusedHar('not_json');
  }
};

export const cleanHar = (text: string, ownHost: string): CleanedHar => {
  const log = field(read(text), 'log');
  const calls = field(log, 'entries');
  if (!Array.isArray(calls)) throw new RefusedHar('not_har');
  if (calls.length > LIMIT_CALLS) throw new RefusedHar('too_many_calls');
  const cleaned = calls.map((call) => cleanCall(call, ownHost));
  const sum = (of: keyof Removed) => cleaned.reduce((all, { removed }) => all + removed[of], 0);
  return {
    kept: {
      log: {
        version: '1.2',
        creator: program(field(log, 'creator')),
        browser: program(field(log, 'browser')),
        pages: list(field(log, 'pages')).map(page),
        entries: cleaned.map(({ kept }) => kept),
      } as CleanedHar['kept']['log'],
    },
    removed: { headers: sum('headers'), cookies: sum('cookies'), bodies: sum('bodies'), addresses: sum('addresses') },
  };
};

const PROGRAMS = ['Asset QC', 'WebInspector', 'Chrome', 'Chromium', 'Google Chrome', 'Microsoft Edge', 'Firefox', 'WebKit Web Inspector', 'Safari'];

const program = (of: unknown) => ({ name: ofList(field(of, 'name'), PROGRAMS), version: version(field(of, 'version')) });

/** Its title may be the title of a master: only the times stay. */
const page = (of: unknown) => {
  const times = field(of, 'pageTimings');
  return {
    id: pageId(field(of, 'id')),
    startedDateTime: instant(field(of, 'startedDateTime')),
    pageTimings: { onContentLoad: number(field(times, 'onContentLoad')), onLoad: number(field(times, 'onLoad')) },
  };
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'];
const PROTOCOLS = ['http/1.0', 'http/1.1', 'http/2.0', 'h2', 'h3', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/3'];
const RESOURCE_TYPES = ['document', 'stylesheet', 'image', 'media', 'font', 'script', 'texttrack', 'xhr', 'fetch', 'eventsource', 'websocket', 'manifest', 'preflight', 'other'];
const PRIORITIES = ['VeryLow', 'Low', 'Medium', 'High', 'VeryHigh'];
const CACHES = ['memory', 'disk'];
const TIMINGS = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'];

const cleanCall = (call: unknown, ownHost: string): { kept: unknown; removed: Removed } => {
  const [request, response] = [field(call, 'request'), field(call, 'response')];
  const content = field(response, 'content');
  const [sent, given] = [headers(field(request, 'headers'), false), headers(field(response, 'headers'), true)];
  const [url, redirect] = [address(field(request, 'url'), ownHost), address(field(response, 'redirectURL'), ownHost)];
  const lost = (before: unknown, after: string | null) => (after !== null && after !== before ? 1 : 0);
  const postData = field(request, 'postData');
  const kept: Record<string, unknown> = {
    startedDateTime: instant(field(call, 'startedDateTime')),
    time: number(field(call, 'time')),
    request: {
      method: ofList(field(request, 'method'), METHODS),
      url,
      httpVersion: ofList(field(request, 'httpVersion'), PROTOCOLS),
      headers: sent,
      headersSize: number(field(request, 'headersSize')),
      bodySize: number(field(request, 'bodySize')),
    },
    response: {
      status: number(field(response, 'status')),
      httpVersion: ofList(field(response, 'httpVersion'), PROTOCOLS),
      headers: given,
      redirectURL: redirect,
      content: { size: number(field(content, 'size')), mimeType: mediaType(field(content, 'mimeType')) },
      headersSize: number(field(response, 'headersSize')),
      bodySize: number(field(response, 'bodySize')),
      _transferSize: number(field(response, '_transferSize')),
    },
    timings: Object.fromEntries(TIMINGS.map((name) => [name, number(field(field(call, 'timings'), name))])),
  };
  const more: Record<string, string | null> = {
    pageref: pageId(field(call, 'pageref')),
    _resourceType: ofList(field(call, '_resourceType'), RESOURCE_TYPES),
    _priority: ofList(field(call, '_priority'), PRIORITIES),
    _fromCache: ofList(field(call, '_fromCache'), CACHES),
  };
  for (const [name, value] of Object.entries(more)) if (value !== null) kept[name] = value;
  return {
    kept,
    removed: {
      headers: list(field(request, 'headers')).length + list(field(response, 'headers')).length - sent.length - given.length,
      cookies: list(field(request, 'cookies')).length + list(field(response, 'cookies')).length,
      bodies: (postData === undefined || postData === null ? 0 : 1) + (typeof field(content, 'text') === 'string' ? 1 : 0) + list(field(call, '_webSocketMessages')).length,
      addresses: lost(field(request, 'url'), url) + lost(field(response, 'redirectURL'), redirect),
    },
  };
};
