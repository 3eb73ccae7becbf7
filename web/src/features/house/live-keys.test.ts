import { expect, test } from 'vitest';
import { staleKeys } from './live-keys';

const event = (kind: string) => ({ kind, noun_id: 'n', request_id: null, title_id: null });

test('a request that was taken makes the lists, the work and the title stale', () => {
  expect(staleKeys(event('request.taken'))).toEqual([['request'], ['work'], ['title'], ['download'], ['board'], ['calibration'], ['fix_note']]);
});

test('an event of a noun that the pages do not know makes only its own queries stale', () => {
  expect(staleKeys(event('weather'))).toEqual([['weather']]);
});
