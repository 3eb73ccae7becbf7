import { expect, test } from 'vitest';
import type { StreamView } from '../../api/shapes';
import { whyNotCounted } from './counting';

const stream: StreamView = {
  rendition_id: 'r',
  delivery_id: 'd',
  asset_kind: 'primary_av',
  kind: 'browser',
  is_hdr: false,
  has_picture: true,
  tone_mapped: false,
  hls_url: '/r/master.m3u8',
  dash_url: '/r/manifest.mpd',
  offset_frames: 0, sound_tracks: [
    { name: '5.1', channels: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'] },
    { name: 'Stereo', channels: ['L', 'R'] },
  ],
};
const surround = { id: 0, name: '5.1', language: null, channels: 6 };
const stereo = { id: 1, name: 'Stereo', language: null, channels: 2 };

test('picture and the sound that is heard count together', () => {
  const heard = { track: surround, isMuted: false };
  expect(whyNotCounted('sdr', stream, heard)).toBeNull();
  expect(whyNotCounted('5.1', stream, heard)).toBeNull();
  expect(whyNotCounted('2.0', stream, heard)).toBe('other_sound');
  expect(whyNotCounted('2.0', stream, { track: stereo, isMuted: false })).toBeNull();
});

test('each picture counts for its own range', () => {
  const hdr: StreamView = { ...stream, kind: 'browser_hdr', is_hdr: true };
  const heard = { track: stereo, isMuted: false };
  expect(whyNotCounted('hdr', hdr, heard)).toBeNull();
  expect(whyNotCounted('sdr', hdr, heard)).toBe('high_range');
});

test('a tone-mapped stream is no HDR review', () => {
  expect(whyNotCounted('hdr', { ...stream, tone_mapped: true }, { track: stereo, isMuted: false })).toBe('tone_mapped');
  expect(whyNotCounted('sdr', { ...stream, tone_mapped: true }, { track: stereo, isMuted: false })).toBeNull();
});

test('what is muted is not heard', () => {
  expect(whyNotCounted('5.1', stream, { track: surround, isMuted: true })).toBe('muted');
});

test('the channels are known from the manifest where the playlist does not say', () => {
  expect(whyNotCounted('5.1', stream, { track: { ...surround, channels: null }, isMuted: false })).toBeNull();
});

test('each mix counts on its own delivery', () => {
  const heard = { track: stereo, isMuted: false };
  expect(whyNotCounted('pm', { ...stream, asset_kind: 'printmaster', has_picture: false }, heard)).toBeNull();
  expect(whyNotCounted('me', { ...stream, asset_kind: 'printmaster', has_picture: false }, heard)).toBe('other_delivery');
});
