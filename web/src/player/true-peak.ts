// The true peak of a sound: the highest level between its samples, found by making three more samples between each two
// (ITU-R BS.1770-4, Annex 2: four times oversampled, here by a windowed sinc of twelve taps per phase). One per channel.
//
// Runs in the audio thread: no memory is taken while it measures.

const PHASES = 4;
const TAPS = 12;

/** By phase, the newest sample first. The first phase is the samples themselves and is not computed. */
const COEFFICIENTS: readonly Float32Array[] = Array.from({ length: PHASES }, (_, phase) => {
  const taps = Float32Array.from({ length: TAPS }, (__, tap) => {
    const x = tap - TAPS / 2 + phase / PHASES;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * Math.cos((Math.PI * x) / TAPS) ** 2;
  });
  // Level is neither gained nor lost.
  const sum = taps.reduce((all, tap) => all + tap, 0);
  return taps.map((tap) => tap / sum);
});

export class TruePeak {
  readonly #last = new Float32Array(TAPS);
  #at = 0;

  /** The highest level of these samples and between them, linear. */
  measure(samples: Float32Array): number {
    let peak = 0;
    for (const sample of samples) {
      this.#at = (this.#at + 1) % TAPS;
      this.#last[this.#at] = sample;
      peak = Math.max(peak, Math.abs(sample));
      for (let phase = 1; phase < PHASES; phase += 1) peak = Math.max(peak, Math.abs(this.#between(COEFFICIENTS[phase])));
    }
    return peak;
  }

  #between(taps: Float32Array | undefined): number {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) sum += (taps?.[tap] ?? 0) * (this.#last[(this.#at - tap + TAPS) % TAPS] ?? 0);
    return sum;
  }
}
