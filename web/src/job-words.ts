// The words of background work: what the kinds of jobs are called, workers, and what one can do with a job.

import type * as shape from './api/shapes';

type Names<Key extends string> = Readonly<Record<Key, string>>;

export const laneNames: Names<shape.Lane> = { media: 'Media', short: 'Short', outbound: 'Outbound' };
export const jobStateNames: Names<shape.JobState> = { waiting: 'Waiting', running: 'Running', parked: 'Given up' };
export const urgencyNames: Names<shape.Urgency> = { first: 'First', rush: 'Rush', standard: 'Standard', last: 'Last' };
export const capabilityNames: Names<shape.Capability> = { inspect: 'inspection', encode: 'encoding', measure: 'measuring' };

/** A kind that has no name here is shown as the server calls it. */
const kindNames: Readonly<Record<string, string>> = {
  'deliveries.assemble': 'Put a file together',
  'deliveries.inspect': 'Inspect',
  'deliveries.render': 'Plan streams',
  'deliveries.encode_chunk': 'Make a part of streams',
  'deliveries.assemble_rendition': 'Put a stream together',
  'deliveries.drop_chunks': 'Delete parts of streams',
  'measurements.measure': 'Measure',
  'measurements.judge': 'Judge again',
  'deliveries.delete_blobs': 'Delete files',
  'deliveries.sweep': 'Look for forgotten uploads',
  'deliveries.sweep_streams': 'Look for streams to delete',
  'outbox.send': 'Send a message',
  'outbox.sweep': 'Tidy the outbox',
  'notices.mail': 'Write mails of notices',
  'history.seal': 'Seal the history',
  'events.sweep': 'Tidy live updates',
  'presence.sweep': 'Tidy who is in the review room',
  'access.sweep': 'Tidy sessions',
  'people.sweep': 'Look for sleeping accounts',
  'account_reviews.keep': 'Keep account reviews',
  'breaks.end': 'End breaks',
  'warnings.look': 'Look at clocks',
  'fix_notes.sweep': 'Look at deadlines of fix notes',
  'requests.sweep_leases': 'Look for leases that ran out',
  'tickets.sweep': 'Tidy tickets',
  'zendesk.push': 'Push a ticket to Zendesk',
  'zendesk.pull': 'Read tickets from Zendesk',
};
export const jobKindName = (kind: string): string => kindNames[kind] ?? kind;
export const jobKinds = Object.keys(kindNames);

export const jobWords = {
  title: 'Workers and queue',
  subtitle: 'Who does the background work, what waits for it, and what was given up.',
  workers: {
    title: 'Workers',
    none: 'Nobody works',
    noneNext: 'Start a server without --no-work, or a process with assetqc work: it appears here within seconds.',
    name: (host: string, pid: number) => `${host}:${pid}`,
    slots: (media: number) => (media === 1 ? '1 media job at once' : `${media} media jobs at once`),
    able: (able: string) => `takes ${able}`,
    unable: 'takes no media work',
    version: (version: string) => `version ${version}`,
    since: (ago: string) => `started ${ago}`,
    heard: (ago: string) => `heard from ${ago}`,
    working: 'Working',
    idle: 'Idle',
    silent: 'Silent',
    silentHow: 'Not heard from for longer than its lease. What it did goes to others; a process that is gone is forgotten after a day.',
    nothing: 'Nothing to do',
    doing: (ago: string) => `begun ${ago}`,
  },
  unmet: (able: string) => `Jobs wait that nobody can do: no worker is there for ${able}. Start one with assetqc work.`,
  queue: 'Queue',
  lane: 'Lane',
  state: 'State',
  kind: 'Kind',
  all: 'All',
  laneCount: (name: string, waiting: number, running: number) => `${name} (${running} running, ${waiting} waiting)`,
  givenUp: (count: number) => (count === 1 ? '1 job was given up.' : `${count} jobs were given up.`),
  showGivenUp: 'Show what was given up',
  showAll: 'Show everything',
  ofDelivery: 'Of one delivery',
  empty: 'Nothing waits',
  emptyNext: 'All background work is done. Deliveries that arrive appear here while they are inspected and their streams made.',
  nothingFound: 'Nothing here is like that.',
  nothingFoundNext: 'Choose another lane, state or kind.',
  columns: { state: 'State', kind: 'What', delivery: 'Of', urgency: 'Goes', attempts: 'Tries', since: 'Since', progress: 'Progress', worker: 'Worker', error: 'Why it failed' },
  attempts: (count: number, most: number) => `${count} of ${most}`,
  deliveryName: (title: string, number: number) => `${title}, delivery ${number}`,
  progress: (percent: number, fps: string, left: string) => [`${percent} %`, fps, left].filter((part) => part !== '').join(' · '),
  fps: (fps: number) => `${fps.toFixed(0)} fps`,
  left: (length: string) => `${length} left`,
  later: (when: string) => `Not before ${when}`,
  waitingSince: (when: string) => `Waiting since ${when}`,
  runningSince: (when: string, worker: string) => `Running on ${worker} since ${when}`,
  lastTried: (when: string, worker: string) => `Last tried on ${worker}, ${when}`,
  toDelivery: 'To the delivery',
  retry: 'Try again',
  retried: 'It waits for a worker again.',
  cancel: 'Cancel the job',
  cancelHow: 'A job that runs is dropped by its worker within seconds. Whatever it was for says that you canceled it, and can be tried again from there.',
  canceled: 'The job is canceled.',
  urgency: 'Goes',
  urgencyHow: 'Rush and Standard follow the request; First and Last are your word.',
  gone: 'This job is done.',
  failure: 'Why the last try failed',
  wholeFailure: 'The whole message',
} as const;
