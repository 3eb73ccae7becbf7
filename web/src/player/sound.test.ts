import { describe, expect, it } from 'vitest';

import { channelNames, MIXES, nextMix, sounds, stereoGains, surroundGains } from './channels';
import { FLOOR_DB, PeakHold, toDb } from './peak-hold';
import { Delay, DELAY_SAMPLES, QuarterTurn } from './quarter-turn';
import { TruePeak } from './true-peak';

const ALL = { solo: 0, mute: 0 };

describe('channels', () => {
  it('are named in WAV order', () => {
    expect(channelNames(6)).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    expect(channelNames(3)).toEqual(['1', '2', '3']);
  });

  it('solo silences the others and mute wins', () => {
    expect([0, 1, 2].map((n) => sounds({ solo: 0b100, mute: 0 }, n))).toEqual([false, false, true]);
    expect([0, 1, 2].map((n) => sounds({ solo: 0b110, mute: 0b100 }, n))).toEqual([false, true, false]);
  });

  it('six are heard on two loudspeakers, the LFE only by itself', () => {
    const half = Math.SQRT1_2;
    expect(stereoGains(6, ALL)).toEqual([[1, 0], [0, 1], [half, half], [0, 0], [half, 0], [0, half]]);
    expect(stereoGains(6, { solo: 0b1000, mute: 0 })[3]).toEqual([half, half]);
    expect(stereoGains(6, { solo: 0b1001, mute: 0 })[3]).toEqual([0, 0]);
    expect(stereoGains(2, ALL)).toEqual([[1, 0], [0, 1]]);
    expect(stereoGains(1, ALL)).toEqual([[1, 1]]);
  });

  it('a muted channel is in neither loudspeaker', () => {
    expect(stereoGains(6, { solo: 0, mute: 0b100 })[2]).toEqual([0, 0]);
  });
});

describe('the ways to mix down', () => {
  const half = Math.SQRT1_2;

  it('follow one another', () => {
    expect(MIXES.map(nextMix)).toEqual(['stereo_lfe', 'lt_rt', 'mono', 'side', 'stereo']);
  });

  it('hear the LFE, everything in the middle, or only what the sides do not share', () => {
    expect(stereoGains(6, ALL, 'stereo_lfe')[3]).toEqual([half, half]);
    expect(stereoGains(2, ALL, 'mono')).toEqual([[0.5, 0.5], [0.5, 0.5]]);
    expect(stereoGains(6, ALL, 'side').slice(0, 3)).toEqual([[0.5, 0.5], [-0.5, -0.5], [0, 0]]);
  });

  it('gather the surrounds for a matrix decoder, apart from the fronts', () => {
    expect(stereoGains(6, ALL, 'lt_rt')).toEqual([[1, 0], [0, 1], [half, half], [0, 0], [0, 0], [0, 0]]);
    expect(surroundGains(6, ALL, 'lt_rt')).toEqual([0, 0, 0, 0, half, half]);
    expect(surroundGains(6, { solo: 0, mute: 0b10000 }, 'lt_rt')).toEqual([0, 0, 0, 0, 0, half]);
    expect(surroundGains(6, ALL, 'stereo')).toEqual([0, 0, 0, 0, 0, 0]);
    expect(stereoGains(2, ALL, 'lt_rt')).toEqual([[1, 0], [0, 1]]);
  });

  it('leave muted what is muted', () => {
    expect(stereoGains(2, { solo: 0, mute: 1 }, 'mono')).toEqual([[0, 0], [0.5, 0.5]]);
  });
});

describe('a quarter turn', () => {
  const RATE = 48_000;

  it.each([250, 400, 1_000, 5_000, 15_000, 22_000])('makes a sine of a cosine of %i Hz, as loud as it was, and keeps the fronts beside it', (hertz) => {
    const [turn, delay] = [new QuarterTurn(), new Delay()];
    const phase = (n: number) => (2 * Math.PI * hertz * n) / RATE;
    for (let n = 0; n < 2_000; n += 1) {
      const [turned, kept] = [turn.next(Math.cos(phase(n))), delay.next(Math.cos(phase(n)))];
      if (n < 2 * DELAY_SAMPLES) continue;
      expect(kept).toBeCloseTo(Math.cos(phase(n - DELAY_SAMPLES)), 5);
      expect(Math.abs(turned - Math.sin(phase(n - DELAY_SAMPLES)))).toBeLessThan(0.012);
    }
  });
});

describe('the true peak', () => {
  const sine = (frequency: number, phase: number, level = 1) => Float32Array.from({ length: 480 }, (_, n) => level * Math.sin(2 * Math.PI * frequency * n + phase));
  /** Without the beginning, where there was silence before. */
  const measured = (samples: Float32Array) => {
    const meter = new TruePeak();
    meter.measure(samples.subarray(0, 48));
    return toDb(meter.measure(samples.subarray(48)));
  };

  it('is that between the samples', () => {
    const samples = sine(0.25, Math.PI / 4);
    expect(toDb(Math.max(...samples.map(Math.abs)))).toBeCloseTo(-3.01, 1);
    expect(measured(samples)).toBeGreaterThan(-0.6);
    expect(measured(samples)).toBeLessThan(0.4);
  });

  it('is that of the samples where nothing lies higher', () => {
    expect(measured(sine(1 / 48, 0, 0.5))).toBeCloseTo(-6.02, 1);
    expect(measured(new Float32Array(480))).toBe(FLOOR_DB);
  });

  it('goes on from one block to the next', () => {
    const samples = sine(0.25, Math.PI / 4);
    const whole = new TruePeak();
    const parts = new TruePeak();
    const highest = Math.max(...Array.from({ length: 30 }, (_, n) => parts.measure(samples.subarray(n * 16, (n + 1) * 16))));
    expect(highest).toBeCloseTo(whole.measure(samples), 6);
  });
});

describe('a meter', () => {
  it('reads in decibels of full scale', () => {
    expect(toDb(1)).toBe(0);
    expect(toDb(0.5)).toBeCloseTo(-6.02, 2);
    expect(toDb(0)).toBe(FLOOR_DB);
  });

  it('rises at once, holds its peak and then falls', () => {
    const meter = new PeakHold();
    meter.update(0.5, 0);
    expect(meter.db).toBeCloseTo(-6.02, 2);
    meter.update(0, 500);
    expect(meter.db).toBeCloseTo(-16.02, 2);
    expect(meter.heldDb).toBeCloseTo(-6.02, 2);
    meter.update(0, 1_400);
    expect(meter.heldDb).toBeCloseTo(-6.02, 2);
    meter.update(0, 2_000);
    expect(meter.heldDb).toBeLessThan(-10);
    meter.update(0, 60_000);
    expect(meter.db).toBe(FLOOR_DB);
  });

  it('remembers that full scale was reached until it is reset', () => {
    const meter = new PeakHold();
    meter.update(0.99, 0);
    expect(meter.hasClipped).toBe(false);
    meter.update(1, 10);
    meter.update(0, 5_000);
    expect(meter.hasClipped).toBe(true);
    meter.reset();
    expect(meter.hasClipped).toBe(false);
  });
});
