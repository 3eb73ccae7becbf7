// The ballistics of one level meter: up at once, hold, then fall; and a mark that full scale was reached.

const HOLD_MS = 1_500;
const FALL_DB_PER_S = 20;
export const FLOOR_DB = -90;
/** Full scale in 16 bits and above: 32767/32768. */
const FULL_SCALE_DB = -0.001;

export const toDb = (level: number): number => (level > 0 ? Math.max(20 * Math.log10(level), FLOOR_DB) : FLOOR_DB);

export class PeakHold {
  #db = FLOOR_DB;
  #heldDb = FLOOR_DB;
  #heldAt = 0;
  #updatedAt = 0;
  #hasClipped = false;

  /** The bar: falls at the meter's rate. */
  get db(): number {
    return this.#db;
  }

  /** The line above it: stays, then falls. */
  get heldDb(): number {
    return this.#heldDb;
  }

  get hasClipped(): boolean {
    return this.#hasClipped;
  }

  update(level: number, nowMs: number): void {
    const db = toDb(level);
    const fallen = (Math.max(nowMs - this.#updatedAt, 0) / 1000) * FALL_DB_PER_S;
    this.#updatedAt = nowMs;
    this.#db = Math.max(db, this.#db - fallen, FLOOR_DB);
    this.#hasClipped ||= db >= FULL_SCALE_DB;
    if (db >= this.#heldDb) {
      this.#heldDb = db;
      this.#heldAt = nowMs;
    } else if (nowMs - this.#heldAt > HOLD_MS) {
      this.#heldDb = Math.max(this.#heldDb - fallen, this.#db);
    }
  }

  reset(): void {
    this.#db = FLOOR_DB;
    this.#heldDb = FLOOR_DB;
    this.#hasClipped = false;
  }
}
