// A Cast device of our own on loopback: TLS, protobuf, and just enough of CASTV2 for a sender. What LAUNCH opens and where a
// message goes is given from outside: here it is a page with a stubbed Cast framework.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls, { type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

interface CastMessage {
  readonly source: string;
  readonly destination: string;
  readonly namespace: string;
  readonly payload: string;
}

const HEARTBEAT = 'urn:x-cast:com.google.cast.tp.heartbeat';
const RECEIVER = 'urn:x-cast:com.google.cast.receiver';
const TEXT_FIELDS = [2, 3, 4, 6] as const;

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);

function encode({ source, destination, namespace, payload }: CastMessage): Buffer {
  const text = (field: number, value: string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
  };
  const body = Buffer.concat([Buffer.from([8, 0]), text(2, source), text(3, destination), text(4, namespace), Buffer.from([40, 0]), text(6, payload)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function decode(body: Buffer): CastMessage {
  const texts = new Map<number, string>();
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = body[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < body.length) {
    const key = number();
    if ((key & 7) === 0) number();
    else {
      const length = number();
      texts.set(key >> 3, body.subarray(at, at + length).toString());
      at += length;
    }
  }
  const [source = '', destination = '', namespace = '', payload = ''] = TEXT_FIELDS.map((field) => texts.get(field));
  return { source, destination, namespace, payload };
}

export interface Screen {
  launch(applicationId: string): Promise<void>;
  message(namespace: string, payload: unknown): Promise<void>;
  stop(): Promise<void>;
}

export class CastDevice {
  private constructor(
    private readonly server: tls.Server,
    readonly address: string,
  ) {}

  static async on(folder: string, screen: Screen): Promise<CastDevice> {
    const [key, cert] = [path.join(folder, 'device.key'), path.join(folder, 'device.crt')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=device'], { stdio: 'ignore' });
    const server = tls.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => serve(socket, screen));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CastDevice(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  off(): void {
    this.server.close();
  }
}

function serve(socket: TLSSocket, screen: Screen): void {
  let waiting = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE()) {
      const length = waiting.readUInt32BE();
      const message = decode(waiting.subarray(4, 4 + length));
      waiting = waiting.subarray(4 + length);
      void obey(socket, screen, message);
    }
  });
}

async function obey(socket: TLSSocket, screen: Screen, { source, destination, namespace, payload }: CastMessage): Promise<void> {
  const said = JSON.parse(payload) as { type?: string; appId?: string; requestId?: number };
  const answer = (on: string, body: unknown) => socket.write(encode({ source: destination, destination: source, namespace: on, payload: JSON.stringify(body) }));
  const status = (applications: readonly unknown[]) => answer(RECEIVER, { type: 'RECEIVER_STATUS', requestId: said.requestId, status: { applications } });
  if (namespace === HEARTBEAT && said.type === 'PING') answer(HEARTBEAT, { type: 'PONG' });
  else if (said.type === 'LAUNCH') {
    await screen.launch(said.appId ?? '');
    status([{ appId: said.appId, sessionId: 'session-1', transportId: 'transport-1' }]);
  } else if (said.type === 'STOP') {
    await screen.stop();
    status([]);
  } else if (destination === 'transport-1' && said.type === undefined) await screen.message(namespace, said);
}

/** In place of Cast's receiver framework, as far as the page uses it. */
const FRAMEWORK = `
  const listeners = new Map();
  const context = {
    addCustomMessageListener: (namespace, listener) => listeners.set(namespace, listener),
    canDisplayType: () => false,
    getDeviceCapabilities: () => null,
    start: (options) => { window.castOptions = options; },
  };
  window.cast = { framework: { CastReceiverContext: { getInstance: () => context } } };
  window.castSays = (namespace, data) => listeners.get(namespace)({ data });
`;

/** The page of a device: LAUNCH opens the receiver in it. */
export const screenOf = (page: Page): Screen => ({
  async launch() {
    await page.route('https://www.gstatic.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body: FRAMEWORK }));
    await page.goto('/tv/cast');
    await page.waitForFunction('window.castOptions !== undefined');
  },
  message: (namespace, payload) =>
    page.evaluate(([to, data]) => (globalThis as unknown as { castSays(namespace: unknown, data: unknown): void }).castSays(to, data), [namespace, payload] as const),
  async stop() {
    await page.goto('about:blank');
  },
});
