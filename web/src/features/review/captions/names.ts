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

/** "Subtitles, German". */
export const trackName = ({ kind, language }: CaptionTrackView): string => {
  const tags = (language ?? '').split(',').map((tag) => tag.trim());
  return [captionKindNames[kind], ...tags.filter((tag) => tag !== '').map(languageName)].join(', ');
};
