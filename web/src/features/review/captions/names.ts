// How a track of timed text is named.

import type { CaptionTrackView } from '../../../api/shapes';
import { captionKindNames } from '../../../review-words';

const languages = new Intl.DisplayNames('en', { type: 'language' });

function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    // As the master says it, when that is no tag of a language.
    return tag;
  }
}

const tagsOf = ({ language }: CaptionTrackView): string[] => (language ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');

/** "Subtitles, German". */
export const trackName = (track: CaptionTrackView): string => [captionKindNames[track.kind], ...tagsOf(track).map(languageName)].join(', ');

/** For those who are read to; none where the master does not say one that is known. */
export function spokenLanguage(track: CaptionTrackView): string | undefined {
  try {
    return Intl.getCanonicalLocales(tagsOf(track)[0])[0];
  } catch {
    return undefined;
  }
}
