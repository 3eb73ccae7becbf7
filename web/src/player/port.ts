// The seam between the player and whatever shows the media: a stream under a <video>, a file, a TV.
//
// A port obeys and reports; it decides nothing. It knows seconds because media elements do; frames are the player's.

import type { FrameSpan, Seconds } from './clock';

export interface MediaSource {
  /** HLS playlist with the picture and its sound renditions, or with sound alone. */
  readonly playlistUrl: string | null;
  /** The same rendition as one MP4, for browsers that take no media source extensions. */
  readonly progressiveUrl: string | null;
}

export interface AudioTrack {
  readonly id: number;
  readonly name: string;
  readonly language: string | null;
  readonly channels: number | null;
}

export type PortErrorCode =
  | 'network'
  | 'not_found'
  /** One piece of the stream is gone, and is passed over. */
  | 'piece_missing'
  | 'not_allowed'
  | 'decode'
  | 'unsupported'
  /** The browser wants a click before it plays sound. */
  | 'gesture_needed'
  | 'other';

export interface PortError {
  readonly code: PortErrorCode;
  /** Nothing more will come from this port. */
  readonly isFatal: boolean;
  /** For the log, not for people. */
  readonly detail: string;
}

export type PortEvent =
  /** Again after `reloading`: then the media stands at no known place. */
  | { readonly type: 'ready'; readonly hasPicture: boolean }
  | { readonly type: 'reloading' }
  /** A picture is on the screen. `presented` counts all pictures that were, also those not reported; `displayedAt` is since
   *  when, in milliseconds of the epoch. */
  | { readonly type: 'frame'; readonly mediaTime: number; readonly presented: number | null; readonly displayedAt?: number }
  /** What another screen showed at normal speed, by its own count; and the pictures that it let go within. */
  | { readonly type: 'shown'; readonly spans: readonly FrameSpan[]; readonly skipped: number }
  /** Where the sound is; only where there is no picture. */
  | { readonly type: 'position'; readonly time: number }
  | { readonly type: 'seeked' }
  | { readonly type: 'playing' }
  | { readonly type: 'paused' }
  /** Another screen came to stand on the frame that was told last, and had heard of all that was asked. */
  | { readonly type: 'standing' }
  | { readonly type: 'waiting' }
  | { readonly type: 'ended' }
  | { readonly type: 'audio'; readonly tracks: readonly AudioTrack[]; readonly chosen: number | null }
  | { readonly type: 'error'; readonly error: PortError };

export interface MediaPort {
  /** Starts loading. The answer is the event `ready`, or `error`. */
  load(source: MediaSource): void;
  play(): void;
  pause(): void;
  /** Frame reports are armed before this moves the media. */
  seek(to: Seconds): void;
  /** Of another screen, which alone knows on what it stands: so many frames from there. */
  step?(frames: number): void;
  /** Forward only: no media element plays backwards. */
  setRate(rate: number): void;
  setVolume(volume: number, isMuted: boolean): void;
  chooseAudio(id: number): void;
  /** Returns the way to stop listening. */
  listen(listener: (event: PortEvent) => void): () => void;
  close(): void;
}

/** Listeners of a port, for those who write one. */
export class PortListeners {
  readonly #listeners = new Set<(event: PortEvent) => void>();

  add(listener: (event: PortEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: PortEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
