// The TV as a port of the laptop's player: commands go over the link, and what the TV reports comes back as a port's events.
// A frame is on the screen when the TV says so, and not before.

import { frameRunningAt, type Seconds, startTime } from '../player/clock';
import { type MediaPort, type PortErrorCode, type PortEvent, PortListeners } from '../player/port';
import { asFrame, type EditRate, type Frame } from '../player/timecode';
import { type At, type FromDesk, type Numbered, type OrderKind, ORDERS } from './messages';

const CODES: readonly PortErrorCode[] = ['network', 'not_found', 'piece_missing', 'not_allowed', 'decode', 'unsupported', 'gesture_needed'];

/** More than the slowest way there and back. A stream that is asked for twice is loaded twice. */
const HEARD_WITHIN_MS: Readonly<Record<OrderKind, number>> = { load: 5_000, motion: 1_500, seek: 1_500, rate: 1_500, sound: 1_500 };

interface Unheard {
  readonly message: FromDesk;
  /** The number of its first saying: whichever of them was heard, it was this. */
  readonly first: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface TvPortGround {
  readonly rate: EditRate;
  readonly taskId: string;
  readonly startAt: Frame;
  /** The TV has this task's stream on already. */
  readonly isShown: boolean;
  /** This instant by the TV's clock. */
  there(): number;
  /** The number under which it was said. */
  say(message: FromDesk): number;
}

export class TvPort implements MediaPort {
  readonly #listeners = new PortListeners();
  #at: Numbered<At> | null = null;
  #rate = 1;
  #loadSeq = 0;
  #seekSeq: number | null = null;
  /** Steps from the same picture, of which the TV has not said yet where they led. */
  #steps: { readonly wall: number; readonly frames: number } | null = null;
  #isMotionKnown = true;
  readonly #unheard = new Map<OrderKind, Unheard>();

  constructor(private readonly ground: TvPortGround) {}

  /** The stream is the server's to choose, by the task. A TV that shows it already, from before a reload, goes on with it. */
  load(): void {
    if (this.ground.isShown) {
      this.ground.say({ type: 'HELLO' });
      return;
    }
    this.#askForStream(this.ground.startAt);
  }

  play(): void {
    this.#steps = null;
    this.#order('motion', { type: 'PLAY' });
  }

  pause(): void {
    this.#order('motion', { type: 'PAUSE' });
  }

  /** Of a TV whose page was loaded anew: the stream is asked for again, where it stood. */
  lost(taskOnTv: string | null): void {
    if (taskOnTv === this.ground.taskId || this.#unheard.has('load')) return;
    const frame = this.#at?.frame ?? this.ground.startAt;
    this.#at = null;
    this.#seekSeq = null;
    this.#steps = null;
    this.#tell({ type: 'reloading' });
    this.#askForStream(asFrame(frame));
  }

  /** The server does not give the stream, and has said why. */
  refused(seq: number): void {
    const load = this.#unheard.get('load');
    if (load === undefined || seq < load.first) return;
    clearTimeout(load.timer);
    this.#unheard.delete('load');
  }

  /** The TV is there again: what was pressed meanwhile is said, and its motion is heard anew. */
  cameBack(): void {
    this.#isMotionKnown = false;
    for (const kind of [...this.#unheard.keys()]) this.#sayAgain(kind);
  }

  #askForStream(at: Frame): void {
    this.#loadSeq = this.#order('load', { type: 'LOAD', task_id: this.ground.taskId, at });
  }

  /** Said again until the TV reports that it obeyed this, or a later one of its kind: a cut that is short is noticed by nobody. */
  #order(kind: OrderKind, message: FromDesk): number {
    const first = this.ground.say(message);
    clearTimeout(this.#unheard.get(kind)?.timer);
    // The newest comes last, also when all of them are said again.
    this.#unheard.delete(kind);
    this.#unheard.set(kind, { message, first, timer: this.#later(kind) });
    return first;
  }

  #later(kind: OrderKind): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#sayAgain(kind), HEARD_WITHIN_MS[kind]);
  }

  #sayAgain(kind: OrderKind): void {
    const unheard = this.#unheard.get(kind);
    if (unheard === undefined) return;
    clearTimeout(unheard.timer);
    this.ground.say(unheard.message);
    this.#unheard.set(kind, { ...unheard, timer: this.#later(kind) });
  }

  #forgetHeard(obeyed: At['obeyed']): void {
    for (const kind of ORDERS) {
      const unheard = this.#unheard.get(kind);
      if (unheard === undefined || obeyed[kind] < unheard.first) continue;
      clearTimeout(unheard.timer);
      this.#unheard.delete(kind);
    }
  }

  seek(to: Seconds): void {
    this.#steps = null;
    this.#seekSeq = this.#order('seek', { type: 'SEEK_FRAME', frame: frameRunningAt(to, this.ground.rate) });
  }

  /** Pressed again before the TV has said where it stands, it counts from the same picture. */
  step(frames: number): void {
    this.#steps = { wall: this.#steps?.wall ?? this.ground.there(), frames: (this.#steps?.frames ?? 0) + frames };
    this.#seekSeq = this.#order('seek', { type: 'STEP', ...this.#steps });
  }

  setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.#order('rate', { type: 'RATE', rate });
  }

  /** The room's amplifier has the volume. */
  setVolume(): void {}

  chooseAudio(id: number): void {
    this.#order('sound', { type: 'TRACKS', id });
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
    if (at.task_id !== this.ground.taskId || at.obeyed.load < this.#loadSeq) return;
    const before = this.#at;
    this.#at = at;
    this.#forgetHeard(at.obeyed);
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
    if (at.frame === null || at.proof === 'seeking' || at.proof === 'none') return;
    // What the TV showed before it heard of the seek proves nothing of it.
    if (this.#seekSeq !== null && at.obeyed.seek < this.#seekSeq) return;
    this.#tell({ type: 'frame', mediaTime: startTime(asFrame(at.frame), this.ground.rate), presented: null });
    if (this.#seekSeq === null) return;
    this.#seekSeq = null;
    this.#steps = null;
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
