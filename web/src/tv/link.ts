// A socket that comes back: after a cut it is opened again, sooner at first, and its owner is told both. What is said meanwhile
// is lost on purpose: whoever comes back asks where things stand.

import type { Numbered } from './messages';

const AGAIN_MS = [250, 500, 1_000, 2_000] as const;
/** A socket over a dead network says nothing of it. */
const SILENCE_MS = 8_000;

export interface LinkOwner<Heard> {
  opened(): void;
  heard(message: Numbered<Heard>): void;
  cut(): void;
}

export class Link<Said extends { readonly type: string }, Heard> {
  #socket: WebSocket | null = null;
  /** Grows also over a reload: what was said before is older. */
  #seq = Date.now();
  #tries = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    private readonly path: string,
    private readonly owner: LinkOwner<Heard>,
  ) {}

  open(): void {
    const socket = new WebSocket(new URL(this.path, location.origin.replace(/^http/, 'ws')));
    this.#socket = socket;
    this.#listenOn(socket);
    socket.onopen = () => {
      this.#tries = 0;
      this.owner.opened();
    };
    socket.onmessage = ({ data }) => {
      this.#listenOn(socket);
      this.owner.heard(JSON.parse(String(data)) as Numbered<Heard>);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#cut();
    };
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** The number under which it was said, also when nobody heard it. */
  say(message: Said): number {
    this.#seq += 1;
    if (this.isOpen) this.#socket?.send(JSON.stringify({ ...message, seq: this.#seq }));
    return this.#seq;
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#again);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  /** The server says every few seconds that the line stands; longer silence is a cut. */
  #listenOn(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      socket.close();
      this.#cut();
    }, SILENCE_MS);
  }

  #cut(): void {
    this.#socket = null;
    clearTimeout(this.#silence);
    if (this.#isOver) return;
    this.owner.cut();
    const wait = AGAIN_MS[Math.min(this.#tries, AGAIN_MS.length - 1)];
    this.#tries += 1;
    this.#again = setTimeout(() => this.open(), wait);
  }
}
