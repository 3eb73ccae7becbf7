// Channels in WAV order: their names, which of them sound, and how they are heard on two loudspeakers.
//
// Read on both sides: by the meters on the page and by the audio worklet. Gains are plain numbers per channel.

/** Names in the order of WAVE_FORMAT_EXTENSIBLE; other counts are numbered. */
export function channelNames(count: number): readonly string[] {
  const known: Record<number, readonly string[]> = {
    1: ['M'],
    2: ['L', 'R'],
    6: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
    8: ['L', 'R', 'C', 'LFE', 'Lrs', 'Rrs', 'Ls', 'Rs'],
  };
  return known[count] ?? Array.from({ length: count }, (_, n) => String(n + 1));
}

/** One bit per channel, the first the lowest. */
export interface Audible {
  readonly solo: number;
  readonly mute: number;
}

/** Whether a channel sounds: a solo silences all others, mute always wins. */
export function sounds({ solo, mute }: Audible, channel: number): boolean {
  const bit = 1 << channel;
  return (mute & bit) === 0 && (solo === 0 || (solo & bit) !== 0);
}

const HALF_POWER = Math.SQRT1_2;

/**
 * How more channels are heard on two loudspeakers. `lt_rt` is what a matrix decoder takes its surrounds from; `side` is what left
 * and right do not share.
 */
export const MIXES = ['stereo', 'stereo_lfe', 'lt_rt', 'mono', 'side'] as const;
export type Mix = (typeof MIXES)[number];

export const nextMix = (mix: Mix): Mix => MIXES[(MIXES.indexOf(mix) + 1) % MIXES.length] ?? 'stereo';

/**
 * Left and right gain per channel after ITU-R BS.775: centre and surrounds at −3 dB, no LFE. Not scaled down, so that
 * dialogue is as loud as in the room; what then exceeds full scale is told. The LFE is heard when it alone is soloed, or
 * where the mix says so.
 */
export function stereoGains(count: number, audible: Audible, mix: Mix = 'stereo'): readonly (readonly [left: number, right: number])[] {
  const names = channelNames(count);
  return names.map((name, channel) => {
    if (!sounds(audible, channel)) return [0, 0];
    if (mix === 'lt_rt' && SURROUNDS.has(name)) return [0, 0];
    const [left, right] = sideGains(name, channel, mix === 'stereo_lfe' || audible.solo === 1 << channel);
    if (mix === 'mono') return [(left + right) / 2, (left + right) / 2];
    // The same in both, so that one loudspeaker alone is enough to hear it.
    if (mix === 'side') return [(left - right) / 2, (left - right) / 2];
    return [left, right];
  });
}

const SURROUNDS: ReadonlySet<string> = new Set(['Ls', 'Rs', 'Lrs', 'Rrs']);

/** Of each channel in the one surround of Lt/Rt (ATSC A/52, 7.8.2), which goes into left and right turned against each other. */
export const surroundGains = (count: number, audible: Audible, mix: Mix): readonly number[] =>
  channelNames(count).map((name, channel) => (mix === 'lt_rt' && SURROUNDS.has(name) && sounds(audible, channel) ? HALF_POWER : 0));

function sideGains(name: string, channel: number, hasLfe: boolean): readonly [number, number] {
  switch (name) {
    case 'M':
      return [1, 1];
    case 'L':
      return [1, 0];
    case 'R':
      return [0, 1];
    case 'C':
      return [HALF_POWER, HALF_POWER];
    case 'LFE':
      return hasLfe ? [HALF_POWER, HALF_POWER] : [0, 0];
    case 'Ls':
    case 'Lrs':
      return [HALF_POWER, 0];
    case 'Rs':
    case 'Rrs':
      return [0, HALF_POWER];
    default:
      return channel % 2 === 0 ? [1, 0] : [0, 1];
  }
}
