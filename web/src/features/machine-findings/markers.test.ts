import { expect, test } from 'vitest';
import type { MachineFindingView, SeriesView } from '../../api/shapes';
import { loudnessCurve, machineLanes } from './markers';

const finding = (id: string, first: number, last: number, state = 'open') => ({ id, kind: 'freeze', first_frame: first, last_frame: last, state, channels: ['L'] }) as unknown as MachineFindingView;
const SERIES: SeriesView = {
  frames_per_point: 4,
  cuts: [24, 48],
  picture: null,
  sound: [
    { track: 0, channels: ['L', 'R'], short_term_lkfs: [null, -23], peaks_dbfs: [] },
    { track: 1, channels: ['L', 'R'], short_term_lkfs: [-10], peaks_dbfs: [] },
  ],
};

test('findings have a lane of their own, and what holds for the whole programme is not on it', () => {
  const lanes = machineLanes([finding('a', 5, 9), finding('whole', 0, 99), finding('b', 10, 10, 'dismissed')], SERIES, 99);
  expect(lanes.map(({ id, markers }) => [id, markers.length])).toEqual([
    ['machine', 2],
    ['cuts', 2],
  ]);
  expect(lanes[0]?.markers[0]).toMatchObject({ id: 'a', label: 'Freeze L', shape: 'triangle' });
  expect(lanes[0]?.markers[1]).toMatchObject({ shape: 'bar' });
});

test('there are no lanes for nothing', () => {
  expect(machineLanes([], undefined, 99)).toEqual([]);
});

test('the loudness is that of the track that is heard, else of the first', () => {
  expect(loudnessCurve(SERIES, 1)?.values).toEqual([-10]);
  expect(loudnessCurve(SERIES, 7)?.values).toEqual([null, -23]);
  expect(loudnessCurve(undefined, 0)).toBeNull();
});
