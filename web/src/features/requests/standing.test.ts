import { expect, test } from 'vitest';
import type { StopView } from '../../api/shapes';
import { concludedText, seenText, stateText } from './standing';

test('the end says after how many rounds', () => {
  const at = '2026-11-24T13:05:00Z';
  expect(concludedText({ state: 'approved', round: 3, concluded_at: at })).toMatch(/^Approved after 3 rounds on /);
  expect(concludedText({ state: 'approved', round: 1, concluded_at: at })).toMatch(/^Approved in the first round on /);
  expect(concludedText({ state: 'in_qc', round: 2, concluded_at: null })).toBe(undefined);
});

test('what was seen is said of every stream', () => {
  const seen = [
    { kind: 'sdr', last_frame: 59, last_timecode: '00:00:02:11', covered_percent: 2.5 },
    { kind: '5.1', last_frame: null, last_timecode: null, covered_percent: 0 },
  ];
  expect(seenText({ seen } as unknown as StopView)).toBe('SDR to 00:00:02:11, 5.1 not at all');
});

test('a list says how far streams are, and that QC stands still', () => {
  expect(stateText({ state: 'preparing', preparing_percent: 40 })).toBe('Preparing 40 %');
  expect(stateText({ state: 'in_qc', preparing_percent: null, is_stopped: true })).toBe('QC stopped');
  expect(stateText({ state: 'in_qc', preparing_percent: null, is_stopped: false })).toBe('In QC');
});
