import { expect, test } from 'vitest';
import { besideStop, firstStop, nextStop, type Stop } from './go-through';

const stop = (id: string, isDecided = false): Stop => ({ id, first: 0, last: 10, isDecided });
const stops = [stop('a', true), stop('b'), stop('c', true), stop('d')];

test('what is decided is left behind', () => {
  expect(nextStop(stops, 'b')?.id).toBe('d');
  expect(nextStop(stops, null)?.id).toBe('b');
});

test('behind the last one it begins again, and ends when all are decided', () => {
  expect(nextStop(stops, 'd')?.id).toBe('b');
  expect(nextStop([stop('a', true), stop('b')], 'b')?.id).toBe('b');
  expect(nextStop([stop('a', true)], 'a')).toBeUndefined();
  expect(nextStop([], null)).toBeUndefined();
});

test('it begins with the chosen one unless that is decided', () => {
  expect(firstStop(stops, 'd')?.id).toBe('d');
  expect(firstStop(stops, 'c')?.id).toBe('d');
  expect(firstStop(stops, 'gone')?.id).toBe('b');
});

test('the arrows go to all of them', () => {
  expect(besideStop(stops, 'b', 1)?.id).toBe('c');
  expect(besideStop(stops, 'd', 1)?.id).toBe('d');
  expect(besideStop(stops, null, -1)?.id).toBe('a');
  expect(besideStop([], null, 1)).toBeUndefined();
});
