// Keeps what is being typed on the server: one draft per person and request, saved shortly after the last key, on
// its own revision. Two tabs never overwrite each other: the second one is told, and chooses. Knows neither forms
// nor pages; what a draft holds is given from outside.

import { asProblem } from '../../api/problem';

export interface KeptDraft {
  readonly body: unknown;
  readonly updated_at: string;
  readonly revision: number;
}

export interface DraftStore {
  /** Null where nothing is kept. */
  read(): Promise<KeptDraft | null>;
  /** `revision` null: nothing is kept yet. Throws a stale Problem where that is no longer so. */
  save(body: unknown, revision: number | null): Promise<KeptDraft>;
  discard(): Promise<void>;
}

export type Keeping =
  | { readonly kind: 'opening' | 'idle' | 'typing' | 'saving' | 'saved' | 'unreachable' }
  /** `theirs` is what is kept now by somebody else; null when they discarded it. */
  | { readonly kind: 'conflict'; readonly theirs: KeptDraft | null };

export interface DraftSnapshot<Body> {
  readonly body: Body;
  readonly keeping: Keeping;
}

const SAVE_AFTER_MS = 700;
const TRY_AGAIN_MS = 3_000;

export class DraftKeeper<Body> {
  readonly #listeners = new Set<() => void>();
  #snapshot: DraftSnapshot<Body>;
  #revision: number | null = null;
  #isDirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;

  constructor(
    private readonly store: DraftStore,
    private readonly empty: Body,
    private readonly isEmpty: (body: Body) => boolean,
    private readonly read: (kept: unknown) => Body,
  ) {
    this.#snapshot = { body: empty, keeping: { kind: 'opening' } };
  }

  readonly snapshot = (): DraftSnapshot<Body> => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get isUnsaved(): boolean {
    return this.#isDirty || this.#saving !== null;
  }

  /** Restores what is kept. Something typed before the answer came stays. */
  async open(): Promise<void> {
    try {
      const kept = await this.store.read();
      if (this.#isDirty) return;
      this.#revision = kept?.revision ?? null;
      this.#change({ body: kept === null ? this.empty : this.read(kept.body), keeping: { kind: kept === null ? 'idle' : 'saved' } });
    } catch (thrown) {
      if (asProblem(thrown) === undefined) throw thrown;
      if (!this.#isDirty) this.#change({ keeping: { kind: 'unreachable' } });
    }
  }

  change(to: (before: Body) => Body): void {
    const body = to(this.#snapshot.body);
    if (body === this.#snapshot.body) return;
    this.#isDirty = true;
    if (this.#snapshot.keeping.kind === 'conflict') return this.#change({ body });
    this.#change({ body, keeping: { kind: 'typing' } });
    this.#saveAfter(SAVE_AFTER_MS);
  }

  /** Saves now what waits, and waits for it. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (this.#isDirty && this.#snapshot.keeping.kind !== 'conflict') await this.#save();
  }

  /** What was typed has been sent: the server has dropped the draft. `rest` goes on. */
  sent(rest: (before: Body) => Body): void {
    clearTimeout(this.#timer);
    this.#revision = null;
    const body = rest(this.#snapshot.body);
    this.#isDirty = !this.isEmpty(body);
    this.#change({ body, keeping: { kind: this.#isDirty ? 'typing' : 'idle' } });
    if (this.#isDirty) this.#saveAfter(SAVE_AFTER_MS);
  }

  takeTheirs(): void {
    const { keeping } = this.#snapshot;
    if (keeping.kind !== 'conflict') return;
    this.#isDirty = false;
    this.#revision = keeping.theirs?.revision ?? null;
    this.#change({ body: keeping.theirs === null ? this.empty : this.read(keeping.theirs.body), keeping: { kind: 'saved' } });
  }

  keepMine(): void {
    const { keeping } = this.#snapshot;
    if (keeping.kind !== 'conflict') return;
    this.#revision = keeping.theirs?.revision ?? null;
    this.#isDirty = true;
    this.#change({ keeping: { kind: 'typing' } });
    this.#saveAfter(0);
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#isDirty && this.#snapshot.keeping.kind !== 'conflict') void this.#save();
    this.#listeners.clear();
  }

  #saveAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  #save(): Promise<void> {
    this.#saving ??= this.#saveOnce().finally(() => {
      this.#saving = null;
      const { kind } = this.#snapshot.keeping;
      if (this.#isDirty && kind !== 'conflict') this.#saveAfter(kind === 'unreachable' ? TRY_AGAIN_MS : SAVE_AFTER_MS);
    });
    return this.#saving;
  }

  async #saveOnce(): Promise<void> {
    const { body } = this.#snapshot;
    this.#isDirty = false;
    this.#change({ keeping: { kind: 'saving' } });
    try {
      if (this.isEmpty(body)) await this.#discard();
      else this.#revision = (await this.store.save(body, this.#revision)).revision;
      if (!this.#isDirty) this.#change({ keeping: { kind: this.isEmpty(body) ? 'idle' : 'saved' } });
    } catch (thrown) {
      this.#isDirty = true;
      await this.#failed(thrown);
    }
  }

  /** Only what we kept ourselves: another tab's draft stays. */
  async #discard(): Promise<void> {
    if (this.#revision === null) return;
    const kept = await this.store.read();
    if (kept?.revision === this.#revision) await this.store.discard();
    this.#revision = null;
  }

  async #failed(thrown: unknown): Promise<void> {
    const problem = asProblem(thrown);
    if (problem === undefined) throw thrown;
    if (!problem.isStale) return this.#change({ keeping: { kind: 'unreachable' } });
    try {
      this.#change({ keeping: { kind: 'conflict', theirs: await this.store.read() } });
    } catch {
      this.#change({ keeping: { kind: 'unreachable' } });
    }
  }

  #change(patch: Partial<DraftSnapshot<Body>>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
