// Keeping a second player at the frame that belongs to the one that is watched: standing at that very frame, playing beside
// it at normal speed, and caught up when the two drift apart. Pure: it says what to do with the follower.

import type { PlayerSnapshot } from '../../../player/snapshot';

/** A frame more or less passes while both are read; more is out of step. */
const IN_STEP_FRAMES = 1;
/** A seek while playing needs a moment before its result says anything. */
const SETTLES_MS = 600;
/** Further ahead than this a seek is never aimed: the machine is too slow to play both. */
const LIMIT_LEAD_FRAMES = 60;

export type Watched = Pick<PlayerSnapshot, 'motion' | 'speed'>;
export type Follower = Pick<PlayerSnapshot, 'status' | 'motion' | 'speed' | 'frame' | 'target' | 'proof'>;

export interface Chase {
  /** How far ahead of its frame the follower is sent, because the other plays on meanwhile. */
  readonly lead: number;
  readonly soughtAt: number | null;
}

export const NO_CHASE: Chase = { lead: 0, soughtAt: null };

export interface Step {
  readonly act: 'nothing' | 'pause' | 'play' | 'seek';
  readonly to?: number;
  readonly chase: Chase;
}

/** `wanted` is the follower's frame for what is on the screen; null where there is none. */
export function follow(watched: Watched, wanted: number | null, follower: Follower, chase: Chase, now: number): Step {
  const stay: Step = { act: 'nothing', chase };
  if (follower.status !== 'ready') return stay;
  const isPlaying = watched.motion === 'playing' && watched.speed === 1;
  if (wanted === null || !isPlaying) {
    if (follower.motion !== 'paused') return { act: 'pause', chase };
    const isThere = wanted === null || follower.target === wanted || (follower.target === null && follower.frame === wanted && follower.proof.kind === 'proven');
    // A frame that could not be proven is not asked for again and again.
    const isGivenUp = follower.target === null && follower.proof.kind === 'not_verified' && follower.proof.wanted === wanted;
    return isThere || isGivenUp ? stay : { act: 'seek', to: wanted, chase: { ...chase, soughtAt: null } };
  }
  if (follower.target !== null) return stay;
  const isFresh = chase.soughtAt !== null && now - chase.soughtAt < SETTLES_MS;
  // One that was asked to play and has not begun is not asked again with every change it tells.
  if (follower.motion !== 'playing') return follower.speed === 1 && isFresh ? stay : { act: 'play', chase: { ...chase, soughtAt: now } };
  if (isFresh) return stay;
  const behind = wanted - (follower.frame ?? 0);
  if (Math.abs(behind) <= IN_STEP_FRAMES) return stay;
  const lead = Math.min(Math.max(chase.lead + Math.min(behind, LIMIT_LEAD_FRAMES), 0), LIMIT_LEAD_FRAMES);
  return { act: 'seek', to: wanted + lead, chase: { lead, soughtAt: now } };
}

/** Whether what both show is the same content, as far as the screen can say. */
export const isInStep = (watched: Watched, wanted: number, follower: Follower): boolean =>
  watched.motion === 'playing' ? follower.frame !== null && Math.abs(wanted - follower.frame) <= IN_STEP_FRAMES : follower.frame === wanted && follower.proof.kind === 'proven' && follower.motion === 'paused';
