// What this screen can, as far as a page learns it: codecs from media source extensions and, on a Cast device, what the HDMI
// sink takes from `canDisplayType`, which a browser on a computer does not have.

import type { Capabilities } from './messages';

interface CastDisplay {
  canDisplayType(mimeType: string, codecs?: string, width?: number, height?: number, framerate?: number): boolean;
}

const DOLBY_VISION = 'dvhe.08.06';
const HDR10 = 'hev1.2.4.L153.B0';
const SURROUND = 'ec-3';
const SOUND = /^(mp4a|ec-3|ac-3|flac|fLaC|opus)/;

const typeOf = (codec: string) => `${SOUND.test(codec) ? 'audio' : 'video'}/mp4; codecs="${codec}"`;
const decodes = (codec: string) => typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(typeOf(codec));

export async function capabilitiesOf(asked: readonly string[], cast: CastDisplay | null): Promise<Omit<Capabilities, 'throughput_kbps'>> {
  const isHdr = matchMedia('(dynamic-range: high)').matches;
  const displays = (mime: string, codec: string) => cast?.canDisplayType(mime, codec) ?? false;
  const width = Math.round(screen.width * devicePixelRatio);
  const height = Math.round(screen.height * devicePixelRatio);
  return {
    hdr10: cast === null ? isHdr : displays('video/mp4', HDR10) && cast.canDisplayType('video/mp4; codecs="' + HDR10 + '"; eotf=smpte2084'),
    dolby_vision: cast === null ? isHdr && decodes(DOLBY_VISION) : displays('video/mp4', DOLBY_VISION),
    // A 4K device draws its pages in 1080 lines.
    ...(cast?.canDisplayType('video/mp4', HDR10, 3840, 2160) === true ? { width: 3840, height: 2160 } : { width, height }),
    channels: await channelsOut(),
    surround_passthrough: displays('audio/mp4', SURROUND),
    codecs: asked.filter(decodes),
  };
}

async function channelsOut(): Promise<number> {
  try {
    const context = new AudioContext();
    const { maxChannelCount } = context.destination;
    await context.close();
    return maxChannelCount;
  } catch {
    return 2;
  }
}
