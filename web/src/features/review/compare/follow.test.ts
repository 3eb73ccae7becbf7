import { expect, test } from 'vitest';
import { asFrame } from '../../../player/timecode';
import { type Follower, follow, isInStep, NO_CHASE, type Watched } from './follow';

const standing: Watched = { motion: 'paused', speed: 0 };
const playing: Watched = { motion: 'playing', speed: 1 };
const at = (frame: number, rest: Partial<Follower> = {}): Follower => ({ status: 'ready', motion: 'paused', speed: 0, frame: asFrame(frame), target: null, proof: { kind: 'proven' }, ...rest });
const running = (frame: number, rest: Partial<Follower> = {}) => at(frame, { motion: 'playing', speed: 1, proof: { kind: 'running' }, ...rest });

test('standing, the follower is sent to the very frame once', () => {
  expect(follow(standing, 100, at(90), NO_CHASE, 0)).toMatchObject({ act: 'seek', to: 100 });
  expect(follow(standing, 100, at(90, { target: asFrame(100), proof: { kind: 'seeking' } }), NO_CHASE, 0).act).toBe('nothing');
  expect(follow(standing, 100, at(100), NO_CHASE, 0).act).toBe('nothing');
});

test('a frame that could not be proven is not asked for for ever', () => {
  const lost = at(99, { proof: { kind: 'not_verified', wanted: asFrame(100), shown: asFrame(99) } as Follower['proof'] });
  expect(follow(standing, 100, lost, NO_CHASE, 0).act).toBe('nothing');
  expect(follow(standing, 101, lost, NO_CHASE, 0)).toMatchObject({ act: 'seek', to: 101 });
});

test('playing, it plays beside, and a frame of difference is let go', () => {
  expect(follow(playing, 100, at(100), NO_CHASE, 5)).toEqual({ act: 'play', chase: { lead: 0, soughtAt: 5 } });
  expect(follow(playing, 101, running(100), NO_CHASE, 5_000).act).toBe('nothing');
});

test('asked to play once, it is waited for, and asked again when it does not begin', () => {
  const { chase } = follow(playing, 100, at(100), NO_CHASE, 5);
  const asked = at(100, { speed: 1 });
  expect(follow(playing, 101, asked, chase, 40).act).toBe('nothing');
  expect(follow(playing, 130, asked, chase, 1_200)).toEqual({ act: 'play', chase: { lead: 0, soughtAt: 1_200 } });
});

test('out of step it is sent ahead by what it lacked, and is given a moment', () => {
  const first = follow(playing, 110, running(100), NO_CHASE, 1_000);
  expect(first).toEqual({ act: 'seek', to: 120, chase: { lead: 10, soughtAt: 1_000 } });
  expect(follow(playing, 112, running(100), first.chase, 1_100).act).toBe('nothing');
  const second = follow(playing, 130, running(133), first.chase, 2_000);
  expect(second).toEqual({ act: 'seek', to: 137, chase: { lead: 7, soughtAt: 2_000 } });
});

test('where there is no counterpart, at other speeds and before it is loaded it stands', () => {
  expect(follow(playing, null, running(100), NO_CHASE, 0).act).toBe('pause');
  expect(follow({ motion: 'playing', speed: 2 }, 100, running(100), NO_CHASE, 0).act).toBe('pause');
  expect(follow(standing, 100, at(0, { status: 'loading' }), NO_CHASE, 0).act).toBe('nothing');
  expect(follow(standing, null, at(0), NO_CHASE, 0).act).toBe('nothing');
});

test('in step is the same frame, proven, or one beside while playing', () => {
  expect(isInStep(standing, 100, at(100))).toBe(true);
  expect(isInStep(standing, 100, at(99))).toBe(false);
  expect(isInStep(standing, 100, at(100, { proof: { kind: 'seeking' } }))).toBe(false);
  expect(isInStep(playing, 100, running(99))).toBe(true);
  expect(isInStep(playing, 100, running(98))).toBe(false);
});
