// From a request to the pages where the work on it is done: the review room, the fix notes, the report.

import type { RequestRow, RequestState } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { LinkButton } from '../../ui/LinkButton';
import { verificationWords } from '../../verification-words';
import { useMay, useSession } from '../access/session';
import { actionOf } from './acts';

const text = reviewWords.doors;
/** The report has been handed in. */
const WITH_REPORT: readonly RequestState[] = ['submitted', 'verification_available', 'in_verification', 'verified', 'fix_notes_needed', 'fix_notes_submitted', 'awaiting_redelivery', 'approved', 'rejected'];
/** The report is out. */
const PUBLISHED = WITH_REPORT.slice(WITH_REPORT.indexOf('verified'));
const WITH_FIX_NOTES: readonly RequestState[] = ['fix_notes_needed', 'fix_notes_submitted', 'awaiting_redelivery'];

/** Whose the work is, and begun. */
export const isInHand = (row: Pick<RequestRow, 'actions'>): boolean =>
  actionOf(row.actions, 'create_issue')?.allowed === true || actionOf(row.actions, 'give_verdict')?.allowed === true;

export function RoomDoor({ row }: { row: RequestRow }) {
  if (!isInHand(row)) return null;
  return (
    <LinkButton to="/requests/$requestId/review" params={{ requestId: row.id }}>
      {text.room}
    </LinkButton>
  );
}

export function Doors({ row }: { row: RequestRow }) {
  const { role } = useSession().person;
  const may = useMay();
  const isReader = role === 'post' || role === 'production' || role === 'studio_admin';
  const hasReport = (isReader && role !== 'studio_admin' ? PUBLISHED : WITH_REPORT).includes(row.state);
  const isToAnswer = WITH_FIX_NOTES.includes(row.state);
  const params = { requestId: row.id };
  return (
    <>
      {isReader && isToAnswer && (
        <LinkButton to="/requests/$requestId/fix-notes" params={params} {...(row.state === 'fix_notes_needed' ? {} : { variant: 'default' })}>
          {text.fixNotes}
        </LinkButton>
      )}
      {!isInHand(row) && may('play_stream') && row.state !== 'preparing' && (isReader || hasReport) && (
        <LinkButton to="/requests/$requestId/review" params={params} variant="default">
          {text.look}
        </LinkButton>
      )}
      {row.verification_id != null && PUBLISHED.includes(row.state) && may('see_verdicts') && (
        <LinkButton to="/requests/$requestId/verification" params={params} variant="default">
          {verificationWords.changes.door}
        </LinkButton>
      )}
      {hasReport && may('see_report') && (
        <LinkButton to="/requests/$requestId/report" params={params} variant="default">
          {text.report}
        </LinkButton>
      )}
    </>
  );
}
