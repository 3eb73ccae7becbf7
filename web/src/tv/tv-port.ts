// The TV as a port of the laptop's player: commands go over the link, and what the TV reports comes back as a port's events.
// A frame is on the screen when the TV says so, and not before.

import { frameRunningAt, type Seconds, startTime } from '../player/clock';
import { type MediaPort, type PortErrorCode, type PortEvent, PortListeners } from '../player/port';
import { asFrame, type EditRate, type Frame } from '../player/timecode';
import type { At, FromDesk, Numbered } from './messages';

const CODES: readonly PortErrorCode[] = ['network', 'not_found', 'piece_missing', 'not_allowed', 'decode', 'unsupported', 'gesture_needed'];

/** More than the slowest way there and back. */
const HEARD_WITHIN_MS = 1_500;

interface Unheard {
  readonly message: FromDesk;
  readonly seq: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface TvPortGround {
  readonly rate: EditRate;
  readonly taskId: string;
  readonly startAt: Frame;
  /** The TV has this task's stream on already. */
  readonly isShown: boolean;
  /** The number under which it was said. */
  say(message: FromDesk): number;
}

export class TvPort implements MediaPort {
  readonly #listeners = new PortListeners();
  #at: Numbered<At> | null = null;
  #rate = 1;
  #wantsFrom = 0;
  #seekSeq: number | null = null;
  #isMotionKnown = true;
  readonly #unheard = new Map<'motion' | 'seek', Unheard>();

  constructor(private readonly ground: TvPortGround) {}

  /** The stream is the server's to choose, by the task. A TV that shows it already, from before a reload, goes on with it. */
  load(): void {
    if (this.ground.isShown) {
      this.ground.say({ type: 'HELLO' });
      return;
    }
    this.#wantsFrom = this.ground.say({ type: 'LOAD', task_id: this.ground.taskId, at: this.ground.startAt });
  }

  play(): void {
    this.#order('motion', { type: 'PLAY' });
  }

  pause(): void {
    this.#order('motion', { type: 'PAUSE' });
  }

  /** Of a TV whose page was loaded anew: the stream is asked for again, where it stood. */
  lost(taskOnTv: string | null): void {
    if (taskOnTv === this.ground.taskId || this.#at === null) return;
    const frame = this.#at.frame ?? this.ground.startAt;
    this.#at = null;
    this.#seekSeq = null;
    this.#tell({ type: 'reloading' });
    this.#wantsFrom = this.ground.say({ type: 'LOAD', task_id: this.ground.taskId, at: frame });
  }

  /** The TV is there again: what was pressed meanwhile is said, and its motion is heard anew. */
  cameBack(): void {
    this.#isMotionKnown = false;
    for (const [kind, { message }] of this.#unheard) this.#order(kind, message);
  }

  /** Said again until the TV reports that it obeyed this, or something later: a cut that is short is noticed by nobody. */
  #order(kind: 'motion' | 'seek', message: FromDesk): void {
    const seq = this.ground.say(message);
    if (kind === 'seek') this.#seekSeq = seq;
    clearTimeout(this.#unheard.get(kind)?.timer);
    const timer = setTimeout(() => this.#order(kind, message), HEARD_WITHIN_MS);
    this.#unheard.set(kind, { message, seq, timer });
  }

  #forgetHeard(re: number): void {
    for (const [kind, { seq, timer }] of this.#unheard) {
      if (re < seq) continue;
      clearTimeout(timer);
      this.#unheard.delete(kind);
    }
  }

  seek(to: Seconds): void {
    this.#order('seek', { type: 'SEEK_FRAME', frame: frameRunningAt(to, this.ground.rate) });
  }

  setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.ground.say({ type: 'RATE', rate });
  }

  /** The room's amplifier has the volume. */
  setVolume(): void {}

  chooseAudio(id: number): void {
    this.ground.say({ type: 'TRACKS', id });
  }

  listen(listener: (event: PortEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    for (const { timer } of this.#unheard.values()) clearTimeout(timer);
    this.#unheard.clear();
    this.#listeners.clear();
  }

  /** What the TV reports. Of another task, or from before the stream was asked for, it says nothing here. */
  hear(at: Numbered<At>): void {
    if (at.task_id !== this.ground.taskId || (this.#wantsFrom > 0 && at.re < this.#wantsFrom)) return;
    const before = this.#at;
    this.#at = at;
    this.#forgetHeard(at.re);
    if (at.shown.length > 0) {
      const spans = at.shown.map(([first, last]) => [asFrame(first), asFrame(last)] as const);
      this.#tell({ type: 'shown', spans, skipped: at.skipped });
      this.ground.say({ type: 'SEEN', at_seq: at.seq });
    }
    if (at.tracks.length > 0 && (before?.track !== at.track || before.tracks.length !== at.tracks.length)) this.#tell({ type: 'audio', tracks: at.tracks, chosen: at.track });
    if (at.status === 'ready' && before?.status !== 'ready') this.#tell({ type: 'ready', hasPicture: at.has_picture });
    if (at.status === 'loading' && before?.status === 'ready') this.#tell({ type: 'reloading' });
    this.#tellMotion(at, before);
    this.#tellFrame(at);
    if (at.motion === 'paused' && at.proof === 'proven' && this.#unheard.size === 0) this.#tell({ type: 'standing' });
    this.#tellTrouble(at, before);
  }

  #tellMotion(at: At, before: At | null): void {
    const was = this.#isMotionKnown ? before?.motion : undefined;
    this.#isMotionKnown = true;
    if (at.motion === 'playing' && was !== 'playing') this.#tell({ type: 'playing' });
    if (at.motion !== 'playing' && was === 'playing') this.#tell({ type: 'paused' });
    if (at.is_waiting && before?.is_waiting !== true) this.#tell({ type: 'waiting' });
  }

  #tellFrame(at: At): void {
    if (at.frame === null || at.proof === 'seeking') return;
    // What the TV showed before it heard of the seek proves nothing of it.
    if (this.#seekSeq !== null && at.re < this.#seekSeq) return;
    this.#tell({ type: 'frame', mediaTime: startTime(asFrame(at.frame), this.ground.rate), presented: null });
    if (this.#seekSeq === null) return;
    this.#seekSeq = null;
    this.#tell({ type: 'seeked' });
  }

  #tellTrouble(at: At, before: At | null): void {
    if (at.trouble === null || at.trouble === before?.trouble) return;
    const code = CODES.find((known) => known === at.trouble) ?? 'other';
    this.#tell({ type: 'error', error: { code, isFatal: at.status === 'failed', detail: `on the TV: ${at.trouble}` } });
  }

  #tell(event: PortEvent): void {
    this.#listeners.tell(event);
  }
}
