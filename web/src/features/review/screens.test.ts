import { expect, test } from 'vitest';
import { hindranceOf, type Screen } from './screens';

const screen = (codecs: readonly string[], isHdr: boolean): Screen => ({
  plays: (type) => codecs.some((codec) => type.includes(codec)),
  isHdr: () => isHdr,
});
const av1 = { is_hdr: true, codec: 'av01.0.13M.10.0.110.09.16.09.0' };

test('a stream in standard range is shown everywhere', () => {
  expect(hindranceOf({ is_hdr: false, codec: 'avc1.640028' }, screen([], false))).toBeNull();
});

test('high range needs the codec and the display, and the codec is asked for first', () => {
  expect(hindranceOf(av1, screen(['av01'], true))).toBeNull();
  expect(hindranceOf(av1, screen(['av01'], false))).toBe('display');
  expect(hindranceOf(av1, screen(['avc1'], false))).toBe('codec');
  expect(hindranceOf({ is_hdr: true, codec: null }, screen(['av01'], true))).toBe('codec');
});
