import { describe, expect, it } from 'vitest';

import { between, type Extent, fitted, following, framing, frameUnder, panned, type View, visible, within, xOf, zoomed } from './scale';

const FILM: Extent = { widthPx: 1_400, countFrames: 172_800 };
const CLIP: Extent = { widthPx: 1_000, countFrames: 10 };

describe('the view', () => {
  it('at first holds the whole programme', () => {
    expect(visible(fitted(FILM), FILM)).toEqual([0, 172_799]);
    expect(xOf(fitted(FILM), 172_800)).toBeCloseTo(1_400);
    expect(visible(fitted(CLIP), CLIP)).toEqual([0, 9]);
  });

  it('finds the frame under a point and the point of a frame', () => {
    const view: View = { first: 100.5, framesPerPx: 0.1 };
    for (const frame of [101, 110, 200]) expect(frameUnder(view, xOf(view, frame) + 0.5, FILM)).toBe(frame);
    expect(frameUnder(view, -5_000, FILM)).toBe(0);
    expect(frameUnder(fitted(FILM), 9_999, FILM)).toBe(172_799);
  });

  it('zooms around the point and stops at a frame of 48 pixels and at the whole', () => {
    let view = fitted(FILM);
    for (let n = 0; n < 20; n += 1) {
      const next = zoomed(view, 700, 1.5, FILM);
      expect(next.first + 700 * next.framesPerPx).toBeCloseTo(view.first + 700 * view.framesPerPx, 6);
      view = next;
    }
    for (let n = 0; n < 100; n += 1) view = zoomed(view, 700, 1.5, FILM);
    expect(1 / view.framesPerPx).toBeCloseTo(48);
    for (let n = 0; n < 100; n += 1) view = zoomed(view, 100, 0.5, FILM);
    expect(view).toEqual(fitted(FILM));
  });

  it('never leaves the programme', () => {
    const view = zoomed(fitted(FILM), 0, 10, FILM);
    expect(panned(view, -500, FILM).first).toBe(0);
    const end = panned(view, 1e9, FILM);
    expect(end.first + FILM.widthPx * end.framesPerPx).toBeCloseTo(FILM.countFrames);
    expect(within({ first: -10, framesPerPx: 1e9 }, FILM)).toEqual(fitted(FILM));
  });

  it('frames a range with room at its sides', () => {
    const view = framing(1_000, 1_239, FILM);
    expect(xOf(view, 1_000)).toBeGreaterThan(50);
    expect(xOf(view, 1_240)).toBeLessThan(1_350);
  });

  it('turns the page when the frame runs out of sight and not before', () => {
    const view = zoomed(fitted(FILM), 0, 100, FILM);
    const [, last] = visible(view, FILM);
    expect(following(view, last - 2, FILM)).toBe(view);
    const turned = following(view, last + 5, FILM);
    expect(xOf(turned, last + 5)).toBeCloseTo(140);
    expect(xOf(following(turned, 10, FILM), 10)).toBeGreaterThanOrEqual(0);
  });
});

describe('the way between two views', () => {
  it('keeps the zoomed point in place at every step and arrives', () => {
    const from = zoomed(fitted(FILM), 700, 4, FILM);
    const to = zoomed(from, 300, 2, FILM);
    const point = from.first + 300 * from.framesPerPx;
    let view = from;
    for (let n = 0; n < 200 && view !== to; n += 1) {
      view = between(view, to, 0.3);
      expect(view.first + 300 * view.framesPerPx).toBeCloseTo(point, 3);
    }
    expect(view).toBe(to);
  });

  it('moves straight when nothing is zoomed', () => {
    const from: View = { first: 0, framesPerPx: 1 };
    expect(between(from, { first: 100, framesPerPx: 1 }, 0.5)).toEqual({ first: 50, framesPerPx: 1 });
  });
});
