// Whether this browser on this display shows a stream as it was meant. A stream in high dynamic range on a display in standard
// range would be mapped by the browser in its own way, and nobody could judge it.

import type { StreamView } from '../../api/shapes';

export interface Screen {
  /** As in `video/mp4; codecs="av01.0.08M.10"`. */
  readonly plays: (type: string) => boolean;
  readonly isHdr: () => boolean;
}

export const browserScreen: Screen = {
  plays: (type) => typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(type),
  isHdr: () => matchMedia('(dynamic-range: high)').matches,
};

/** What stands in the way; null when the stream is shown as it is. */
export function hindranceOf({ is_hdr: isHdr, codec }: Pick<StreamView, 'is_hdr' | 'codec'>, screen: Screen): 'codec' | 'display' | null {
  if (!isHdr) return null;
  if (codec == null || !screen.plays(`video/mp4; codecs="${codec}"`)) return 'codec';
  return screen.isHdr() ? null : 'display';
}
