import { expect, test } from 'vitest';
import { agoText, instantText, lengthText, roughLengthText, untilText } from './time';

test('an instant is shown in the zone of the viewer, with the zone', () => {
  expect(instantText('2026-11-24T13:05:00Z', 'Europe/Berlin')).toBe('Tue 24 Nov 2026, 14:05 CET');
  expect(instantText('2026-07-24T13:05:00Z', 'America/Los_Angeles')).toMatch(/^Fri 24 Jul 2026, 06:05 (PDT|GMT-7)$/);
});

test('a length has two units at most', () => {
  expect(lengthText(100_800)).toBe('1 d 4 h');
  expect(lengthText(86_400)).toBe('1 d');
  expect(lengthText(12_000)).toBe('3 h 20 min');
  expect(lengthText(720)).toBe('12 min');
  expect(lengthText(40)).toBe('40 s');
});

test('a dense list shows one unit', () => {
  expect(roughLengthText(300_000)).toBe('3 d');
  expect(roughLengthText(250_000)).toBe('69 h');
  expect(roughLengthText(10_000)).toBe('166 min');
});

test('what is due says what is left, what is late by how much', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  expect(untilText('2026-11-24T14:30:00Z', now)).toBe('in 2 h 30 min');
  expect(untilText('2026-11-24T11:59:00Z', now)).toBe('1 min late');
  expect(agoText('2026-11-24T11:59:40Z', now)).toBe('just now');
});
