import { describe, expect, it } from 'vitest';

import { inRows, inView, layOut, type Marker, markerAt, ROW_PX } from './lanes';
import { type PeaksHeader, extremes, readPeaks } from './peaks';
import { fitted } from './scale';
import { placeTiles } from './thumbnails';
import { ticks } from './ticks';

const marker = (id: string, first: number, last: number): Marker => ({
  id,
  first,
  last,
  colour: '--severity-issue',
  shape: 'diamond',
  label: id,
});

const EXTENT = { widthPx: 1_000, countFrames: 1_000 };
const VIEW = fitted(EXTENT);

describe('lanes', () => {
  const content = {
    hasThumbnails: true,
    curves: 1,
    channels: 6,
    lanes: [{ id: 'issues', label: 'Issues', markers: [marker('a', 100, 200), marker('b', 150, 160), marker('c', 300, 300)] }],
  };

  it('stand under one another without overlap', () => {
    const layout = layOut(content);
    const bands = [layout.ruler, layout.thumbnails, ...layout.lanes, ...layout.curves, ...layout.waveforms, layout.coverage];
    let bottom = 0;
    for (const band of bands) {
      expect(band?.top).toBeGreaterThanOrEqual(bottom);
      bottom = (band?.top ?? 0) + (band?.height ?? 0);
    }
    expect(layout.height).toBe(bottom);
    expect(layout.lanes[0]?.height).toBe(2 * ROW_PX);
  });

  it('leave more to the picture in a low window, and stay all there', () => {
    const [high, low] = [layOut(content), layOut({ ...content, isLow: true })];
    expect(high.height - low.height).toBeGreaterThan(60);
    expect(low.waveforms).toHaveLength(6);
    expect(low.lanes[0]?.height).toBe(high.lanes[0]?.height);
  });

  it('put overlapping markers into rows, and into the last when there are too many', () => {
    const rows = inRows(content.lanes[0]?.markers ?? []).map(({ marker: { id }, row }) => `${id}${row}`);
    expect(rows).toEqual(['a0', 'b1', 'c0']);
    const many = inRows(Array.from({ length: 9 }, (_, n) => marker(String(n), 0, 10)));
    expect(Math.max(...many.map(({ row }) => row))).toBe(3);
  });

  it('find the marker at a point, in its row, with some reach', () => {
    const layout = layOut(content);
    const top = layout.lanes[0]?.top ?? 0;
    expect(markerAt(layout, VIEW, 155, top + 2)?.id).toBe('a');
    expect(markerAt(layout, VIEW, 155, top + ROW_PX + 2)?.id).toBe('b');
    expect(markerAt(layout, VIEW, 305, top + 2)?.id).toBe('c');
    expect(markerAt(layout, VIEW, 320, top + 2)).toBeNull();
    expect(markerAt(layout, VIEW, 155, 2)).toBeNull();
  });
});

describe('a film of three hours with two thousand issues', () => {
  const FRAMES = 3 * 3_600 * 24;
  const issues = Array.from({ length: 2_000 }, (_, n) => {
    const first = (n * 7_919 * 13) % FRAMES;
    return marker(String(n), first, Math.min(first + ((n * 37) % 240), FRAMES - 1));
  });
  // One from end to end, as a global offset is.
  const lane = layOut({ hasThumbnails: false, curves: 0, channels: 0, lanes: [{ id: 'issues', label: '', markers: [...issues, marker('whole', 0, FRAMES - 1)] }] }).lanes[0];
  const extent = { widthPx: 1_600, countFrames: FRAMES };

  it('shows every marker of the view and none that is far from it', () => {
    if (lane === undefined) throw new Error('there is a lane');
    for (const [first, framesPerPx] of [[0, FRAMES / 1_600], [0, 1], [100_000, 2], [FRAMES - 3_200, 2], [50_000, 0.05]] as const) {
      const shown = inView(lane, { first, framesPerPx }, extent);
      const ids = new Set(shown.map(({ marker: { id } }) => id));
      const seen = lane.placed.filter(({ marker: { first: from, last: to } }) => to + 1 >= first && from <= first + 1_600 * framesPerPx);
      expect(seen.filter(({ marker: { id } }) => !ids.has(id))).toEqual([]);
      expect(shown.at(-1)?.marker.first ?? 0).toBeLessThanOrEqual(first + 1_700 * framesPerPx);
    }
  });

  it('passes over the rest without looking at it', () => {
    const short = layOut({ hasThumbnails: false, curves: 0, channels: 0, lanes: [{ id: 'issues', label: '', markers: issues }] }).lanes[0];
    if (short === undefined) throw new Error('there is a lane');
    expect(inView(short, { first: 100_000, framesPerPx: 1 }, extent).length).toBeLessThan(60);
  });
});

describe('ticks', () => {
  const counting = { rate: { num: 30_000, den: 1_001 }, drop_frame: true };
  const film = { widthPx: 1_400, countFrames: 215_784 };

  it('carry round labels of the programme, also in drop frame', () => {
    const labelled = ticks(fitted(film), film, { counting, startFrame: 107_892 }).filter(({ label }) => label !== '');
    expect(labelled[0]).toEqual({ x: 0, label: '01:00:00;00' });
    expect(labelled[1]?.label).toBe('01:10:00;00');
    const gaps = labelled.slice(1).map(({ x }, n) => x - (labelled[n]?.x ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(90);
  });

  it('skip labels that do not exist', () => {
    const close = ticks({ first: 1_770, framesPerPx: 1 / 20 }, film, { counting, startFrame: 0 });
    const labels = close.map(({ label }) => label).filter((label) => label !== '');
    expect(labels).toContain('00:01:00;05');
    expect(labels).not.toContain('00:01:00;00');
    expect(close.length).toBeGreaterThan(labels.length);
  });

  it('are few at every zoom', () => {
    for (let framesPerPx = 1 / 48; framesPerPx < 154; framesPerPx *= 1.3) {
      const found = ticks({ first: 0, framesPerPx }, film, { counting, startFrame: 0 });
      expect(found.filter(({ label }) => label !== '').length).toBeLessThanOrEqual(16);
      expect(found.length).toBeLessThan(400);
    }
  });
});

describe('thumbnails', () => {
  const strip = {
    tile_width: 160,
    tile_height: 90,
    columns: 2,
    rows: 2,
    every_frames: 100,
    count: 10,
    sheets: ['/a.jpg', '/b.jpg', '/c.jpg'],
  };

  it('fill the strip with the tile of the frame that stands there', () => {
    const tiles = placeTiles(strip, VIEW, EXTENT, 45);
    expect(tiles.map(({ x }) => x)).toEqual(Array.from({ length: 13 }, (_, n) => n * 80));
    expect(tiles[0]).toMatchObject({ sheet: '/a.jpg', sourceX: 0, sourceY: 0 });
    expect(tiles[4]).toMatchObject({ sheet: '/a.jpg', sourceX: 160, sourceY: 90 });
    expect(tiles[12]).toMatchObject({ sheet: '/c.jpg', sourceX: 160, sourceY: 0 });
  });

  it('keep their place when the view moves', () => {
    const view = { first: 130, framesPerPx: 0.5 };
    const [first] = placeTiles(strip, view, EXTENT, 45);
    const [moved] = placeTiles(strip, { ...view, first: 135 }, EXTENT, 45);
    expect((first?.x ?? 0) - (moved?.x ?? 0)).toBeCloseTo(10);
    expect(moved?.sheet).toBe(first?.sheet);
  });
});

function peaksFile(header: PeaksHeader, pairs: Int8Array): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + pairs.length);
  bytes.set(new TextEncoder().encode('AQPK'));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(pairs.buffer), 8 + text.length);
  return bytes.buffer;
}

describe('peaks', () => {
  const header = { channels: 2, sample_rate: 48_000, samples_per_peak: 480, length: 5_000 };
  const pairs = new Int8Array(header.length * 4);
  // The first channel is silent but for one click; the second is loud throughout.
  for (let bucket = 0; bucket < header.length; bucket += 1) pairs.set([0, 0, -100, 100], bucket * 4);
  pairs.set([-50, 120], 2_500 * 4);
  const rate = { num: 25, den: 1 };

  it('are read as the server writes them and drawn from any distance without losing a click', () => {
    const peaks = readPeaks(peaksFile(header, pairs));
    if (peaks === null) throw new Error('not read');
    expect(peaks.levels.length).toBeGreaterThan(1);
    // One bucket is a hundredth of a second: bucket 2500 is frame 625.
    expect(extremes(peaks, rate, 0, 625, 626)).toEqual([-50, 120]);
    expect(extremes(peaks, rate, 0, 626, 627)).toEqual([0, 0]);
    expect(extremes(peaks, rate, 0, 0, 1_250)).toEqual([-50, 120]);
    expect(extremes(peaks, rate, 1, 3, 3.1)).toEqual([-100, 100]);
    expect(extremes(peaks, rate, 0, 5_000, 5_001)).toEqual([0, 0]);
  });

  it('other files are refused', () => {
    const good = peaksFile(header, pairs);
    expect(readPeaks(good.slice(0, 100))).toBeNull();
    expect(readPeaks(good.slice(0, -1))).toBeNull();
    expect(readPeaks(new ArrayBuffer(4))).toBeNull();
    expect(readPeaks(new TextEncoder().encode('RIFF....and something').buffer)).toBeNull();
    expect(readPeaks(peaksFile({ ...header, channels: 0, length: 0 }, new Int8Array(0)))).toBeNull();
  });
});
