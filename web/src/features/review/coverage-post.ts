// Posts what was shown to the server, in batches. What could not be sent stays and is sent when the network is back;
// sending a range twice changes nothing. Knows no player: ranges are given to it per task.

import { asProblem } from '../../api/problem';
import type { FrameSpan } from '../../player/clock';
import { addSpan } from '../../player/coverage';

export interface CoverageSnapshot {
  /** Everything seen in this visit, per task: also what is not saved yet. */
  readonly seen: ReadonlyMap<string, readonly FrameSpan[]>;
  /** The last attempt failed; it is repeated. */
  readonly isWaiting: boolean;
  /** The server takes no more: the review is over. */
  readonly refusal: string | null;
}

const TRY_AGAIN_MS = 3_000;
const LIMIT_RANGES = 500;

export class CoveragePost {
  readonly #listeners = new Set<() => void>();
  #snapshot: CoverageSnapshot = { seen: new Map(), isWaiting: false, refusal: null };
  #queue = new Map<string, readonly FrameSpan[]>();
  #sending: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (task: string, ranges: readonly FrameSpan[]) => Promise<unknown>) {}

  readonly snapshot = (): CoverageSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(tasks: readonly string[], spans: readonly FrameSpan[]): void {
    if (spans.length === 0 || tasks.length === 0) return;
    const seen = new Map(this.#snapshot.seen);
    for (const task of tasks) {
      seen.set(task, merged(seen.get(task), spans));
      this.#queue.set(task, merged(this.#queue.get(task), spans));
    }
    this.#change({ seen });
  }

  /** Sends what waits. One at a time, so that nothing overtakes. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#sending ??= this.#flushOnce().finally(() => {
      this.#sending = null;
      if (this.#queue.size > 0 && this.#snapshot.refusal === null) this.#timer = setTimeout(() => void this.flush(), TRY_AGAIN_MS);
    });
    return this.#sending;
  }

  close(): void {
    if (this.#queue.size > 0) void this.flush();
    this.#listeners.clear();
  }

  async #flushOnce(): Promise<void> {
    for (const task of [...this.#queue.keys()]) {
      const waiting = this.#queue.get(task) ?? [];
      this.#queue.delete(task);
      const batch = waiting.slice(0, LIMIT_RANGES);
      const rest = waiting.slice(LIMIT_RANGES);
      if (rest.length > 0) this.#queue.set(task, rest);
      try {
        await this.send(task, batch);
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem !== undefined && !problem.isPassing) return this.#refused(problem.message);
        this.#queue.set(task, merged(this.#queue.get(task), batch));
        return this.#change({ isWaiting: true });
      }
    }
    if (this.#snapshot.isWaiting) this.#change({ isWaiting: false });
  }

  #refused(why: string): void {
    this.#queue.clear();
    this.#change({ refusal: why, isWaiting: false });
  }

  #change(patch: Partial<CoverageSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}

export const merged = (spans: readonly FrameSpan[] | undefined, more: readonly FrameSpan[]): readonly FrameSpan[] =>
  more.reduce<readonly FrameSpan[]>((all, span) => addSpan(all, span), spans ?? []);
