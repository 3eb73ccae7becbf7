// Which tasks are being seen or heard while a stream plays: the coverage of each of them grows. Says of the others why
// theirs does not.

import type { AssetKind, StreamView, TaskKind, TaskView } from '../../api/shapes';
import type { AudioTrack } from '../../player/port';

export type WhyNotCounted = 'tone_mapped' | 'high_range' | 'no_picture' | 'other_sound' | 'muted' | 'other_delivery' | 'not_here';

export interface Heard {
  readonly track: AudioTrack | null;
  readonly isMuted: boolean;
}

const CHANNELS: Partial<Record<TaskKind, number>> = { '5.1': 6, '2.0': 2 };
const ASSETS: Partial<Record<TaskKind, AssetKind>> = { pm: 'printmaster', me: 'music_and_effects' };

/** Null where the task counts. */
export function whyNotCounted(task: TaskKind, stream: StreamView, { track, isMuted }: Heard): WhyNotCounted | null {
  switch (task) {
    case 'hdr':
      if (!stream.has_picture) return 'no_picture';
      return stream.tone_mapped ? 'tone_mapped' : null;
    case 'sdr':
      if (!stream.has_picture) return 'no_picture';
      return stream.is_hdr ? 'high_range' : null;
    case '5.1':
    case '2.0':
      if (isMuted) return 'muted';
      return channelsOf(stream, track) === CHANNELS[task] ? null : 'other_sound';
    case 'pm':
    case 'me':
      if (stream.asset_kind !== ASSETS[task]) return 'other_delivery';
      return isMuted ? 'muted' : null;
    case 'atmos':
      return 'not_here';
  }
}

export const countedTasks = (tasks: readonly TaskView[], stream: StreamView, heard: Heard): readonly TaskView[] =>
  tasks.filter(({ kind, state }) => state !== 'done' && whyNotCounted(kind, stream, heard) === null);

/** A stream with one sound has no tracks to choose from: then it is that one. */
function channelsOf(stream: StreamView, track: AudioTrack | null): number | null {
  if (track?.channels != null) return track.channels;
  const named = stream.sound_tracks.find(({ name }) => name === track?.name) ?? (stream.sound_tracks.length === 1 ? stream.sound_tracks[0] : undefined);
  return named?.channels.length ?? null;
}
