import { expect, test } from 'vitest';
import { failureOf } from './failure';

test('one short line is the whole of it', () => {
  expect(failureOf('no space left on device\n')).toEqual({ line: 'no space left on device' });
});

test('of several lines the first stands for all, and nothing is lost', () => {
  const said = 'making the picture failed (ended with 1)\n[libx264] broken\n[out#0] gave up';
  expect(failureOf(said)).toEqual({ line: 'making the picture failed (ended with 1)', whole: said });
});

test('lines of a log that were joined stand one below the other', () => {
  expect(failureOf('ffmpeg failed: one | two').whole).toBe('ffmpeg failed: one\ntwo');
});

test('a long line is cut where a list needs it, and kept whole beside it', () => {
  const said = `ffmpeg: ${'x'.repeat(300)}`;
  const { line, whole } = failureOf(said);
  expect(line).toHaveLength(140);
  expect(line.endsWith('…')).toBe(true);
  expect(whole).toBe(said);
});
