import { expect, test } from 'vitest';
import type { MarkerRow, MarkerView } from '../../api/shapes';
import { type Choices, isLacking, NO_CHOICE, standingOf, unknownNames } from './plan';

const error = (field: string, code: string) => ({ field, code, detail: `${field} is not right` });

const row = (change: Partial<MarkerView> = {}): MarkerRow => ({
  place: 'line 4',
  refusal: null,
  marker: {
    key: 'k',
    first_frame: 240,
    last_frame: 251,
    in_timecode: '00:00:10:00',
    out_timecode: '00:00:10:11',
    code_text: 'Boom',
    code: null,
    severity: null,
    tasks: [],
    files: [],
    description: 'Boom in shot',
    issue: null,
    same_as: null,
    errors: [error('code', 'unknown_code'), error('severity', 'missing'), error('tasks', 'no_task')],
    warnings: [],
    ...change,
  },
});

const chosen: Choices = { ...NO_CHOICE, code: 'video-hit', severity: 'issue', tasks: ['sdr'] };

test('a marker says what it lacks until it is chosen', () => {
  expect(standingOf(row(), 0, NO_CHOICE)).toEqual({ kind: 'lacks', what: ['code', 'severity', 'tasks'] });
  expect(standingOf(row(), 0, chosen)).toEqual({
    kind: 'ready',
    confirmed: { key: 'k', form: { code: 'video-hit', severity: 'issue', tasks: ['sdr'], files: [], first_frame: 240, last_frame: 251, description: 'Boom in shot' } },
  });
});

test('what the file says is not overruled by a choice for the rest', () => {
  const said = row({ code: 'freeze-frame', severity: 'fyi', tasks: ['hdr'], errors: [] });
  const standing = standingOf(said, 0, chosen);
  expect(standing.kind === 'ready' && standing.confirmed.form).toMatchObject({ code: 'freeze-frame', severity: 'fyi', tasks: ['hdr'] });
});

test('a choice for one name or one row comes before the choice for the rest', () => {
  const choices: Choices = { ...chosen, codes: { Boom: 'boom-in-shot' }, severities: { 3: 'blocker' } };
  const standing = standingOf(row(), 3, choices);
  expect(standing.kind === 'ready' && standing.confirmed.form).toMatchObject({ code: 'boom-in-shot', severity: 'blocker' });
});

test('tasks of files need a file', () => {
  const printmaster: Choices = { ...chosen, tasks: ['pm'] };
  expect(standingOf(row(), 0, printmaster)).toEqual({ kind: 'lacks', what: ['files'] });
  const standing = standingOf(row(), 0, { ...printmaster, files: ['pm_51.wav'] });
  expect(standing.kind === 'ready' && standing.confirmed.form.files).toEqual(['pm_51.wav']);
});

test('what is there, twice in the file, not right or not wanted stays out', () => {
  expect(standingOf(row({ issue: { id: 'i', number: 7 } }), 0, chosen)).toEqual({ kind: 'there', number: 7 });
  expect(standingOf(row({ same_as: 'line 2' }), 0, chosen)).toEqual({ kind: 'same', place: 'line 2' });
  expect(standingOf(row({ errors: [error('last_frame', 'outside_programme')] }), 0, chosen)).toEqual({ kind: 'refused', why: 'last_frame is not right' });
  expect(standingOf({ place: 'line 9', refusal: 'No label.', marker: null }, 0, chosen)).toEqual({ kind: 'refused', why: 'No label.' });
  expect(standingOf(row(), 2, { ...chosen, off: new Set([2]) })).toEqual({ kind: 'off' });
});

test('only names that still need a code are asked for, the commonest first', () => {
  const rows = [row({ code_text: 'Dust' }), row(), row(), row({ code: 'freeze-frame', code_text: 'Freeze' }), row({ code_text: 'Old', issue: { id: 'i', number: 7 } })];
  expect(unknownNames(rows)).toEqual(['Boom', 'Dust']);
  expect(isLacking(rows, 'severity')).toBe(true);
  expect(isLacking([row({ errors: [] })], 'severity')).toBe(false);
});
