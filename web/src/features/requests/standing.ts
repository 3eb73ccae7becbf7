// How a request stands, in sentences: how it ended and after how many rounds, why it is on hold, where QC stopped and why.

import type { RequestRow, RequestView, StopView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { instantText } from '../../ui/time';
import { requestStateNames, taskKindNames, words } from '../../words';

export type StandingRow = Pick<RequestRow, 'state' | 'preparing_percent'> & Partial<Pick<RequestRow, 'is_stopped'>>;

/** "Preparing 40 %", "QC stopped" while it stands still at a Blocker, else the name of the state. */
export const stateText = ({ state, preparing_percent: percent, is_stopped: isStopped }: StandingRow): string => {
  if (isStopped === true) return words.requests.qcStopped;
  const name = requestStateNames[state];
  return state === 'preparing' && percent != null ? `${name} ${percent} %` : name;
};

/** "Approved after 3 rounds on Tue 24 Nov 2026, 14:05 CET"; nothing while it goes on. */
export const concludedText = ({ state, round, concluded_at: at }: Pick<RequestRow, 'state' | 'round' | 'concluded_at'>): string | undefined => {
  if (at == null) return undefined;
  const text = fixNoteWords.rounds;
  if (state === 'approved') return text.approved(round, instantText(at));
  if (state === 'rejected') return text.rejected(round, instantText(at));
  return state === 'canceled' ? text.canceled(instantText(at)) : undefined;
};

export const holdText = (hold: NonNullable<RequestView['hold']>): string => {
  const line = fixNoteWords.hold.line(hold.reason, hold.by.name, instantText(hold.at));
  return hold.ticket_number == null ? line : `${line}, ${fixNoteWords.blocker.ticketNumber(hold.ticket_number)}`;
};

/** "SDR to 00:00:02:11, 5.1 not at all" */
export const seenText = (stop: StopView): string =>
  stop.seen
    .map(({ kind, last_timecode: last }) => (last == null ? fixNoteWords.blocker.seenNone(taskKindNames[kind]) : fixNoteWords.blocker.seenTo(taskKindNames[kind], last)))
    .join(', ');

export const stopLines = (stop: StopView): string[] => {
  const text = fixNoteWords.blocker;
  const ticket = stop.ticket_number == null ? '' : `, ${text.ticketNumber(stop.ticket_number)}`;
  const first = `${text.isStopped(stop.in_timecode, stop.issue_number, stop.note)} (${text.by(stop.by.name, instantText(stop.at))}${ticket})`;
  return [first, text.notSeen(stop.not_reviewed), ...(stop.seen.length === 0 ? [] : [text.seen(seenText(stop))])];
};
