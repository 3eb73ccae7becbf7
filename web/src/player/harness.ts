// A media port for tests: no browser, time by the test's fake clock, and the faults that real elements have.
//
// It shows one picture per frame period while playing, takes `seekDelayMs` for a seek, then reports picture and
// `seeked` as an element does.

import { type Seconds, startTime } from './clock';
import { type AudioTrack, type MediaPort, type MediaSource, type PortEvent, PortListeners } from './port';
import { asFrame, type EditRate } from './timecode';

/** What goes wrong with the next seeks, first come first served. */
export type SeekFault =
  | { readonly kind: 'shows_other'; readonly offset: number }
  | { readonly kind: 'shows_nothing' }
  | { readonly kind: 'never_arrives' };

export class FakePort implements MediaPort {
  readonly seeks: number[] = [];
  readonly faults: SeekFault[] = [];
  readonly commands: string[] = [];
  /** Frames that the machine lets go while playing. */
  readonly letGo = new Set<number>();
  seekDelayMs = 40;
  hasPicture = true;
  #listeners = new PortListeners();
  #frame = 0;
  #presented = 0;
  #rate = 1;
  #isPlaying = false;
  #ticking: ReturnType<typeof setTimeout> | undefined;
  #seeking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editRate: EditRate,
    private readonly durationFrames: number,
    private readonly tracks: readonly AudioTrack[] = [],
  ) {}

  /** The picture that really stands there. */
  get frame(): number {
    return this.#frame;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  listen(listener: (event: PortEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  load(_source: MediaSource): void {
    setTimeout(() => {
      this.tell({ type: 'audio', tracks: this.tracks, chosen: this.tracks[0]?.id ?? null });
      this.tell({ type: 'ready', hasPicture: this.hasPicture });
    }, 10);
  }

  play(): void {
    this.commands.push('play');
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.tell({ type: 'playing' });
    this.#tick();
  }

  pause(): void {
    this.commands.push('pause');
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    clearTimeout(this.#ticking);
    setTimeout(() => {
      if (!this.#isPlaying) this.tell({ type: 'paused' });
    }, 0);
  }

  seek(to: Seconds): void {
    const wanted = Math.floor((to * this.editRate.num) / this.editRate.den);
    this.seeks.push(wanted);
    clearTimeout(this.#seeking);
    clearTimeout(this.#ticking);
    const fault = this.faults.shift();
    if (fault?.kind === 'never_arrives') return;
    this.#seeking = setTimeout(() => this.#arrive(wanted, fault), this.seekDelayMs);
  }

  setRate(rate: number): void {
    this.commands.push(`rate ${rate}`);
    this.#rate = rate;
  }

  setVolume(volume: number, isMuted: boolean): void {
    this.commands.push(`volume ${volume}${isMuted ? ' muted' : ''}`);
  }

  chooseAudio(id: number): void {
    this.tell({ type: 'audio', tracks: this.tracks, chosen: id });
  }

  close(): void {
    clearTimeout(this.#ticking);
    clearTimeout(this.#seeking);
    this.#listeners.clear();
  }

  tell(event: PortEvent): void {
    this.#listeners.tell(event);
  }

  #arrive(wanted: number, fault: SeekFault | undefined): void {
    this.#frame = Math.min(wanted + (fault?.kind === 'shows_other' ? fault.offset : 0), this.durationFrames - 1);
    if (fault?.kind !== 'shows_nothing') this.#show();
    this.tell({ type: 'seeked' });
    if (this.#isPlaying) this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#ticking);
    const period = (1000 * this.editRate.den) / this.editRate.num / this.#rate;
    this.#ticking = setTimeout(() => {
      if (this.#frame + 1 >= this.durationFrames) {
        this.#isPlaying = false;
        this.tell({ type: 'ended' });
        return;
      }
      this.#frame += 1;
      if (!this.letGo.has(this.#frame)) this.#show();
      if (this.#isPlaying) this.#tick();
    }, period);
  }

  #show(): void {
    this.#presented += 1;
    if (!this.hasPicture) this.tell({ type: 'position', time: startTime(asFrame(this.#frame), this.editRate) });
    else
      this.tell({
        type: 'frame',
        // As browsers report it: in microseconds.
        mediaTime: Math.round(startTime(asFrame(this.#frame), this.editRate) * 1e6) / 1e6,
        presented: this.#presented,
      });
  }
}
