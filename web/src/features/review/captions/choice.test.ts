import { expect, test } from 'vitest';
import type { CaptionTrackView } from '../../../api/shapes';
import { choiceOf, chosenTrack, NO_CAPTIONS, readChoice, toggled } from './choice';
import { spokenLanguage, trackName } from './names';

const track = (kind: CaptionTrackView['kind'], language: string | null, url: string | null = '/t.json'): CaptionTrackView => ({ id: `${kind} ${language}`, kind, language, url, problem: url === null ? 'broken' : null });
const english = track('subtitles', 'en-US');
const german = track('subtitles', 'de');
const broken = track('subtitles', 'fr', null);

test('the key shows the first track, then none, then the one that was seen last', () => {
  const tracks = [broken, english, german];
  const first = toggled(tracks, NO_CAPTIONS);
  expect(first).toEqual(choiceOf(english));
  const off = toggled(tracks, choiceOf(german));
  expect(off).toEqual({ ...choiceOf(german), isOn: false });
  expect(off === null ? null : toggled(tracks, off)).toEqual(choiceOf(german));
  expect(toggled([broken], NO_CAPTIONS)).toBeNull();
  expect(toggled([], choiceOf(german))).toBeNull();
});

test('a master without the track that was chosen shows none', () => {
  expect(chosenTrack([english, german], choiceOf(german))).toBe(german);
  expect(chosenTrack([english], choiceOf(german))).toBeUndefined();
  expect(chosenTrack([english, german], { ...choiceOf(german), isOn: false })).toBeUndefined();
  expect(chosenTrack([track('forced_narrative', 'de')], choiceOf(german))).toBeUndefined();
});

test('what was kept is read only when it is a choice', () => {
  expect(readChoice(choiceOf(english))).toEqual(choiceOf(english));
  for (const kept of [undefined, null, 7, {}, { isOn: 'yes', kind: 'subtitles', language: 'en' }, { isOn: true, kind: 'subtitles' }]) expect(readChoice(kept)).toEqual(NO_CAPTIONS);
});

test('tracks are named by what they are and in which language', () => {
  expect(trackName(english)).toBe('Subtitles, American English');
  expect(trackName(track('hearing_impaired_captions', 'de'))).toBe('Captions, German');
  expect(trackName(track('forced_narrative', null))).toBe('Forced narrative');
  expect(trackName(track('subtitles', 'en,fr'))).toBe('Subtitles, English, French');
  expect(trackName(track('subtitles', 'not a language'))).toBe('Subtitles, not a language');
  expect([german, track('subtitles', 'en,fr'), track('subtitles', 'not a language'), track('subtitles', null)].map(spokenLanguage)).toEqual(['de', 'en', undefined, undefined]);
});
