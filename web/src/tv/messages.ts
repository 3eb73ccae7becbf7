// What laptop and TV say to each other; each message is one JSON text with a sequence number. The server hands on what one
// side may say to the other, and says the rest itself.

import type { FrameSpan } from '../player/clock';
import type { AudioTrack } from '../player/port';
import type { EditRate } from '../player/timecode';

export interface Capabilities {
  readonly hdr10: boolean;
  readonly dolby_vision: boolean;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly surround_passthrough: boolean;
  readonly codecs: readonly string[];
  /** Of the way to it, measured before anything plays. */
  readonly throughput_kbps: number | null;
}

/** What is asked of the TV, by what it is about: the newest of each is the one that is meant. */
export const ORDERS = ['load', 'motion', 'seek', 'rate', 'sound'] as const;
export type OrderKind = (typeof ORDERS)[number];

export type FromDesk =
  /** The desk is there, perhaps again: the TV says where it stands. */
  | { readonly type: 'HELLO' }
  | { readonly type: 'LOAD'; readonly task_id: string; readonly at: number }
  | { readonly type: 'PLAY' }
  | { readonly type: 'PAUSE' }
  | { readonly type: 'SEEK_FRAME'; readonly frame: number }
  /** From the picture that stood there at `wall` of the TV's clock: while it plays, only the TV knows which. It pauses. */
  | { readonly type: 'STEP'; readonly wall: number; readonly frames: number }
  | { readonly type: 'RATE'; readonly rate: number }
  | { readonly type: 'TRACKS'; readonly id: number }
  /** Which frame stood there at `wall` of the TV's clock? It pauses on it. */
  | { readonly type: 'FLAG'; readonly wall: number }
  | { readonly type: 'CARD'; readonly is_shown: boolean }
  /** What was shown arrived: of the AT with this number. */
  | { readonly type: 'SEEN'; readonly at_seq: number }
  | { readonly type: 'PING'; readonly asked: number };

export interface At {
  readonly type: 'AT';
  /** Of each kind the number of the newest order that was obeyed before this. A cut may lose any of them. */
  readonly obeyed: Readonly<Record<OrderKind, number>>;
  readonly task_id: string;
  readonly status: 'loading' | 'ready' | 'failed';
  readonly frame: number | null;
  readonly media_time: number;
  readonly wall: number;
  readonly motion: 'paused' | 'playing' | 'reversing';
  readonly proof: 'none' | 'seeking' | 'running' | 'proven' | 'not_verified';
  readonly is_waiting: boolean;
  readonly has_picture: boolean;
  readonly tracks: readonly AudioTrack[];
  readonly track: number | null;
  readonly trouble: string | null;
  /** Shown at normal speed since the last that was acknowledged, and pictures let go within. */
  readonly shown: readonly FrameSpan[];
  readonly skipped: number;
  /** Measured on the way to the TV. */
  readonly throughput_kbps: number | null;
}

export type FromTv =
  | At
  /** With the task whose stream is on: a page that was reloaded has none. */
  | { readonly type: 'CAPS'; readonly capabilities: Capabilities; readonly task_id: string | null }
  | { readonly type: 'FLAGGED'; readonly re: number; readonly frame: number | null }
  | { readonly type: 'PONG'; readonly asked: number; readonly wall: number };

export type FromServer =
  | { readonly type: 'SCREEN'; readonly secret: string; readonly code: string }
  | {
      readonly type: 'PAIRED';
      readonly session_id: string;
      readonly title: string;
      readonly watermark: string;
      readonly edit_rate: EditRate;
      readonly drop_frame: boolean;
      readonly duration_frames: number;
      readonly codecs: readonly string[];
      /** A large file of the streams, to measure the way with. */
      readonly probe_url: string | null;
    }
  | { readonly type: 'LOAD'; readonly task_id: string; readonly hls_url: string; readonly progressive_url: string | null; readonly at: number; readonly picture: string; readonly sound: string }
  | { readonly type: 'ENDED'; readonly reason: 'operator' | 'other_tv' | 'task' | 'sign_in' }
  | { readonly type: 'TAKEN' }
  /** Every few seconds: the line stands. */
  | { readonly type: 'HERE' }
  | { readonly type: 'REFUSED'; readonly code: string; readonly detail: string };

export type Numbered<Message> = Message & { readonly seq: number };
