// What the player shows of itself: one immutable value, replaced at every change.

import type { FrameSpan } from './clock';
import type { AudioTrack, MediaSource, PortError } from './port';
import type { SeekOutcome } from './seeking';
import type { EditRate, Frame } from './timecode';

export interface PlayerMedia {
  readonly source: MediaSource;
  readonly rate: EditRate;
  readonly durationFrames: number;
  readonly startAt?: Frame;
  /** On a screen of its own, which counts for itself what it showed. */
  readonly isShownElsewhere?: boolean;
}

/** Whether `frame` is known to be what stands on the screen. */
export type Proof =
  | { readonly kind: 'none' }
  | { readonly kind: 'seeking' }
  /** Playing: `frame` is the last picture reported. */
  | { readonly kind: 'running' }
  | { readonly kind: 'proven' }
  | Extract<SeekOutcome, { kind: 'not_verified' }>;

export interface PlayerSnapshot {
  readonly status: 'empty' | 'loading' | 'ready' | 'failed';
  readonly motion: 'paused' | 'playing' | 'reversing';
  /** What was asked for: 1 is normal, −2 is reverse at twice, 0 is standing still. */
  readonly speed: number;
  /** On the screen. A request never changes it, only a picture does. */
  readonly frame: Frame | null;
  /** Asked for and not yet on the screen. */
  readonly target: Frame | null;
  readonly proof: Proof;
  readonly last: Frame;
  readonly hasPicture: boolean;
  readonly isWaiting: boolean;
  readonly isAtEnd: boolean;
  readonly markIn: Frame | null;
  readonly markOut: Frame | null;
  readonly isLooping: boolean;
  /** What is looped over in place of In to Out. */
  readonly loopOver: FrameSpan | null;
  readonly isPlayingAround: boolean;
  readonly audioTracks: readonly AudioTrack[];
  readonly audioTrack: number | null;
  readonly volume: number;
  readonly isMuted: boolean;
  /** Ranges shown at normal speed, and the pictures in them that the machine let go. */
  readonly covered: readonly FrameSpan[];
  readonly skippedFrames: number;
  readonly trouble: PortError | null;
}

export const EMPTY: PlayerSnapshot = {
  status: 'empty',
  motion: 'paused',
  speed: 0,
  frame: null,
  target: null,
  proof: { kind: 'none' },
  last: 0 as Frame,
  hasPicture: true,
  isWaiting: false,
  isAtEnd: false,
  markIn: null,
  markOut: null,
  isLooping: false,
  loopOver: null,
  isPlayingAround: false,
  audioTracks: [],
  audioTrack: null,
  volume: 1,
  isMuted: false,
  covered: [],
  skippedFrames: 0,
  trouble: null,
};

/** What a person chose, not what the stream is. */
export type Carried = Pick<PlayerSnapshot, 'markIn' | 'markOut' | 'isLooping' | 'loopOver' | 'volume' | 'isMuted'>;

export const carriedOf = ({ markIn, markOut, isLooping, loopOver, volume, isMuted }: PlayerSnapshot): Carried => ({ markIn, markOut, isLooping, loopOver, volume, isMuted });
