// Waveform peaks as the server makes them: per bucket of samples and channel the lowest and the highest value.
//
// The file: `AQPK`, the length of the header (u32, little-endian), a JSON header, then interleaved i8 pairs. Coarser
// levels are made here once, so that a whole film is drawn as fast as a second of it.

import type { EditRate } from '../player/timecode';

export interface PeaksHeader {
  readonly channels: number;
  readonly sample_rate: number;
  readonly samples_per_peak: number;
  /** Number of buckets. */
  readonly length: number;
}

interface Level {
  /** Buckets of the file in one of this level. */
  readonly buckets: number;
  readonly pairs: Int8Array;
}

export interface Peaks {
  readonly header: PeaksHeader;
  readonly levels: readonly Level[];
}

const LIMIT_HEADER_BYTES = 4_096;
const COARSER = 4;

/** Null where the bytes are no such file. */
export function readPeaks(bytes: ArrayBuffer): Peaks | null {
  if (bytes.byteLength < 8) return null;
  const view = new DataView(bytes);
  const headerBytes = view.getUint32(4, true);
  const isOurs = String.fromCharCode(...new Uint8Array(bytes, 0, 4)) === 'AQPK';
  if (!isOurs || headerBytes > LIMIT_HEADER_BYTES || 8 + headerBytes > bytes.byteLength) return null;
  const header = readHeader(new TextDecoder().decode(new Uint8Array(bytes, 8, headerBytes)));
  if (header === null || bytes.byteLength - 8 - headerBytes !== header.length * header.channels * 2) return null;
  const finest = { buckets: 1, pairs: new Int8Array(bytes, 8 + headerBytes) };
  return { header, levels: withCoarser(finest, header.channels) };
}

/** The lowest and highest value, −127…127, of a channel from one time in frames to another. */
export function extremes(peaks: Peaks, rate: EditRate, channel: number, from: number, to: number): readonly [number, number] {
  const { header, levels } = peaks;
  const perFrame = (header.sample_rate * rate.den) / rate.num / header.samples_per_peak;
  const level = levels.findLast(({ buckets }) => buckets <= (to - from) * perFrame) ?? levels[0];
  if (level === undefined) return [0, 0];
  const count = level.pairs.length / 2 / header.channels;
  const first = Math.floor((from * perFrame) / level.buckets);
  const last = Math.min(Math.max(Math.ceil((to * perFrame) / level.buckets), first + 1), count);
  return extremesOf(level.pairs, header.channels, channel, Math.max(first, 0), last);
}

function extremesOf(pairs: Int8Array, channels: number, channel: number, first: number, end: number): readonly [number, number] {
  let low = 127;
  let high = -127;
  for (let bucket = first; bucket < end; bucket += 1) {
    const at = (bucket * channels + channel) * 2;
    low = Math.min(low, pairs[at] ?? 0);
    high = Math.max(high, pairs[at + 1] ?? 0);
  }
  return low <= high ? [low, high] : [0, 0];
}

function readHeader(text: string): PeaksHeader | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = ['channels', 'sample_rate', 'samples_per_peak', 'length'] as const;
  const numbers = value as Record<(typeof fields)[number], unknown>;
  const isWhole = fields.every((field) => Number.isSafeInteger(numbers[field]) && Number(numbers[field]) >= 0);
  const header = value as PeaksHeader;
  return isWhole && header.channels > 0 && header.sample_rate > 0 && header.samples_per_peak > 0 ? header : null;
}

function withCoarser(finest: Level, channels: number): Level[] {
  const levels = [finest];
  for (let level = finest; level.pairs.length / 2 / channels > 1_024; ) {
    level = coarser(level, channels);
    levels.push(level);
  }
  return levels;
}

function coarser(level: Level, channels: number): Level {
  const count = Math.ceil(level.pairs.length / 2 / channels / COARSER);
  const length = level.pairs.length / 2 / channels;
  const pairs = new Int8Array(count * channels * 2);
  for (let bucket = 0; bucket < count; bucket += 1) {
    const end = Math.min((bucket + 1) * COARSER, length);
    for (let channel = 0; channel < channels; channel += 1) {
      pairs.set(extremesOf(level.pairs, channels, channel, bucket * COARSER, end), (bucket * channels + channel) * 2);
    }
  }
  return { buckets: level.buckets * COARSER, pairs };
}
