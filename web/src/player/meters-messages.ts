// What the page and the audio thread tell each other about sound.

import type { Audible, Mix } from './channels';

export interface AudibleMessage extends Audible {
  readonly mix: Mix;
}

/** Linear levels since the last message, one value per channel of the media. */
export interface LevelsMessage {
  readonly peaks: Float32Array<ArrayBuffer>;
  readonly rms: Float32Array<ArrayBuffer>;
  /** The highest level between the samples too (see true-peak). */
  readonly truePeaks: Float32Array<ArrayBuffer>;
  /** The highest sample of what is heard after mixing down; above 1 it clips. */
  readonly mixPeak: number;
}
