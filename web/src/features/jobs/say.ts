// What a job and a worker say of themselves in one line. Pure; the clock is given.

import type { Capability, JobRow, WorkerView } from '../../api/shapes';
import { capabilityNames, jobWords as text } from '../../job-words';
import { agoText, instantText, lengthText } from '../../ui/time';

export const ableText = (able: readonly Capability[]): string => able.map((capability) => capabilityNames[capability]).join(', ');

export const percentOf = ({ progress }: Pick<JobRow, 'progress'>): number | undefined =>
  progress == null ? undefined : Math.min(100, Math.floor((progress.frames_done / progress.frames_total) * 100));

export const progressText = (job: Pick<JobRow, 'progress'>): string => {
  const percent = percentOf(job);
  if (percent === undefined || job.progress == null) return '';
  const { fps, remaining_s: left } = job.progress;
  return text.progress(percent, fps == null ? '' : text.fps(fps), left == null ? '' : text.left(lengthText(left)));
};

/** Since when it is in its state: an instant, to be shown as it ages. */
export const sinceOf = ({ state, run_at, taken_at, created_at }: Pick<JobRow, 'state' | 'run_at' | 'taken_at' | 'created_at'>): string => {
  if (state === 'waiting') return run_at;
  return taken_at ?? created_at;
};

export const standingText = (job: JobRow, now: Date): string => {
  const worker = job.worker ?? '–';
  if (job.state === 'running') return text.runningSince(instantText(sinceOf(job)), worker);
  if (job.state === 'parked') return text.lastTried(instantText(sinceOf(job)), worker);
  return new Date(job.run_at) > now ? text.later(instantText(job.run_at)) : text.waitingSince(instantText(job.run_at));
};

export const workerText = (worker: WorkerView, now: Date): string =>
  [
    worker.capabilities.length === 0 ? text.workers.unable : text.workers.able(ableText(worker.capabilities)),
    text.workers.slots(worker.media_slots),
    text.workers.version(worker.version),
    text.workers.since(agoText(worker.started_at, now)),
    ...(worker.is_silent ? [text.workers.heard(agoText(worker.heard_at, now))] : []),
  ].join(' · ');
