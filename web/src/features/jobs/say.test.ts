import { expect, test } from 'vitest';
import type { JobRow } from '../../api/shapes';
import { percentOf, progressText, sinceOf, standingText } from './say';

const NOW = new Date('2026-11-27T12:00:00Z');
const job = (change: Partial<JobRow>): JobRow => ({
  id: 'j',
  kind: 'deliveries.render',
  lane: 'media',
  state: 'waiting',
  urgency: 'standard',
  attempts: 0,
  max_attempts: 5,
  created_at: '2026-11-27T10:00:00Z',
  run_at: '2026-11-27T11:00:00Z',
  actions: [],
  ...change,
});

test('progress says how much, how fast, and what is left', () => {
  expect(progressText(job({ progress: { frames_done: 600, frames_total: 2400, fps: 50, remaining_s: 36 } }))).toBe('25 % · 50 fps · 36 s left');
});

test('before the first picture there is no speed, and no promise', () => {
  expect(progressText(job({ progress: { frames_done: 0, frames_total: 2400 } }))).toBe('0 %');
  expect(progressText(job({}))).toBe('');
});

test('more frames than were expected are never more than everything', () => {
  expect(percentOf({ progress: { frames_done: 2500, frames_total: 2400 } })).toBe(100);
});

test('a job is in its state since it could be begun, or was', () => {
  expect(sinceOf(job({}))).toBe('2026-11-27T11:00:00Z');
  expect(sinceOf(job({ state: 'running', taken_at: '2026-11-27T11:30:00Z' }))).toBe('2026-11-27T11:30:00Z');
  expect(sinceOf(job({ state: 'parked' }))).toBe('2026-11-27T10:00:00Z');
});

test('a job that failed waits until its next try', () => {
  expect(standingText(job({ run_at: '2026-11-27T12:05:00Z' }), NOW)).toMatch(/^Not before /);
  expect(standingText(job({}), NOW)).toMatch(/^Waiting since /);
});
