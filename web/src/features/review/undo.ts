// What one did last in this room, and how to take it back: one stack for all acts, emptied when one leaves. Knows no
// page; whoever acts says how the act is undone.

export interface Undoable {
  /** What was done, for the line that says that it was taken back. */
  readonly did: string;
  readonly takeBack: () => Promise<unknown>;
}

const LIMIT_ACTS = 20;

export class UndoStack {
  #acts: readonly Undoable[] = [];

  push(act: Undoable): void {
    this.#acts = [...this.#acts, act].slice(-LIMIT_ACTS);
  }

  get last(): Undoable | undefined {
    return this.#acts.at(-1);
  }

  /** An act that cannot be taken back any more stands in nobody's way. */
  async takeBack(): Promise<Undoable | null> {
    const act = this.last;
    if (act === undefined) return null;
    this.#acts = this.#acts.slice(0, -1);
    await act.takeBack();
    return act;
  }

  clear(): void {
    this.#acts = [];
  }
}

/** The acts of the room that is open. */
export const done = new UndoStack();
