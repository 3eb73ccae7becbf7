// What support needs to know, kept while one works: the last calls, the last errors, the player, the connection. A ring in
// memory, never stored, never sent by itself; a ticket takes a cleaned copy of it, after the person has seen it.

import { version as appVersion } from '../../package.json';
import { cleanDiagnostics, type CleanDiagnostics } from '../har/diagnostics';

const CALLS = 100;
const ERRORS = 40;

interface Call {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly ms: number;
  readonly request_id: string | null;
}

interface Fault {
  readonly at: string;
  readonly source: 'error' | 'rejection' | 'player' | 'page';
  readonly name: string;
  readonly message: string;
  readonly page?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface PlayerFacts {
  readonly status: string;
  readonly motion: string;
  readonly proof: string;
  readonly trouble: string | null;
  readonly frame: number | null;
  readonly target: number | null;
  readonly last: number;
  readonly speed: number;
  readonly skipped_frames: number;
  readonly buffered_ms: number | null;
}

const calls: Call[] = [];
const faults: Fault[] = [];
let player: (() => PlayerFacts | null) | null = null;
let live = 'connecting';

const keep = <Row>(ring: Row[], row: Row, most: number) => {
  ring.push(row);
  if (ring.length > most) ring.shift();
};

const now = () => new Date().toISOString();

/** Takes the time of a call, and what came of it. */
export const recordCall = (request: Request): ((response: Response | undefined) => void) => {
  const began = performance.now();
  const { method, url } = request;
  return (response) =>
    keep(calls, { at: now(), method, url, status: response?.status ?? 0, ms: performance.now() - began, request_id: response?.headers.get('x-request-id') ?? null }, CALLS);
};

export const recordError = (source: Fault['source'], thrown: unknown, place: Pick<Fault, 'page' | 'line' | 'column'> = {}): void => {
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
  keep(faults, { at: now(), source, name, message, ...place }, ERRORS);
};

/** The page that has a player says how to read it; the answer takes the offer back. */
export const offerPlayer = (facts: () => PlayerFacts | null): (() => void) => {
  player = facts;
  return () => {
    if (player === facts) player = null;
  };
};

export const recordLive = (state: 'connecting' | 'live' | 'lost'): void => {
  live = state;
};

/** Errors that nobody catches. */
export const listen = (page: Window): void => {
  page.addEventListener('error', ({ error, message, filename, lineno, colno }) =>
    recordError('error', error instanceof Error ? error : message, { page: filename, line: lineno, column: colno }),
  );
  page.addEventListener('unhandledrejection', ({ reason }) => recordError('rejection', reason));
};

interface NetworkInformation {
  readonly effectiveType?: string;
  readonly rtt?: number;
  readonly downlink?: number;
}

const connection = () => {
  const { connection: network } = navigator as Navigator & { connection?: NetworkInformation };
  return {
    online: navigator.onLine,
    type: network?.effectiveType,
    live,
    rtt_ms: network?.rtt,
    downlink_kbps: network?.downlink === undefined ? undefined : network.downlink * 1000,
  };
};

export const browserVersion = (userAgent: string): string | undefined => /(?:Chrome|Chromium|Firefox|Version)\/([0-9.]+)/.exec(userAgent)?.[1];

export { appVersion };

/** What is known now, cleaned: this, and nothing else, is what a ticket can take. */
export const diagnostics = (): CleanDiagnostics =>
  cleanDiagnostics(
    {
      at: now(),
      app: appVersion,
      browser: browserVersion(navigator.userAgent),
      page: location.pathname,
      viewport: { width: innerWidth, height: innerHeight },
      connection: connection(),
      player: player?.() ?? undefined,
      errors: faults,
      calls,
    },
    location.host,
  );
