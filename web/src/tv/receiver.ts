// The TV's side of a review: the same player as on the page, driven from a laptop. It says which frame really stands on the
// screen, keeps which one stood there when, and goes on playing while the network is away.

import { type FrameSpan, startTime } from '../player/clock';
import { addSpan } from '../player/coverage';
import { Player } from '../player/player';
import { wallNow } from '../player/clock-alignment';
import type { MediaPort } from '../player/port';
import { ShownRing } from '../player/shown-ring';
import { asFrame, type Frame } from '../player/timecode';
import type { At, FromDesk, FromServer, FromTv, Numbered, OrderKind } from './messages';

/** While playing, AT is said so often; what happens by command is said at once. */
const AT_EVERY_MS = 100;
const PAUSED_AFTER_MS = 120;
const NOTHING_OBEYED = { load: 0, motion: 0, seek: 0, rate: 0, sound: 0 } as const;
const KINDS: Readonly<Record<Exclude<Order['type'], 'FLAG'>, OrderKind>> = { PLAY: 'motion', PAUSE: 'motion', SEEK_FRAME: 'seek', STEP: 'seek', RATE: 'rate', TRACKS: 'sound' };
/** Shown frames whose arrival was not said by then are told again. */
const ACKNOWLEDGED_WITHIN_MS = 5_000;

type Order = Numbered<Exclude<FromDesk, { type: 'PING' | 'LOAD' | 'HELLO' | 'SEEN' | 'CARD' }>>;
type Paired = Extract<FromServer, { type: 'PAIRED' }>;
type Load = Extract<FromServer, { type: 'LOAD' }>;

/** What plays on this screen. */
export interface TvStream extends MediaPort {
  readonly throughputKbps: number | null;
}

interface Stage {
  readonly load: Load;
  readonly port: TvStream;
  readonly player: Player;
  readonly stop: () => void;
}

interface OnTheWay {
  readonly seq: number;
  readonly saidMs: number;
  readonly spans: readonly FrameSpan[];
}

export interface Surroundings {
  /** The number under which it was said. */
  say(message: FromTv): number;
  /** A new picture in the place of any before it. */
  stream(): TvStream;
  /** No picture. */
  blank(): void;
  readonly card: { show(): void; hide(): void };
  /** Something plays, or nothing does. */
  playing(isPlaying: boolean): void;
  /** The browser wants a key before it plays sound. */
  gestureNeeded(isNeeded: boolean): void;
}

export class Receiver {
  readonly #ring = new ShownRing();
  readonly #ends = new AbortController();
  #stage: Stage | null = null;
  #obeyed: Readonly<Record<OrderKind, number>> = NOTHING_OBEYED;
  #rate = 1;
  #saidMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fresh = new Map<string, readonly FrameSpan[]>();
  #onTheWay: readonly OnTheWay[] = [];
  #asked: { seq: number; frame: Frame } | null = null;
  #isFlagSought = false;
  /** What was answered last: asked again it is the same, whatever is known by then. */
  #flagged: { readonly wall: number; readonly frame: Frame | null } | null = null;
  /** Set from a pause until it is known on which picture it ended. */
  #settling: ReturnType<typeof setTimeout> | null = null;
  #before = '';

  constructor(
    readonly programme: Paired,
    private readonly around: Surroundings,
  ) {
    // A TV is not looked at by its page: what was let go stays what the player counted.
    addEventListener('keydown', () => this.#stage?.player.snapshot().trouble?.code === 'gesture_needed' && this.#stage.player.play(), { signal: this.#ends.signal });
    addEventListener('click', () => this.#stage?.player.snapshot().trouble?.code === 'gesture_needed' && this.#stage.player.play(), { signal: this.#ends.signal });
  }

  hear(message: Numbered<FromDesk> | Numbered<Load>): void {
    if (message.type === 'PING') {
      this.around.say({ type: 'PONG', asked: message.asked, wall: wallNow() });
      return;
    }
    if (message.type === 'LOAD') return this.#load(message as Numbered<Load>);
    if (message.type === 'HELLO') return this.#greet(message.seq);
    if (message.type === 'SEEN') {
      this.#onTheWay = this.#onTheWay.filter(({ seq }) => seq !== message.at_seq);
      return;
    }
    if (message.type === 'CARD') {
      this.#stage?.player.pause();
      if (message.is_shown) this.around.card.show();
      else this.around.card.hide();
      return;
    }
    const player = this.#stage?.player;
    if (player === undefined) return;
    this.#obey(player, message);
    // Not before: what is told while it is being obeyed shows what was.
    if (message.type !== 'FLAG') this.#note(KINDS[message.type], message.seq);
    this.#tell();
  }

  get taskId(): string | null {
    return this.#stage?.load.task_id ?? null;
  }

  /** The link is there again: the desk may have missed everything. */
  cameBack(): void {
    this.#tellAll();
  }

  close(): void {
    this.#ends.abort();
    clearTimeout(this.#timer);
    this.#leaveStage();
    this.around.card.hide();
  }

  #note(kind: OrderKind, seq: number): void {
    this.#obeyed = { ...this.#obeyed, [kind]: seq };
  }

  /** Numbers begin with the clock of a laptop: to one whose clock is behind, what another one ordered is no answer. */
  #greet(seq: number): void {
    if (seq < Math.max(...Object.values(this.#obeyed))) this.#obeyed = NOTHING_OBEYED;
    this.#tellAll();
  }

  #obey(player: Player, message: Order): void {
    switch (message.type) {
      case 'PLAY':
        this.#leaveSettling();
        this.around.card.hide();
        return player.run(this.#rate);
      case 'PAUSE':
        return this.#pause(player);
      case 'SEEK_FRAME':
        this.#leaveSettling();
        return player.settleOn(asFrame(message.frame));
      case 'STEP':
        return this.#step(player, message.wall, message.frames);
      case 'RATE':
        this.#rate = message.rate;
        if (player.snapshot().motion === 'playing') player.run(message.rate);
        return;
      case 'TRACKS':
        return player.chooseAudio(message.id);
      case 'FLAG':
        return this.#flag(player, message.seq, message.wall);
    }
  }

  #pause(player: Player): void {
    if (player.snapshot().speed > 0) this.#settleSoon(() => player.snapshot().target ?? player.snapshot().frame);
    player.pause();
  }

  #step(player: Player, wall: number, frames: number): void {
    const from = this.#ring.at(wall) ?? player.snapshot().frame;
    this.#leaveSettling();
    player.pause();
    if (from !== null) player.settleOn(asFrame(from + frames));
  }

  /** A pause lets one more picture come; only then is a frame sought that really stands. Begun before the pause, which is told. */
  #settleSoon(frame: () => Frame | null): void {
    this.#leaveSettling();
    this.#settling = setTimeout(() => {
      this.#settling = null;
      const { player } = this.#stage ?? {};
      const to = frame();
      if (player === undefined || to === null || player.snapshot().motion !== 'paused') return this.#tell();
      player.settleOn(to);
      this.#isFlagSought = true;
    }, PAUSED_AFTER_MS);
  }

  /** Something else is done now; a flag that waited for the TV to stand is answered by what is known. */
  #leaveSettling(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = null;
    if (this.#asked !== null) this.#answer(this.#asked.seq, this.#asked.frame);
  }

  /** Pauses on what stood there; answers once it stands there again. */
  #flag(player: Player, seq: number, wall: number): void {
    const frame = this.#flagged?.wall === wall ? this.#flagged.frame : this.#ring.at(wall);
    this.#flagged = { wall, frame };
    if (frame === null) {
      player.pause();
      return this.#answer(seq, null);
    }
    this.#settleSoon(() => frame);
    this.#asked = { seq, frame };
    this.#isFlagSought = false;
    player.pause();
  }

  #answerFlag(player: Player): void {
    const { proof, frame } = player.snapshot();
    if (this.#asked === null || !this.#isFlagSought || proof.kind === 'seeking' || proof.kind === 'running') return;
    if (proof.kind === 'proven' && frame !== this.#asked.frame) return;
    this.#answer(this.#asked.seq, this.#asked.frame);
  }

  #answer(seq: number, frame: Frame | null): void {
    this.#asked = null;
    this.around.say({ type: 'FLAGGED', re: seq, frame });
  }

  #load(load: Numbered<Load>): void {
    this.#gather();
    this.#leaveStage();
    this.around.card.hide();
    this.#note('load', load.seq);
    const port = this.around.stream();
    const { edit_rate: rate, duration_frames: durationFrames } = this.programme;
    const player = new Player(port, {
      source: { playlistUrl: load.hls_url, progressiveUrl: null },
      rate,
      durationFrames,
      startAt: asFrame(load.at),
    });
    const stopFrames = port.listen((event) => {
      // The picture is on the screen when the callback says it will be, not when the callback runs.
      if (event.type === 'frame') this.#ring.add(asFrame(Math.round((event.mediaTime * rate.num) / rate.den)), event.displayedAt ?? wallNow(), event.presented);
    });
    const stopChanges = player.subscribe(() => this.#changed(player));
    this.#ring.clear();
    this.#stage = {
      load,
      port,
      player,
      stop: () => {
        stopFrames();
        stopChanges();
      },
    };
    player.load();
    this.around.playing(true);
    this.#tell();
  }

  #leaveStage(): void {
    const stage = this.#stage;
    this.#stage = null;
    this.#leaveSettling();
    if (stage === null) return;
    stage.stop();
    stage.player.close();
    this.around.blank();
    this.around.playing(false);
  }

  #changed(player: Player): void {
    this.#answerFlag(player);
    const { status, motion, proof, trouble, isWaiting, audioTrack, frame } = player.snapshot();
    this.around.gestureNeeded(trouble?.code === 'gesture_needed');
    const state = [status, motion, proof.kind, trouble?.code, isWaiting, audioTrack, motion === 'playing' ? null : frame].join();
    if (state !== this.#before) {
      this.#before = state;
      return this.#tell();
    }
    if (motion === 'playing') this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(AT_EVERY_MS - (performance.now() - this.#saidMs), 0));
  }

  /** Everything that the desk does not know to have. */
  #tellAll(): void {
    for (const { spans } of this.#onTheWay) this.#keep(spans);
    this.#onTheWay = [];
    this.#tell();
  }

  #gather(): void {
    if (this.#stage !== null) this.#keep(this.#stage.player.takeCoverage());
  }

  #keep(spans: readonly FrameSpan[]): void {
    const task = this.#stage?.load.task_id;
    if (task === undefined || spans.length === 0) return;
    this.#fresh.set(
      task,
      spans.reduce<readonly FrameSpan[]>((all, span) => addSpan(all, span), this.#fresh.get(task) ?? []),
    );
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saidMs = performance.now();
    if (this.#stage === null) return;
    this.#gather();
    const late = this.#onTheWay.filter(({ saidMs }) => this.#saidMs - saidMs > ACKNOWLEDGED_WITHIN_MS);
    for (const { spans } of late) this.#keep(spans);
    this.#onTheWay = this.#onTheWay.filter((each) => !late.includes(each));
    const task = this.#stage.load.task_id;
    const spans = this.#fresh.get(task) ?? [];
    this.#fresh.delete(task);
    const seq = this.around.say(this.#at(this.#stage, spans));
    if (spans.length > 0) this.#onTheWay = [...this.#onTheWay, { seq, saidMs: this.#saidMs, spans }];
  }

  #at({ load, player, port }: Stage, shown: readonly FrameSpan[]): At {
    const snapshot = player.snapshot();
    const { frame } = snapshot;
    return {
      type: 'AT',
      obeyed: this.#obeyed,
      task_id: load.task_id,
      status: snapshot.status === 'empty' ? 'loading' : snapshot.status,
      frame,
      media_time: frame === null ? 0 : startTime(frame, this.programme.edit_rate),
      wall: wallNow(),
      motion: snapshot.motion,
      proof: this.#settling === null ? snapshot.proof.kind : 'seeking',
      is_waiting: snapshot.isWaiting,
      has_picture: snapshot.hasPicture,
      tracks: snapshot.audioTracks,
      track: snapshot.audioTrack,
      trouble: snapshot.trouble?.code ?? null,
      shown,
      skipped: snapshot.skippedFrames,
      throughput_kbps: port.throughputKbps,
    };
  }
}
