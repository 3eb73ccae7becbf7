import { expect, test } from 'vitest';
import type { ContentMapView } from '../../../api/shapes';
import { counterpartOf } from './content-map';

const pieces: ContentMapView['pieces'] = [
  { kind: 'kept', old: [0, 999], new: [0, 999] },
  { kind: 'replaced', old: [1000, 1009], new: [1000, 1014] },
  { kind: 'kept', old: [1010, 1999], new: [1015, 2004] },
  { kind: 'inserted', new: [2005, 2010] },
  { kind: 'kept', old: [2100, 2399], new: [2011, 2310] },
  { kind: 'removed', old: [2000, 2099] },
];

test('content that moved is found at its own frame', () => {
  const at = (frame: number) => counterpartOf({ pieces }, frame);
  expect(at(999)).toEqual({ kind: 'kept', frame: 999 });
  expect(at(1015)).toEqual({ kind: 'kept', frame: 1010 });
  expect(at(2310)).toEqual({ kind: 'kept', frame: 2399 });
});

test('what took the place of something is compared with it, as far as it is as long', () => {
  expect(counterpartOf({ pieces }, 1000)).toEqual({ kind: 'replaced', frame: 1000 });
  expect(counterpartOf({ pieces }, 1009)).toEqual({ kind: 'replaced', frame: 1009 });
  expect(counterpartOf({ pieces }, 1010)).toEqual({ kind: 'longer' });
});

test('a frame without a counterpart says why', () => {
  expect(counterpartOf({ pieces }, 2007)).toEqual({ kind: 'inserted' });
  expect(counterpartOf({ pieces }, 2311)).toEqual({ kind: 'unknown' });
  expect(counterpartOf({ pieces: [] }, 0)).toEqual({ kind: 'unknown' });
});
