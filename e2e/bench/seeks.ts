// Which frames are sought: near the start, near the end, at the edges of segments, and anywhere, also where nothing is
// buffered. The same ones at every run: a failure can be repeated.

export const SEGMENT_FRAMES = 48;

export function* randomly(seed: number): Generator<number, never> {
  let state = 2_463_534_242 + seed;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

export function framesToSeek(count: number, durationFrames: number, seed: number): number[] {
  const random = randomly(seed);
  const below = (limit: number) => random.next().value % limit;
  const kinds = [
    () => below(12),
    () => durationFrames - 1 - below(12),
    () => Math.min(durationFrames - 1, Math.max(0, SEGMENT_FRAMES * below(Math.ceil(durationFrames / SEGMENT_FRAMES)) + below(3) - 1)),
    () => below(durationFrames),
    () => below(durationFrames),
  ];
  return Array.from({ length: count }, (_, index) => kinds[index % kinds.length]?.() ?? 0);
}
