import { expect, test } from 'vitest';
import type { ErrorCodeView, IssueView } from '../../api/shapes';
import { asFrame, type Programme } from '../../player/timecode';
import { lastOf, mostUsedFirst, onceMore, overlapping, readUses, usedOnce } from './entry';

const programme: Programme = { counting: { rate: { num: 24, den: 1 }, drop_frame: false }, start: asFrame(0), last: asFrame(1_000) };
const issue = (over: Partial<IssueView>): IssueView =>
  ({ id: 'i1', number: 1, code: 'banding', code_name: 'Banding', severity: 'issue', tasks: ['sdr'], files: [], first_frame: 100, last_frame: 124, in_timecode: '', out_timecode: '', description: 'Steps in the sky', state: 'open', loudness: null, author: { id: 'olga', name: 'Olga' }, created_at: '2026-01-01T10:00:00Z', places: [], ...over }) as IssueView;
const code = (id: string) => ({ id, name: id }) as ErrorCodeView;
const entry = { code: 'banding', tasks: ['sdr'] as const, purpose: { kind: 'new' } as const };

test('the codes that one uses most come first, and the rest stays in its order', () => {
  const codes = ['a', 'b', 'c', 'd'].map(code);
  const uses = usedOnce(usedOnce(usedOnce({}, 'd'), 'c'), 'd');
  expect(mostUsedFirst(codes, uses).map(({ id }) => id)).toEqual(['d', 'c', 'a', 'b']);
  expect(mostUsedFirst(codes, {})).toEqual(codes);
  expect(readUses({ a: 2, b: -1, c: 'x' })).toEqual({ a: 2 });
  expect(readUses('nothing')).toEqual({});
});

test('an issue of the same code that overlaps is told, and one beside it is not', () => {
  const issues = [issue({})];
  const at = (first: number, last: number, over = {}) => overlapping(issues, { ...entry, first: asFrame(first), last: asFrame(last), ...over }).length;
  expect(at(124, 130)).toBe(1);
  expect(at(125, 130)).toBe(0);
  expect(at(90, 99)).toBe(0);
  expect(at(110, 112, { code: 'grain' })).toBe(0);
  expect(at(100, 124, { code: 'grain' })).toBe(1);
  expect(at(110, 112, { tasks: ['hdr'] })).toBe(0);
});

test('an issue does not overlap with itself, nor with one that is gone', () => {
  const range = { first: asFrame(100), last: asFrame(124) };
  expect(overlapping([issue({})], { ...entry, ...range, purpose: { kind: 'change', issueId: 'i1', number: 1, revision: 1 } })).toEqual([]);
  expect(overlapping([issue({ state: 'deleted' })], { ...entry, ...range })).toEqual([]);
});

test('once more stands at the playhead, as long as before and no longer than the programme', () => {
  expect(onceMore(issue({}), programme, asFrame(240))).toMatchObject({ purpose: { kind: 'new' }, code: 'banding', in: '00:00:10:00', out: '00:00:11:00', description: 'Steps in the sky' });
  expect(onceMore(issue({}), programme, asFrame(990)).out).toBe('00:00:41:16');
});

test('the last issue is one’s own that still stands', () => {
  const issues = [issue({}), issue({ id: 'i2', number: 2, created_at: '2026-01-01T11:00:00Z' }), issue({ id: 'i3', created_at: '2026-01-01T12:00:00Z', state: 'deleted' }), issue({ id: 'i4', created_at: '2026-01-01T13:00:00Z', author: { id: 'vera', name: 'Vera' } as IssueView['author'] })];
  expect(lastOf(issues, 'olga')?.id).toBe('i2');
  expect(lastOf(issues, 'nobody')).toBeUndefined();
});
