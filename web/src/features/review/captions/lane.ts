// The cues of a track as the timeline draws them.

import type { CaptionTrack } from '../../../player/captions/track';
import { reviewWords } from '../../../review-words';
import type { MarkerLane } from '../../../timeline/lanes';

export const captionLane = ({ cues }: CaptionTrack, name: string): MarkerLane => ({
  id: 'captions',
  label: name,
  markers: cues.map(({ first_frame: first, last_frame: last, text }, number) => ({
    id: `caption ${number}`,
    first,
    last,
    colour: '--timeline-text',
    shape: 'bar',
    label: text === '' ? reviewWords.captions.image : text,
  })),
});
