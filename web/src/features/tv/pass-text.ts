// What a task is played with on a TV, as one reads it.

import type { TvPicture, TvSound } from '../../api/shapes';
import { tvDeskWords as text } from '../../tv-desk-words';

/** "HDR10 · 5.1" */
export const passText = ({ picture, sound }: { picture: TvPicture; sound: TvSound }): string => `${text.pictures[picture]} · ${text.sounds[sound]}`;
