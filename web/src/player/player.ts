// The review player: commands from its owner and events from a port go in, snapshots come out.
//
// It counts in frames, proves what it shows (see seeking) and knows no framework, no issues and no server. The page
// subscribes and draws; the TV receiver drives the same class from elsewhere.

import { clampFrame, frameAt, frameRunningAt, framesIn, type FrameSpan } from './clock';
import { Coverage } from './coverage';
import type { MediaPort, PortError, PortEvent } from './port';
import { ReverseRun } from './reverse';
import { SeekQueue } from './seek-queue';
import type { SeekOutcome } from './seeking';
import { type Carried, EMPTY, type PlayerMedia, type PlayerSnapshot } from './snapshot';
import { type Direction, nextSpeed } from './speeds';
import { asFrame, type Frame } from './timecode';

const PLAY_AROUND_S = 2;
/** The first picture reported after a seek while playing may be this much later. */
const RUNNING_TOLERANCE_S = 0.5;
/** Runs of pictures let go by a busy machine up to this length count as passed. */
const BRIDGE_S = 0.125;

interface Around {
  readonly centre: Frame;
  readonly to: Frame;
}

export class Player {
  readonly #port: MediaPort;
  readonly #media: PlayerMedia;
  readonly #seeks: SeekQueue;
  readonly #coverage: Coverage;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #snapshot: PlayerSnapshot;
  #around: Around | null = null;
  #reverseTimer: ReturnType<typeof setTimeout> | undefined;
  #reverse: ReverseRun | null = null;
  #presented: number | null = null;
  /** Asked for while the media was not there: where one goes when it is. */
  #awaited: Frame | null = null;

  /** `before` is what stays when another stream of the same programme takes the place of one. */
  constructor(port: MediaPort, media: PlayerMedia, before?: Carried) {
    this.#port = port;
    this.#media = media;
    this.#coverage = new Coverage(framesIn(BRIDGE_S, media.rate));
    this.#seeks = new SeekQueue(port, media.rate, (outcome) => this.#settled(outcome));
    this.#snapshot = { ...EMPTY, ...before, last: asFrame(Math.max(media.durationFrames - 1, 0)) };
    this.#stopListening = port.listen((event) => this.#hear(event));
  }

  // Both are bound, as useSyncExternalStore wants them.
  readonly snapshot = (): PlayerSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  load(): void {
    this.#change({ status: 'loading', trouble: null });
    this.#port.load(this.#media.source);
  }

  close(): void {
    this.#standStill();
    this.#seeks.clear();
    this.#stopListening();
    this.#listeners.clear();
    this.#port.close();
  }

  // ── playing

  play(): void {
    this.run(1);
  }

  /** At any speed; negative is backwards. */
  run(speed: number): void {
    if (!this.#isReady()) return this.#isOpen() ? this.#change({ speed }) : undefined;
    this.#leaveAround();
    const isTurning = Math.sign(speed) !== Math.sign(this.#snapshot.speed);
    if (isTurning && this.#snapshot.speed !== 0) this.#standStill();
    if (this.#snapshot.motion === 'reversing') return this.#reverseFaster(speed);
    if (this.#seeks.isBusy && this.#snapshot.motion !== 'playing') {
      this.#change({ speed });
      return this.#seeks.thenInstead(() => this.#start(speed));
    }
    const from = speed > 0 ? this.#restart() : null;
    if (from === null) return this.#start(speed);
    this.#change({ speed });
    this.#seek(from, () => this.#start(speed));
  }

  pause(): void {
    this.#leaveAround();
    this.#standStill();
  }

  togglePlay(): void {
    if (this.#snapshot.speed === 0) this.play();
    else this.pause();
  }

  /** J and L: again is faster; slow is ½, then ¼. */
  shuttle(direction: Direction, isSlow = false): void {
    this.run(nextSpeed(this.#snapshot.speed, direction, isSlow));
  }

  /** From 2 s before to 2 s after where one stands, and back. */
  playAround(): void {
    const centre = this.#standing();
    if (centre === null || !this.#isReady()) return;
    this.pause();
    const reach = framesIn(PLAY_AROUND_S, this.#media.rate);
    this.#seek(clampFrame(centre - reach, this.#whole()), () => {
      this.#around = { centre, to: clampFrame(centre + reach, this.#whole()) };
      this.#change({ isPlayingAround: true });
      this.#start(1);
    });
  }

  toggleLoop(): void {
    this.#change({ isLooping: !this.#snapshot.isLooping, loopOver: null });
  }

  /** Plays a range again and again until one goes elsewhere or the loop is switched off; In and Out stay what they are. */
  loopOver(first: Frame, last: Frame): void {
    if (!this.#isReady()) return;
    this.pause();
    const span: FrameSpan = [clampFrame(first, this.#whole()), clampFrame(Math.max(last, first), this.#whole())];
    this.#change({ loopOver: span, isLooping: true });
    this.#seek(span[0], () => this.#start(1));
    this.#change({ speed: 1 });
  }

  // ── going to a frame

  /** Goes on playing if it was. */
  seek(to: Frame): void {
    if (!this.#isOpen()) return;
    this.#leaveAround();
    const target = clampFrame(to, this.#whole());
    this.#leaveLoop(target);
    if (!this.#isReady()) return this.#await(target);
    if (this.#snapshot.speed < 0) this.#standStill();
    if (this.#isProvenAt(target)) return;
    this.#seek(target, null);
  }

  /** Stands on this frame by a seek of its own, also where it is believed to stand already: a pause may leave the picture
   *  before or after the one that was reported last. */
  settleOn(frame: Frame): void {
    if (!this.#isOpen()) return;
    const target = clampFrame(frame, this.#whole());
    if (this.#isReady()) this.#seek(target, null);
    else this.#await(target);
  }

  step(frames: number): void {
    const standing = this.#standing();
    if (standing === null || !this.#isOpen()) return;
    const isUnknown = this.#isUnknownWhere();
    this.pause();
    if (isUnknown && this.#port.step !== undefined) this.#port.step(frames);
    else this.seek(asFrame(standing + frames));
  }

  stepSeconds(seconds: number): void {
    this.step(Math.sign(seconds) * framesIn(Math.abs(seconds), this.#media.rate));
  }

  toFirst(): void {
    this.seek(asFrame(0));
  }

  toLast(): void {
    this.pause();
    this.seek(this.#snapshot.last);
  }

  // ── marks

  /** An Out before it is dropped: a range ends where it begins or later. */
  setIn(at: Frame | null = this.#standing()): void {
    if (at === null) return;
    const { markOut } = this.#snapshot;
    this.#change({ markIn: at, markOut: markOut !== null && markOut < at ? null : markOut, ...this.#withoutLoop() });
  }

  setOut(at: Frame | null = this.#standing()): void {
    if (at === null) return;
    const { markIn } = this.#snapshot;
    this.#change({ markOut: at, markIn: markIn !== null && markIn > at ? null : markIn, ...this.#withoutLoop() });
  }

  clearMarks(): void {
    this.#change({ markIn: null, markOut: null });
  }

  goToIn(): void {
    if (this.#snapshot.markIn !== null) this.seek(this.#snapshot.markIn);
  }

  goToOut(): void {
    if (this.#snapshot.markOut !== null) this.seek(this.#snapshot.markOut);
  }

  // ── sound

  chooseAudio(id: number): void {
    this.#port.chooseAudio(id);
  }

  nextAudio(): void {
    const { audioTracks, audioTrack } = this.#snapshot;
    const index = audioTracks.findIndex((track) => track.id === audioTrack);
    const next = audioTracks[(index + 1) % audioTracks.length];
    if (next !== undefined) this.chooseAudio(next.id);
  }

  setVolume(volume: number, isMuted = this.#snapshot.isMuted): void {
    const bounded = Math.min(Math.max(volume, 0), 1);
    this.#change({ volume: bounded, isMuted });
    this.#port.setVolume(bounded, isMuted);
  }

  // ── what was shown at normal speed

  restoreCoverage(spans: readonly FrameSpan[]): void {
    this.#coverage.restore(spans);
    this.#change({ covered: this.#coverage.spans });
  }

  /** The ranges since the last call, to be stored. */
  takeCoverage(): readonly FrameSpan[] {
    return this.#coverage.take();
  }

  // ── events

  #hear(event: PortEvent): void {
    switch (event.type) {
      case 'ready':
        return this.#ready(event.hasPicture);
      case 'reloading':
        return this.#reloading();
      case 'frame':
        return this.#shown(frameAt(event.mediaTime, this.#media.rate), event.presented);
      case 'position':
        return this.#shown(frameRunningAt(event.time, this.#media.rate), null);
      case 'shown':
        return this.#shownElsewhere(event.spans, event.skipped);
      case 'seeked':
        return this.#seeks.seeked();
      case 'playing':
        return this.#playing();
      case 'paused':
        return this.#pausedElsewhere();
      case 'standing':
        return this.#stands();
      case 'waiting':
        return this.#change({ isWaiting: true });
      case 'ended':
        return this.#ended();
      case 'audio':
        return this.#change({ audioTracks: event.tracks, audioTrack: event.chosen });
      case 'error':
        return this.#failed(event.error);
    }
  }

  #ready(hasPicture: boolean): void {
    this.#change({ status: 'ready', hasPicture });
    this.#port.setVolume(this.#snapshot.volume, this.#snapshot.isMuted);
    const { frame, speed } = this.#snapshot;
    const target = clampFrame(this.#awaited ?? frame ?? this.#media.startAt ?? 0, this.#whole());
    this.#awaited = null;
    this.#seek(target, speed === 0 ? null : () => this.#start(speed));
  }

  /** Speed and the frame asked for stay what they were: playing and going there go on when the media is there again. */
  #reloading(): void {
    clearTimeout(this.#reverseTimer);
    this.#coverage.interrupt();
    const standing = this.#standing();
    this.#seeks.clear();
    this.#change({ status: 'loading', motion: 'paused', target: null, proof: { kind: 'none' }, isWaiting: true });
    if (standing !== null && standing !== this.#snapshot.frame) this.#await(standing);
  }

  #await(target: Frame): void {
    this.#awaited = target;
    this.#change({ target });
  }

  #shown(reported: Frame, presented: number | null): void {
    // While it loads, the first picture is one that nobody asked for; where to begin is known otherwise.
    if (!this.#isReady()) return;
    const frame = clampFrame(reported, this.#whole());
    this.#presented = presented;
    this.#change({ frame, isWaiting: false, isAtEnd: frame === this.#snapshot.last });
    this.#seeks.frameShown(reported);
    this.#proveLate(frame);
    if (this.#seeks.isBusy || this.#snapshot.motion !== 'playing') return;
    if (this.#snapshot.speed === 1) this.#cover(frame, presented);
    this.#turnAtBounds(frame);
  }

  /** The picture that was waited for in vain came after all: the network was slow. */
  #proveLate(frame: Frame): void {
    const { proof } = this.#snapshot;
    if (proof.kind !== 'not_verified' || proof.wanted !== frame || this.#seeks.isBusy) return;
    this.#change({ proof: { kind: 'proven' }, trouble: null });
  }

  /** The port itself saw what was shown, which nobody here could count. */
  #shownElsewhere(spans: readonly FrameSpan[], skipped: number): void {
    this.#coverage.report(spans);
    this.#change({ covered: this.#coverage.spans, skippedFrames: skipped });
  }

  #cover(frame: Frame, presented: number | null): void {
    if (this.#media.isShownElsewhere === true) return;
    this.#coverage.show(frame, presented);
    this.#change({ covered: this.#coverage.spans, skippedFrames: this.#coverage.skipped });
  }

  #turnAtBounds(frame: Frame): void {
    if (this.#around !== null && frame >= this.#around.to) return this.#endAround(this.#around);
    const [first, last] = this.#loopSpan();
    if (this.#around === null && this.#snapshot.isLooping && frame >= last) this.#turnTo(first);
  }

  /** Standing while it seeks: a running element would let the first picture of the loop go. */
  #turnTo(first: Frame): void {
    const { speed } = this.#snapshot;
    this.#change({ motion: 'paused' });
    this.#port.pause();
    this.#seek(first, () => this.#start(speed));
  }

  #playing(): void {
    // A play that was meanwhile taken back.
    if (this.#snapshot.speed <= 0) return this.#port.pause();
    this.#change({ motion: 'playing', proof: { kind: 'running' }, isWaiting: false, trouble: null });
  }

  #pausedElsewhere(): void {
    if (this.#snapshot.motion === 'playing') this.#standStill();
  }

  #stands(): void {
    const { speed, proof } = this.#snapshot;
    if (speed === 0 && proof.kind === 'seeking' && !this.#seeks.isBusy) this.#change({ proof: { kind: 'proven' } });
  }

  #ended(): void {
    if (this.#snapshot.speed <= 0) return;
    if (this.#around !== null) return this.#endAround(this.#around);
    if (this.#snapshot.isLooping) return this.#turnTo(this.#loopSpan()[0]);
    this.#standStill();
    if (!this.#isProvenAt(this.#snapshot.last)) this.#seek(this.#snapshot.last, null);
  }

  #failed(error: PortError): void {
    if (!error.isFatal) return this.#change({ trouble: error });
    this.#seeks.clear();
    this.#awaited = null;
    this.#standStill();
    this.#change({ status: 'failed', trouble: error, target: null });
  }

  #settled(outcome: SeekOutcome): void {
    const isRunning = this.#snapshot.motion === 'playing';
    if (outcome.kind === 'not_verified') this.#change({ target: null, proof: outcome });
    else this.#change({ target: null, proof: { kind: isRunning ? 'running' : 'proven' }, trouble: null });
  }

  // ── inner moves

  /** Where forward play has to begin anew: at the end of the media, or outside of the loop. */
  #restart(): Frame | null {
    const { frame, isLooping, isAtEnd } = this.#snapshot;
    const [first, last] = this.#loopSpan();
    if (frame === null) return null;
    if (isLooping && (frame < first || frame >= last)) return first;
    return isAtEnd ? asFrame(0) : null;
  }

  #start(speed: number): void {
    clearTimeout(this.#reverseTimer);
    this.#coverage.interrupt();
    this.#change({ speed });
    if (speed < 0) return this.#startReverse();
    const { frame, proof } = this.#snapshot;
    if (frame !== null && proof.kind === 'proven' && this.#media.isShownElsewhere !== true) this.#coverage.beginAt(frame, this.#presented);
    this.#port.setRate(speed);
    this.#port.play();
  }

  #standStill(): void {
    clearTimeout(this.#reverseTimer);
    this.#coverage.interrupt();
    const wasReversing = this.#snapshot.motion === 'reversing';
    if (wasReversing) this.#seeks.clear();
    this.#seeks.thenInstead(null);
    this.#change({ speed: 0, motion: 'paused', target: this.#awaited ?? this.#seeks.target, proof: this.#proofStanding() });
    this.#port.pause();
    this.#port.setRate(1);
  }

  /** Of a player that stands still now. Another screen is still on its way there, and says itself where it came to stand. */
  #proofStanding(): PlayerSnapshot['proof'] {
    const { proof, frame, speed } = this.#snapshot;
    if (!this.#isReady() || this.#seeks.isBusy || frame === null || proof.kind === 'not_verified') return proof;
    const isOnItsWay = speed > 0 || proof.kind === 'seeking';
    return { kind: this.#media.isShownElsewhere === true && isOnItsWay ? 'seeking' : 'proven' };
  }

  #startReverse(): void {
    this.#port.pause();
    this.#reverseFaster(this.#snapshot.speed);
    this.#change({ motion: 'reversing' });
    this.#reverseOn();
  }

  /** The run goes on from where it is; the seek under way need not be waited for. */
  #reverseFaster(speed: number): void {
    this.#reverse = new ReverseRun(this.#media.rate, speed, this.#standing() ?? asFrame(0), performance.now());
    this.#change({ speed });
  }

  #reverseOn(): void {
    const { speed, frame, isLooping } = this.#snapshot;
    if (speed >= 0 || this.#reverse === null) return;
    const span = isLooping ? this.#loopSpan() : this.#whole();
    if (frame !== null && frame <= span[0]) {
      if (!isLooping) return this.#standStill();
      this.#reverse = ReverseRun.around(this.#media.rate, speed, span, performance.now());
    }
    const due = this.#reverse.due(performance.now(), span);
    if (due === frame) this.#reverseLater();
    else this.#seek(due, () => this.#reverseLater(), 1);
  }

  /** Not before the next frame is due, however fast the seek was. */
  #reverseLater(): void {
    const waitMs = this.#reverse?.waitMs(performance.now(), this.#snapshot.frame ?? asFrame(0)) ?? 0;
    this.#reverseTimer = setTimeout(() => this.#reverseOn(), waitMs);
  }

  #seek(target: Frame, then: (() => void) | null, attempts = 2): void {
    const isRunning = this.#snapshot.motion === 'playing';
    const late = isRunning ? framesIn(RUNNING_TOLERANCE_S, this.#media.rate) * this.#snapshot.speed : 0;
    this.#coverage.interrupt();
    this.#change({ target, ...(isRunning ? {} : { proof: { kind: 'seeking' } as const }) });
    this.#seeks.add({ target, attempts, accepts: [target, asFrame(target + Math.ceil(late))], then });
  }

  #endAround(around: Around): void {
    this.#leaveAround();
    this.#standStill();
    this.#seek(around.centre, null);
  }

  /** Somebody goes out of the range that was given to loop over. */
  #leaveLoop(to: Frame): void {
    const { loopOver } = this.#snapshot;
    if (loopOver !== null && (to < loopOver[0] || to > loopOver[1])) this.#change(this.#withoutLoop());
  }

  /** A range given to loop over ends its loop with it; the loop of In and Out goes on. */
  #withoutLoop(): Partial<PlayerSnapshot> {
    return this.#snapshot.loopOver === null ? {} : { loopOver: null, isLooping: false };
  }

  #leaveAround(): void {
    if (this.#around === null) return;
    this.#around = null;
    this.#change({ isPlayingAround: false });
  }

  /** Where one stands: the newest request, else what is on the screen. */
  #standing(): Frame | null {
    return this.#snapshot.motion === 'reversing'
      ? this.#snapshot.frame
      : (this.#awaited ?? this.#seeks.target ?? this.#snapshot.frame);
  }

  /** Another screen moves, or came to stand on a picture that it has not told yet. */
  #isUnknownWhere(): boolean {
    const { motion, proof } = this.#snapshot;
    return this.#media.isShownElsewhere === true && !this.#seeks.isBusy && (motion === 'playing' || proof.kind === 'seeking');
  }

  #isReady(): boolean {
    return this.#snapshot.status === 'ready';
  }

  /** There is media, or there will be: what is asked for is done then. */
  #isOpen(): boolean {
    return this.#isReady() || this.#snapshot.status === 'loading';
  }

  #isProvenAt(frame: Frame): boolean {
    const { proof, frame: shown } = this.#snapshot;
    return proof.kind === 'proven' && shown === frame && !this.#seeks.isBusy;
  }

  #whole(): FrameSpan {
    return [asFrame(0), this.#snapshot.last];
  }

  #loopSpan(): FrameSpan {
    const { loopOver, markIn, markOut, last } = this.#snapshot;
    if (loopOver !== null) return loopOver;
    return [markIn ?? asFrame(0), markOut ?? last];
  }

  #change(patch: Partial<PlayerSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
