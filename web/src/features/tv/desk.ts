// The laptop's side of a TV session: the link, the clock of the TV, and flags, which ask what stood on the TV when the key was
// pressed. While the TV is away, flags are kept and asked for later. Knows no framework.

import { ClockAlignment, wallNow } from '../../player/clock-alignment';
import { frameRunningAt } from '../../player/clock';
import { asFrame, type EditRate, type Frame } from '../../player/timecode';
import { Link } from '../../tv/link';
import type { At, FromDesk, FromServer, FromTv, Numbered } from '../../tv/messages';
import type { TvPort } from '../../tv/tv-port';

const PING_EVERY_MS = 1_000;
/** At first often, so that the clocks agree before the first flag. */
const FIRST_PINGS_MS = [0, 100, 200, 300, 400] as const;
/** A TV that is silent for so long is away. */
const AWAY_AFTER_MS = 3_000;
/** The TV has to come to stand before it answers; after a cut that nobody noticed it never heard the question. */
const ANSWERED_WITHIN_MS = 4_000;

export interface FlagAnswer {
  /** Null when the TV does not know any more. */
  readonly frame: Frame | null;
  readonly latencyMs: number;
}

/** Pressed while the TV was away, and not answered yet. */
export interface KeptFlag {
  readonly wall: number;
  /** Where the TV was thought to be. */
  readonly about: Frame | null;
}

export interface DeskSnapshot {
  /** The server, and through it the TV. */
  readonly link: 'connecting' | 'connected' | 'no_server' | 'no_tv' | 'over';
  readonly latencyMs: number | null;
  readonly throughputKbps: number | null;
  readonly device: string | null;
  readonly ended: Extract<FromServer, { type: 'ENDED' }>['reason'] | 'taken' | null;
  readonly refusal: string | null;
  readonly kept: readonly KeptFlag[];
  readonly isCardShown: boolean;
  /** Rises with every CAPS. */
  readonly capsCount: number;
  readonly at: Numbered<At> | null;
}

interface Asked {
  readonly flag: KeptFlag;
  /** Of every time that it was asked. */
  readonly seqs: number[];
  /** The instant by the TV's clock: the same each time, so that both answers name one frame. */
  there: number | null;
  readonly answer: (answer: FlagAnswer) => void;
}

export class Desk {
  readonly #link: Link<FromDesk, FromTv | FromServer>;
  readonly #clock = new ClockAlignment();
  readonly #listeners = new Set<() => void>();
  #snapshot: DeskSnapshot = { link: 'connecting', latencyMs: null, throughputKbps: null, device: null, ended: null, refusal: null, kept: [], isCardShown: false, capsCount: 0, at: null };
  #port: TvPort | null = null;
  #asked: readonly Asked[] = [];
  #pings: ReturnType<typeof setInterval> | undefined;
  #away: ReturnType<typeof setTimeout> | undefined;
  #unanswered: ReturnType<typeof setTimeout> | undefined;

  constructor(
    requestId: string,
    private readonly rate: EditRate,
  ) {
    this.#link = new Link(`/api/v1/requests/${requestId}/tv-session/desk`, {
      opened: () => this.#opened(),
      heard: (message) => this.#hear(message),
      cut: () => {
        this.#change({ link: 'no_server' });
        this.#tellKept();
      },
    });
  }

  readonly snapshot = (): DeskSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  open(): void {
    this.#link.open();
    for (const wait of FIRST_PINGS_MS) setTimeout(() => this.#ping(), wait);
    this.#pings = setInterval(() => this.#ping(), PING_EVERY_MS);
  }

  close(): void {
    this.#stopTimers();
    this.#link.close();
    this.#listeners.clear();
  }

  readonly say = (message: FromDesk): number => this.#link.say(message);

  /** This instant by the TV's clock. */
  readonly there = (): number => this.#clock.there(wallNow());

  /** Whose reports the port of the player reads. */
  attach(port: TvPort | null): void {
    this.#port = port;
  }

  showCard(isShown: boolean): void {
    this.say({ type: 'CARD', is_shown: isShown });
    this.#change({ isCardShown: isShown });
  }

  /** Which frame stood on the TV now, that is when the key was pressed. Answered as soon as the TV can. */
  flag(pressedMs: number = wallNow()): Promise<FlagAnswer> {
    const flag: KeptFlag = { wall: pressedMs, about: this.#about(pressedMs) };
    return new Promise((answer) => {
      const asked: Asked = { flag, seqs: [], there: null, answer };
      this.#asked = [...this.#asked, asked];
      // The TV stands on one frame at a time.
      if (this.#asked.length === 1) this.#ask(asked);
      this.#tellKept();
    });
  }

  /** Where the TV is by now, as far as one knows. */
  about(): Frame | null {
    return this.#about(wallNow());
  }

  get isConnected(): boolean {
    return this.#snapshot.link === 'connected';
  }

  #ask(asked: Asked): void {
    clearTimeout(this.#unanswered);
    if (!this.isConnected) return;
    asked.there ??= this.#clock.there(asked.flag.wall);
    asked.seqs.push(this.say({ type: 'FLAG', wall: asked.there }));
    this.#unanswered = setTimeout(() => this.#ask(asked), ANSWERED_WITHIN_MS);
  }

  #opened(): void {
    this.#change({ refusal: null });
    this.say({ type: 'HELLO' });
    this.#ping();
  }

  #ping(): void {
    if (this.#link.isOpen) this.say({ type: 'PING', asked: wallNow() });
  }

  #hear(message: Numbered<FromTv | FromServer>): void {
    switch (message.type) {
      case 'PONG':
        this.#clock.add(message.asked, message.wall, wallNow());
        return this.#tvIsThere();
      case 'AT':
        this.#change({ at: message, throughputKbps: message.throughput_kbps ?? this.#snapshot.throughputKbps });
        return this.#port?.hear(message);
      case 'CAPS':
        this.#port?.lost(message.task_id);
        return this.#change({ capsCount: this.#snapshot.capsCount + 1 });
      case 'FLAGGED':
        return this.#flagged(message.re, message.frame === null ? null : asFrame(message.frame));
      case 'REFUSED':
        this.#port?.refused(message.seq);
        return this.#change({ refusal: message.detail });
      case 'ENDED':
        return this.#over(message.reason);
      case 'TAKEN':
        return this.#over('taken');
      default:
        return undefined;
    }
  }

  #tvIsThere(): void {
    clearTimeout(this.#away);
    this.#away = setTimeout(() => this.#tvIsAway(), AWAY_AFTER_MS);
    const wasAway = !this.isConnected;
    this.#change({ link: 'connected', latencyMs: this.#clock.roundTripMs });
    if (!wasAway) return;
    this.say({ type: 'HELLO' });
    this.#port?.cameBack();
    const [first] = this.#asked;
    if (first !== undefined) this.#ask(first);
    this.#tellKept();
  }

  #tvIsAway(): void {
    if (!this.#link.isOpen) return;
    this.#change({ link: 'no_tv' });
    this.#tellKept();
  }

  #flagged(re: number, frame: Frame | null): void {
    const asked = this.#asked.find(({ seqs }) => seqs.includes(re));
    if (asked === undefined) return;
    clearTimeout(this.#unanswered);
    this.#asked = this.#asked.filter((each) => each !== asked);
    asked.answer({ frame, latencyMs: Math.round(this.#clock.roundTripMs ?? 0) });
    this.#tellKept();
    const [next] = this.#asked;
    if (next !== undefined) this.#ask(next);
  }

  /** Where the TV is by now, if it went on as it did. */
  #about(nowMs: number): Frame | null {
    const at = this.#snapshot.at;
    if (at?.frame == null) return null;
    const passedMs = this.#clock.there(nowMs) - at.wall;
    return asFrame(at.frame + (at.motion === 'playing' ? Math.max(frameRunningAt(passedMs / 1000, this.rate), 0) : 0));
  }

  #stopTimers(): void {
    clearInterval(this.#pings);
    clearTimeout(this.#away);
    clearTimeout(this.#unanswered);
  }

  /** Nobody will answer now: what was flagged stays where it was thought to be. */
  #over(ended: NonNullable<DeskSnapshot['ended']>): void {
    this.#stopTimers();
    this.#link.close();
    for (const { answer } of this.#asked) answer({ frame: null, latencyMs: Math.round(this.#clock.roundTripMs ?? 0) });
    this.#asked = [];
    this.#change({ link: 'over', ended });
  }

  #tellKept(): void {
    this.#change({ kept: this.isConnected ? [] : this.#asked.map(({ flag }) => flag) });
  }

  #change(patch: Partial<DeskSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
