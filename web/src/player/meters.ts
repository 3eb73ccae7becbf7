// Level meters, solo and mute for the sound of a media element.
//
// The element's sound is led through one audio worklet. Until the worklet stands, and wherever it cannot be had, the
// sound leaves the element as before: nobody loses sound for a meter. One element can be led off once only, so a
// Meters lives as long as its element. Call `start` from a click: browsers want one.

import { type Audible, channelNames, type Mix, nextMix } from './channels';
import type { AudibleMessage, LevelsMessage } from './meters-messages';
import workletUrl from './meters-worklet?worker&url';
import { PeakHold, toDb } from './peak-hold';
import type { SoundOutlet } from './stream-port';

export interface ChannelLevel {
  readonly name: string;
  readonly db: number;
  readonly heldDb: number;
  readonly rmsDb: number;
  /** The highest true peak since the marks were taken back, dBTP. */
  readonly truePeakDb: number;
  readonly hasClipped: boolean;
  readonly isSolo: boolean;
  readonly isMuted: boolean;
}

export interface MetersSnapshot {
  readonly status: 'off' | 'starting' | 'running' | 'unavailable';
  readonly channels: readonly ChannelLevel[];
  /** What is heard exceeds full scale after mixing down; the file itself need not. */
  readonly mixClips: boolean;
  readonly mix: Mix;
}

/** What meters need of a port that shows a media element. */
export interface MeteredPort {
  readonly video: HTMLMediaElement;
  routeSound(outlet: SoundOutlet): void;
}

const LIMIT_CHANNELS = 32;

export class Meters {
  readonly #listeners = new Set<() => void>();
  #snapshot: MetersSnapshot = { status: 'off', channels: [], mixClips: false, mix: 'stereo' };
  #holds: PeakHold[] = [];
  #truePeaks: number[] = [];
  #audible: Audible = { solo: 0, mute: 0 };
  #context: AudioContext | null = null;
  #node: AudioWorkletNode | null = null;

  /** `outlet`: two loudspeakers, or as many channels as the device has. */
  constructor(
    private readonly port: MeteredPort,
    private readonly outlet: 'stereo' | 'device' = 'stereo',
  ) {}

  readonly snapshot = (): MetersSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    if (this.#snapshot.status === 'starting' || this.#snapshot.status === 'running') {
      await this.#context?.resume();
      return;
    }
    this.#change({ status: 'starting' });
    try {
      await this.#connect();
      this.#change({ status: 'running' });
    } catch {
      // Before the element was led off: its sound goes on as it was.
      await this.#context?.close();
      this.#context = null;
      this.#change({ status: 'unavailable' });
    }
  }

  toggleSolo(channel: number): void {
    this.#hear({ ...this.#audible, solo: this.#audible.solo ^ (1 << channel) });
  }

  toggleMute(channel: number): void {
    this.#hear({ ...this.#audible, mute: this.#audible.mute ^ (1 << channel) });
  }

  allChannels(): void {
    this.#hear({ solo: 0, mute: 0 });
  }

  setMix(mix: Mix): void {
    this.#change({ mix, mixClips: false });
    this.#hear(this.#audible);
  }

  nextMix(): void {
    this.setMix(nextMix(this.#snapshot.mix));
  }

  /** Takes back the marks that full scale was reached, and the highest true peaks. */
  resetClips(): void {
    for (const hold of this.#holds) hold.reset();
    this.#truePeaks = this.#truePeaks.map(() => 0);
    this.#change({ mixClips: false });
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#node?.port.close();
    await this.#context?.close();
    this.#context = null;
  }

  async #connect(): Promise<void> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.#context = context;
    await context.audioWorklet.addModule(workletUrl);
    const node = this.#makeNode(context);
    const volume = context.createGain();
    // A context that stands still would hold the picture back with it.
    await context.resume();
    context.createMediaElementSource(this.port.video).connect(node).connect(volume).connect(context.destination);
    this.port.routeSound({
      setVolume: (level, isMuted) => volume.gain.setTargetAtTime(isMuted ? 0 : level, context.currentTime, 0.01),
    });
    this.#node = node;
    this.#hear(this.#audible);
  }

  #makeNode(context: AudioContext): AudioWorkletNode {
    const outputs = this.outlet === 'device' ? context.destination.maxChannelCount : 2;
    if (outputs > 2) {
      context.destination.channelCount = outputs;
      context.destination.channelInterpretation = 'discrete';
    }
    const node = new AudioWorkletNode(context, 'asset-qc-meters', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [Math.min(Math.max(outputs, 1), LIMIT_CHANNELS)],
      // As many as the media has, each by itself.
      channelCountMode: 'max',
      channelInterpretation: 'discrete',
    });
    node.port.onmessage = ({ data }: MessageEvent<LevelsMessage>) => this.#show(data);
    return node;
  }

  #hear(audible: Audible): void {
    this.#audible = audible;
    const message: AudibleMessage = { ...audible, mix: this.#snapshot.mix };
    this.#node?.port.postMessage(message);
    this.#change({ channels: this.#snapshot.channels.map((channel, n) => ({ ...channel, ...this.#switches(n) })) });
  }

  #switches(channel: number): { isSolo: boolean; isMuted: boolean } {
    const bit = 1 << channel;
    return { isSolo: (this.#audible.solo & bit) !== 0, isMuted: (this.#audible.mute & bit) !== 0 };
  }

  #show({ peaks, rms, truePeaks, mixPeak }: LevelsMessage): void {
    if (this.#holds.length !== peaks.length) {
      this.#holds = Array.from(peaks, () => new PeakHold());
      this.#truePeaks = Array.from(peaks, () => 0);
    }
    this.#truePeaks = this.#truePeaks.map((highest, n) => Math.max(highest, truePeaks[n] ?? 0));
    const now = performance.now();
    const names = channelNames(peaks.length);
    const channels = this.#holds.map((hold, n) => {
      hold.update(peaks[n] ?? 0, now);
      const { db, heldDb, hasClipped } = hold;
      return { name: names[n] ?? '', db, heldDb, rmsDb: toDb(rms[n] ?? 0), truePeakDb: toDb(this.#truePeaks[n] ?? 0), hasClipped, ...this.#switches(n) };
    });
    this.#change({ channels, mixClips: this.#snapshot.mixClips || mixPeak > 1 });
  }

  #change(patch: Partial<MetersSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
