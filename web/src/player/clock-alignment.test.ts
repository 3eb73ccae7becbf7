import { expect, test } from 'vitest';
import { ClockAlignment } from './clock-alignment';

test('the soonest answer decides', () => {
  const clock = new ClockAlignment();
  // The other clock is 5,000 ms ahead; the way there took 300 ms once, and 20 ms otherwise.
  clock.add(0, 5_300, 320);
  clock.add(1_000, 6_020, 1_040);
  clock.add(2_000, 7_020, 2_200);
  expect(clock.there(3_000)).toBe(8_000);
  expect(clock.roundTripMs).toBe(200);
});

test('without an answer it is said', () => {
  expect([new ClockAlignment().isKnown, new ClockAlignment().roundTripMs]).toEqual([false, null]);
});

test('old answers are forgotten: clocks drift', () => {
  const clock = new ClockAlignment();
  clock.add(0, 1_000, 0);
  for (let at = 1; at <= 20; at += 1) clock.add(at * 1000, at * 1000 + 2_010, at * 1000 + 20);
  expect(clock.there(0)).toBe(2_000);
});
