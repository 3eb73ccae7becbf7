// How the states of a job look.

import type { JobState } from '../../api/shapes';
import type { Tone } from '../../ui/StateBadge';

export const TONES: Readonly<Record<JobState, Tone>> = { waiting: 'quiet', running: 'moving', parked: 'bad' };
