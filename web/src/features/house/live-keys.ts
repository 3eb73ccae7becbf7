// Which queries an event makes stale. The first part of every query key is the noun whose pages show it.

import type { LiveEvent } from '../../api/live';

/** The nouns whose queries show something of the noun that changed. */
const SHOWN_IN: Readonly<Record<string, readonly string[]>> = {
  request: ['request', 'work', 'title', 'download', 'board', 'calibration', 'fix_note'],
  task: ['request', 'work'],
  delivery: ['delivery', 'title'],
  rendition: ['delivery', 'request', 'work', 'job'],
  measurement: ['measurement', 'machine_finding', 'delivery'],
  machine_finding: ['machine_finding', 'measurement', 'delivery'],
  issue: ['issue', 'request', 'title'],
  comment: ['comment', 'issue', 'request', 'title'],
  account_review: ['account-review', 'person'],
  verification: ['verification', 'request', 'work', 'board', 'metric'],
  dispute: ['dispute', 'verification', 'issue', 'metric'],
  calibration: ['calibration'],
  fix_note: ['fix_note', 'issue', 'request', 'board'],
  transfer: ['download', 'request'],
  download: ['download', 'request'],
  notice: ['notice'],
  ticket: ['ticket', 'request'],
  person: ['person', 'session', 'board'],
  facility: ['facility', 'person'],
  show: ['show', 'title'],
  title: ['title', 'show'],
  policy: ['policy'],
  outbox: ['outbox', 'webhook'],
  webhook: ['webhook', 'outbox'],
  job: ['job'],
  presence: ['presence'],
};

/** "request" or "request.taken": the noun is the part before the dot. */
export const staleKeys = ({ kind }: LiveEvent): readonly (readonly string[])[] => {
  const noun = kind.split('.')[0] ?? kind;
  return (SHOWN_IN[noun] ?? [noun]).map((shown) => [shown]);
};
