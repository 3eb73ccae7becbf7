import { expect, test } from 'vitest';
import { asFrame, type Programme } from '../../player/timecode';
import { byField, emptyForm, type FormText, readDraft, readForm, shown } from './form';

const programme: Programme = { counting: { rate: { num: 30_000, den: 1_001 }, drop_frame: true }, start: asFrame(0), last: asFrame(17_981) };
const complete: FormText = {
  ...emptyForm({ kind: 'new' }, ['sdr'], { in: '', out: '' }),
  code: 'banding',
  severity: 'issue',
  in: '00:00:10;00',
  out: '1012',
  description: 'Steps in the sky, upper left',
};

test('a complete form is read into frames', () => {
  expect(readForm(complete, programme).body).toMatchObject({ code: 'banding', tasks: ['sdr'], first_frame: 300, last_frame: 312 });
});

test('an Out left open is the frame of In', () => {
  expect(readForm({ ...complete, out: '' }, programme).body).toMatchObject({ first_frame: 300, last_frame: 300 });
});

test('a dropped label is refused, with its neighbours', () => {
  const { missing, body } = readForm({ ...complete, in: '00:01:00;00' }, programme);
  expect(body).toBeNull();
  expect(missing.in).toBe('This label is dropped at this rate. Nearest: 00:00:59;29, 00:01:00;02.');
});

test('Out before In is told at Out', () => {
  expect(readForm({ ...complete, out: '00:00:09;29' }, programme).missing).toEqual({ out: 'Out is before In.' });
});

test('a position after the last frame names the last one', () => {
  expect(readForm({ ...complete, out: '00:20:00;00' }, programme).missing.out).toContain('00:09:59;29');
});

test('loudness wants both measurements, and reads a comma and a typographic minus', () => {
  const form = { ...complete, code: 'loudness-lkfs-out-of-spec' };
  expect(readForm(form, programme).missing.loudness).toBeDefined();
  expect(readForm({ ...form, dialogue: '−25,1', programme: '-23.4' }, programme).body?.loudness).toEqual({ dialogue_lkfs: -25.1, programme_lkfs: -23.4 });
});

test('Printmaster issues name files, except for a missing one', () => {
  const form: FormText = { ...complete, tasks: ['pm'] };
  expect(readForm(form, programme).missing.files).toBeDefined();
  expect(readForm({ ...form, code: 'missing-asset' }, programme).missing.files).toBeUndefined();
});

test('a correction says why', () => {
  const form: FormText = { ...complete, purpose: { kind: 'replace', issueId: 'i', number: 3 } };
  expect(readForm(form, programme).missing).toEqual({ reason: 'A reason is needed.' });
});

test('empty fields are not complained about before one tries to save', () => {
  const form = emptyForm({ kind: 'new' }, ['sdr', 'hdr'], { in: '00:00:10;00', out: '99' });
  const read = readForm(form, programme);
  expect(Object.keys(shown(form, read, {}, false))).toEqual(['out']);
  expect(Object.keys(shown(form, read, {}, true))).toEqual(['code', 'severity', 'tasks', 'out', 'description']);
});

test('what the server says goes to its field, and nothing is lost', () => {
  const say = (field: string, detail: string) => ({ field, detail, code: 'x' });
  expect(byField([say('last_frame', 'Too late.'), say('replacement.code', 'Unknown.'), say('weather', 'Rain.')])).toEqual({
    of: { out: 'Too late.', code: 'Unknown.' },
    rest: ['Rain.'],
  });
});

test('a draft of another shape is no form', () => {
  expect(readDraft({ form: 3 })).toEqual({ form: null });
  expect(readDraft({ form: complete })).toEqual({ form: complete });
});
