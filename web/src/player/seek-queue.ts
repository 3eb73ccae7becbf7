// One seek at a time. While one is under way only the newest request waits, so that holding a key or dragging shows
// pictures on the way instead of starving.

import type { FrameSpan } from './clock';
import type { MediaPort } from './port';
import { ProvenSeek, type SeekOutcome } from './seeking';
import type { EditRate, Frame } from './timecode';

export interface Errand {
  readonly target: Frame;
  readonly attempts: number;
  readonly accepts: FrameSpan;
  /** Done when the seek is over, proven or not. */
  readonly then: ((outcome: SeekOutcome) => void) | null;
}

/** A seek under way this long gives way to a newer one. */
export const PATIENCE_MS = 400;

export class SeekQueue {
  #seek: ProvenSeek | null = null;
  #current: Errand | null = null;
  #next: Errand | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly port: MediaPort,
    private readonly rate: EditRate,
    private readonly settled: (outcome: SeekOutcome) => void,
  ) {}

  get isBusy(): boolean {
    return this.#seek !== null;
  }

  /** Where the newest request leads. */
  get target(): Frame | null {
    return (this.#next ?? this.#current)?.target ?? null;
  }

  add(errand: Errand): void {
    if (this.#seek === null) {
      this.#begin(errand);
      return;
    }
    this.#next = errand;
    clearTimeout(this.#patience);
    const elapsed = performance.now() - this.#seek.startedAt;
    this.#patience = setTimeout(() => this.#beginNext(), Math.max(PATIENCE_MS - elapsed, 0));
  }

  /** What to do after the newest request, in place of what was meant. */
  thenInstead(then: (() => void) | null): void {
    if (this.#next !== null) this.#next = { ...this.#next, then };
    else if (this.#current !== null) this.#current = { ...this.#current, then };
  }

  frameShown(frame: Frame): void {
    this.#seek?.frameShown(frame);
  }

  seeked(): void {
    this.#seek?.seeked();
  }

  clear(): void {
    clearTimeout(this.#patience);
    this.#seek?.cancel();
    this.#seek = null;
    this.#current = null;
    this.#next = null;
  }

  #begin(errand: Errand): void {
    clearTimeout(this.#patience);
    this.#seek?.cancel();
    this.#current = errand;
    this.#next = null;
    this.#seek = new ProvenSeek(this.port, this.rate, errand.target, errand, (outcome) => this.#finish(outcome));
  }

  #beginNext(): boolean {
    const next = this.#next;
    if (next === null) return false;
    this.#begin(next);
    return true;
  }

  #finish(outcome: SeekOutcome): void {
    this.#seek = null;
    if (this.#beginNext()) return;
    const then = this.#current?.then ?? null;
    this.#current = null;
    this.settled(outcome);
    then?.(outcome);
  }
}
