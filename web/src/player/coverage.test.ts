import { describe, expect, it } from 'vitest';

import type { FrameSpan } from './clock';
import { addSpan, Coverage, coveredFrames } from './coverage';
import { asFrame } from './timecode';

const span = (first: number, last: number): FrameSpan => [asFrame(first), asFrame(last)];
const merge = (...spans: [number, number][]) =>
  spans.reduce<FrameSpan[]>((all, [first, last]) => addSpan(all, span(first, last)), []);

describe('ranges', () => {
  it('merge where they overlap or lie side by side and stay in order', () => {
    expect(merge([10, 20], [30, 40])).toEqual([[10, 20], [30, 40]]);
    expect(merge([30, 40], [10, 20])).toEqual([[10, 20], [30, 40]]);
    expect(merge([10, 20], [21, 30])).toEqual([[10, 30]]);
    expect(merge([10, 20], [22, 30])).toEqual([[10, 20], [22, 30]]);
    expect(merge([10, 20], [30, 40], [15, 35])).toEqual([[10, 40]]);
    expect(merge([0, 1], [5, 6], [10, 11], [3, 3])).toEqual([[0, 1], [3, 3], [5, 6], [10, 11]]);
  });

  it('hold exactly the frames that were put in, whatever the order', () => {
    let seed = 7;
    const next = (limit: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    for (let round = 0; round < 200; round += 1) {
      const expected = new Set<number>();
      let spans: FrameSpan[] = [];
      for (let n = 0; n < 12; n += 1) {
        const first = next(100);
        const last = first + next(10);
        for (let frame = first; frame <= last; frame += 1) expected.add(frame);
        spans = addSpan(spans, span(first, last));
      }
      const held = spans.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));
      expect(held).toEqual([...expected].sort((a, b) => a - b));
      expect(spans.every(([first], n) => n === 0 || first > (spans[n - 1]?.[1] ?? 0) + 1)).toBe(true);
    }
  });

  it('are counted within a window', () => {
    expect(coveredFrames(merge([0, 9], [20, 29]), span(5, 24))).toBe(10);
  });
});

describe('pictures', () => {
  it('that were presented but not reported were shown', () => {
    const coverage = new Coverage(3);
    coverage.show(asFrame(10), 100);
    coverage.show(asFrame(20), 110);
    expect(coverage.spans).toEqual([[10, 20]]);
    expect(coverage.skipped).toBe(0);
  });

  it('that were not presented leave a hole unless they are few', () => {
    const coverage = new Coverage(3);
    coverage.show(asFrame(10), 100);
    coverage.show(asFrame(13), 101);
    coverage.show(asFrame(20), 102);
    expect(coverage.spans).toEqual([[10, 13], [20, 20]]);
    expect(coverage.skipped).toBe(2);
  });

  it('are counted from the standing picture on, though the first went unreported', () => {
    const coverage = new Coverage(0);
    coverage.beginAt(asFrame(24), 100);
    coverage.show(asFrame(26), 102);
    expect(coverage.spans).toEqual([[24, 26]]);
    expect(coverage.skipped).toBe(0);
  });

  it('a standing picture alone is no run', () => {
    const coverage = new Coverage(0);
    coverage.beginAt(asFrame(24), 100);
    coverage.interrupt();
    coverage.show(asFrame(30), 101);
    expect(coverage.spans).toEqual([[30, 30]]);
  });

  it('of two runs do not join', () => {
    const coverage = new Coverage(3);
    coverage.show(asFrame(10), 100);
    coverage.interrupt();
    coverage.show(asFrame(12), 101);
    expect(coverage.spans).toEqual([[10, 10], [12, 12]]);
  });
});
