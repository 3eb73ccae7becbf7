import { expect, test } from 'vitest';
import { type CaptionTrack, changeAt, momentAt } from './track';

const FILM = { num: 24_000, den: 1001 };
const track = (...stretches: CaptionTrack['stretches']): CaptionTrack => ({ cues: [], documents: [], stretches });

/** The change in force at each frame from `first` on. */
const changesOver = (of: CaptionTrack, changes: readonly number[], first: number, count: number, rate = FILM): number[] =>
  Array.from({ length: count }, (_, n) => {
    const moment = momentAt(of, first + n, rate);
    return moment === null ? -2 : changeAt(changes, moment.seconds);
  });

test('a cue is there at its very first frame, and gone at the one after its last', () => {
  const whole = track({ document: 0, first_frame: 0, last_frame: 239, entry: [0, 1] });
  const cue = [(10 * 1001) / 24_000, (20 * 1001) / 24_000];
  expect(changesOver(whole, cue, 9, 3)).toEqual([-1, 0, 0]);
  expect(changesOver(whole, cue, 18, 4)).toEqual([0, 0, 1, 1]);
  // Every frame of three hours, as floats add them up.
  for (const rate of [FILM, { num: 30_000, den: 1001 }, { num: 60_000, den: 1001 }, { num: 25, den: 1 }]) {
    for (let frame = 1; frame < 200_000; frame += 997) {
      const begins = [(frame * rate.den) / rate.num];
      expect(changesOver(track({ document: 0, first_frame: 0, last_frame: 300_000, entry: [0, 1] }), begins, frame - 1, 2, rate)).toEqual([-1, 0]);
    }
  }
});

test('what falls within a frame comes with the next one', () => {
  const whole = track({ document: 0, first_frame: 0, last_frame: 239, entry: [0, 1] });
  expect(changesOver(whole, [5.1], 152, 2, { num: 30_000, den: 1001 })).toEqual([-1, 0]);
});

test('entry points move the time of the document, and between stretches nothing is seen', () => {
  const cut = track({ document: 0, first_frame: 10, last_frame: 19, entry: [1001, 1000] }, { document: 1, first_frame: 30, last_frame: 39, entry: [0, 1] });
  expect(momentAt(cut, 9, FILM)).toBeNull();
  expect(momentAt(cut, 10, FILM)).toEqual({ document: 0, seconds: 1.001 });
  expect(momentAt(cut, 22, FILM)).toBeNull();
  expect(momentAt(cut, 31, FILM)).toEqual({ document: 1, seconds: 1001 / 24_000 });
  expect(momentAt(cut, 40, FILM)).toBeNull();
});
