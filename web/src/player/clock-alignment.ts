// How far another machine's clock is ahead of this one's, from questions and answers. The answer that came back soonest was
// delayed least on its way, so it errs least: by half of its round trip at most.

const KEPT = 20;

interface Sample {
  readonly roundTripMs: number;
  readonly aheadMs: number;
}

export class ClockAlignment {
  #samples: Sample[] = [];

  /** Asked and answered by this clock, and the other clock's time of its answer. */
  add(askedMs: number, otherMs: number, answeredMs: number): void {
    const roundTripMs = answeredMs - askedMs;
    this.#samples = [...this.#samples.slice(1 - KEPT), { roundTripMs, aheadMs: otherMs - (askedMs + roundTripMs / 2) }];
  }

  get isKnown(): boolean {
    return this.#samples.length > 0;
  }

  /** There and back, as it commonly is. */
  get roundTripMs(): number | null {
    const sorted = this.#samples.map((sample) => sample.roundTripMs).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }

  /** An instant of this clock as the other one names it. */
  there(ms: number): number {
    const best = this.#samples.reduce<Sample | null>((least, each) => (least === null || each.roundTripMs < least.roundTripMs ? each : least), null);
    return ms + (best?.aheadMs ?? 0);
  }
}

/** Of this machine; grows evenly, whatever is done to the clock on the wall. */
export const wallNow = (): number => performance.timeOrigin + performance.now();
