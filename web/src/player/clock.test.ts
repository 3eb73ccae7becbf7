import { describe, expect, it } from 'vitest';

import { clampFrame, frameAt, frameRunningAt, framesIn, seekTime, startTime } from './clock';
import { asFrame } from './timecode';

const RATES = [
  { num: 24_000, den: 1_001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1_001 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1_001 },
];

describe('frames and media time', () => {
  it.each(RATES)('$num/$den: a presentation time leads back to its frame, also as microseconds', (rate) => {
    for (let n = 0; n < 900_000; n += 977) {
      const time = startTime(asFrame(n), rate);
      expect(frameAt(time, rate)).toBe(n);
      expect(frameAt(Math.round(time * 1e6) / 1e6, rate)).toBe(n);
    }
  });

  it.each(RATES)('$num/$den: a seek lands strictly inside its frame', (rate) => {
    for (let n = 0; n < 900_000; n += 977) {
      const time = seekTime(asFrame(n), rate);
      expect(time).toBeGreaterThan(startTime(asFrame(n), rate));
      expect(time).toBeLessThan(startTime(asFrame(n + 1), rate));
      expect(frameRunningAt(time, rate)).toBe(n);
    }
  });

  it('counts whole frames in seconds and never none', () => {
    expect(framesIn(2, { num: 24_000, den: 1_001 })).toBe(48);
    expect(framesIn(0.001, { num: 24, den: 1 })).toBe(1);
  });

  it('keeps a frame within bounds', () => {
    const bounds = [asFrame(10), asFrame(20)] as const;
    expect([3, 15, 99].map((n) => clampFrame(n, bounds))).toEqual([10, 15, 20]);
  });
});
