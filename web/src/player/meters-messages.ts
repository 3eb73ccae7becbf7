// What the page and the audio thread tell each other about sound.

import type { Audible } from './channels';

export type AudibleMessage = Audible;

/** Linear levels since the last message, one value per channel of the media. */
export interface LevelsMessage {
  readonly peaks: Float32Array<ArrayBuffer>;
  readonly rms: Float32Array<ArrayBuffer>;
  /** The highest sample of what is heard after mixing down; above 1 it clips. */
  readonly mixPeak: number;
}
