// Runs in the audio thread: measures every channel, applies solo and mute, and mixes down where the outlet has fewer
// channels. Loaded by URL as a module of its own. It passes each block on at once, so sound is not delayed against
// picture (by 5 ms in Lt/Rt); levels are posted some 25 times a second.

import { sounds, stereoGains, surroundGains } from './channels';
import type { AudibleMessage, LevelsMessage } from './meters-messages';
import { Delay, QuarterTurn } from './quarter-turn';
import { TruePeak } from './true-peak';

// The DOM library has no types for this global scope.
declare const sampleRate: number;
declare const registerProcessor: (name: string, processor: new () => AudioWorkletProcessor) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const POSTS_PER_SECOND = 25;

class MetersProcessor extends AudioWorkletProcessor {
  #audible: AudibleMessage = { solo: 0, mute: 0, mix: 'stereo' };
  #channels = 0;
  #gains: readonly (readonly [number, number])[] = [];
  #surround: readonly number[] = [];
  #turn = new QuarterTurn();
  #fronts = [new Delay(), new Delay()] as const;
  #peaks = new Float32Array(0);
  #squares = new Float64Array(0);
  #truePeaks = new Float32Array(0);
  #betweenSamples: TruePeak[] = [];
  #outPeak = 0;
  #samples = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<AudibleMessage>) => {
      this.#audible = data;
      this.#hear();
    };
  }

  process([input = []]: Float32Array[][], [output = []]: Float32Array[][]): boolean {
    if (input.length !== this.#channels) this.#begin(input.length);
    for (const [channel, samples] of input.entries()) this.#measure(channel, samples);
    if (output.length >= input.length && output.length > 2) this.#passOn(input, output);
    else this.#mixDown(input, output);
    this.#samples += output[0]?.length ?? 0;
    if (this.#samples >= sampleRate / POSTS_PER_SECOND) this.#post();
    return true;
  }

  #begin(channels: number): void {
    this.#channels = channels;
    this.#hear();
    this.#peaks = new Float32Array(channels);
    this.#squares = new Float64Array(channels);
    this.#truePeaks = new Float32Array(channels);
    // They go on over blocks: what lies between the last sample of one and the first of the next counts too.
    if (this.#betweenSamples.length !== channels) this.#betweenSamples = Array.from({ length: channels }, () => new TruePeak());
    this.#samples = 0;
  }

  #hear(): void {
    const { mix } = this.#audible;
    this.#gains = stereoGains(this.#channels, this.#audible, mix);
    this.#surround = surroundGains(this.#channels, this.#audible, mix);
  }

  #measure(channel: number, samples: Float32Array): void {
    let peak = this.#peaks[channel] ?? 0;
    let squares = 0;
    for (const sample of samples) {
      const size = Math.abs(sample);
      if (size > peak) peak = size;
      squares += sample * sample;
    }
    this.#peaks[channel] = peak;
    this.#truePeaks[channel] = Math.max(this.#truePeaks[channel] ?? 0, this.#betweenSamples[channel]?.measure(samples) ?? 0);
    this.#squares[channel] = (this.#squares[channel] ?? 0) + squares;
  }

  #passOn(input: Float32Array[], output: Float32Array[]): void {
    for (const [channel, samples] of input.entries()) {
      if (sounds(this.#audible, channel)) output[channel]?.set(samples);
    }
  }

  #mixDown(input: Float32Array[], [left, right]: Float32Array[]): void {
    if (left === undefined) return;
    for (const [channel, samples] of input.entries()) {
      const [toLeft, toRight] = this.#gains[channel] ?? [0, 0];
      add(left, samples, right === undefined ? (toLeft + toRight) / 2 : toLeft);
      if (right !== undefined) add(right, samples, toRight);
    }
    if (right !== undefined && this.#audible.mix === 'lt_rt') this.#addSurround(input, left, right);
    this.#outPeak = Math.max(this.#outPeak, peakOf(left), right === undefined ? 0 : peakOf(right));
  }

  #addSurround(input: Float32Array[], left: Float32Array, right: Float32Array): void {
    const [front, otherFront] = this.#fronts;
    for (let n = 0; n < left.length; n += 1) {
      let surround = 0;
      for (let channel = 0; channel < input.length; channel += 1) surround += (input[channel]?.[n] ?? 0) * (this.#surround[channel] ?? 0);
      const turned = this.#turn.next(surround);
      left[n] = front.next(left[n] ?? 0) - turned;
      right[n] = otherFront.next(right[n] ?? 0) + turned;
    }
  }

  #post(): void {
    const rms = Float32Array.from(this.#squares, (sum) => Math.sqrt(sum / this.#samples));
    const message: LevelsMessage = { peaks: this.#peaks, rms, truePeaks: this.#truePeaks, mixPeak: this.#outPeak };
    this.port.postMessage(message, [message.peaks.buffer, rms.buffer, message.truePeaks.buffer]);
    this.#begin(this.#channels);
    this.#outPeak = 0;
  }
}

function add(to: Float32Array, from: Float32Array, gain: number): void {
  if (gain === 0) return;
  for (let n = 0; n < to.length; n += 1) to[n] = (to[n] ?? 0) + (from[n] ?? 0) * gain;
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

registerProcessor('asset-qc-meters', MetersProcessor);
