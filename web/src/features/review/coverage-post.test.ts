import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, unreachable } from '../../api/problem';
import type { FrameSpan } from '../../player/clock';
import { asFrame } from '../../player/timecode';
import { CoveragePost } from './coverage-post';

const span = (first: number, last: number): FrameSpan => [asFrame(first), asFrame(last)];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('ranges seen since the last posting go out as one, per task', async () => {
  const sent: [string, readonly FrameSpan[]][] = [];
  const post = new CoveragePost(async (task, ranges) => void sent.push([task, ranges]));
  post.add(['sdr', '5.1'], [span(0, 10)]);
  post.add(['sdr'], [span(11, 20)]);
  await post.flush();
  expect(sent).toEqual([
    ['sdr', [span(0, 20)]],
    ['5.1', [span(0, 10)]],
  ]);
});

test('what was seen during a cut of the network is sent when it is back', async () => {
  let isCut = true;
  const sent: (readonly FrameSpan[])[] = [];
  const post = new CoveragePost(async (_task, ranges) => {
    if (isCut) throw unreachable();
    sent.push(ranges);
  });
  post.add(['sdr'], [span(0, 10)]);
  await post.flush();
  expect(post.snapshot().isWaiting).toBe(true);
  post.add(['sdr'], [span(11, 30)]);
  isCut = false;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(sent).toEqual([[span(0, 30)]]);
  expect(post.snapshot().isWaiting).toBe(false);
});

test('after the review is over nothing is tried any more, and the reason is told', async () => {
  let calls = 0;
  const post = new CoveragePost(async () => {
    calls += 1;
    throw new Problem({ title: 'It has been submitted.', status: 409, code: 'not_allowed_now' });
  });
  post.add(['sdr', '5.1'], [span(0, 10)]);
  await post.flush();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toBe(1);
  expect(post.snapshot().refusal).toBe('It has been submitted.');
});
