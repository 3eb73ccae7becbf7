// The words of notices: what one is told of, one's settings, what leaves the product. A kind that has no name here does not
// compile.

import type * as shape from './api/shapes';

type Names<Key extends string> = Readonly<Record<Key, string>>;

/** As a sentence that goes on "Tell me when …". */
export const noticeKindNames: Names<shape.NoticeKind> = {
  download_assigned: 'files are to be fetched',
  task_assigned: 'a task is given to me',
  lease_ending: 'a task of mine goes back to the pool soon',
  lease_lapsed: 'a task of mine went back to the pool',
  clock_warning: 'half, three quarters or nine tenths of the time are used',
  clock_late: 'something is late',
  extension_granted: 'more time is granted',
  extension_refused: 'more time is refused',
  task_reassigned: 'a task of mine is given to someone else',
  qc_completed: 'a QC is completed',
  fix_notes_needed: 'a report has issues that need fix notes',
  waiver_to_decide: 'a waiver is to be decided',
  waiver_refused: 'a waiver is refused',
  objection_to_decide: 'an issue is said to be none, and is to be decided',
  objection_decided: 'an objection of production is decided',
  fix_notes_delegated: 'issues are handed to me to be answered',
  delegation_finished: 'issues that I handed over are answered',
  delegation_ended: 'what was handed to me is taken back or has ended',
  answers_due_soon: 'fix notes are due within a business day',
  answered_by_deadline: 'a deadline has answered fix notes',
  redelivery_asked: 'a redelivery is asked for',
  redelivery_estimated: 'production says when a redelivery comes',
  redelivery_overdue: 'a redelivery is overdue',
  delivery_rejected: 'a delivery is rejected',
  delivery_accepted: 'a delivery is accepted',
  fix_check_reserved: 'a fix check is kept for me',
  request_superseded: 'a later delivery takes the place of what I review',
  request_retiered: 'a fix check of mine is a Full QC now',
  request_approved: 'a request is approved',
  request_rejected: 'a request is rejected',
  request_held: 'a request is put on hold',
  request_released: 'a request is released from hold',
  qc_stopped: 'QC is stopped at a Blocker',
  report_verified: 'a report of mine is verified',
  verdict_disputed: 'a verdict is disputed',
  dispute_answered: 'the verifier answers a dispute',
  dispute_decided: 'a dispute is decided',
  calibration_closed: 'a calibration is closed',
  comment_added: 'someone comments on what concerns me',
  mentioned: 'someone mentions me in a comment',
  person_left: 'somebody leaves, and their work goes back',
  account_dormant: 'my account is about to fall asleep',
  account_review: 'accounts are to be reviewed',
  ticket_opened: 'a ticket is opened',
  ticket_answered: 'a ticket of mine is answered',
};

export const noticeGroupNames: Names<shape.NoticeGroup> = {
  work: 'Work',
  reports: 'Reports',
  fix_notes: 'Fix notes',
  deliveries: 'Deliveries',
  talk: 'Comments',
  tickets: 'Tickets',
  people: 'People and accounts',
};

export const mailWhenNames: Names<shape.MailWhen> = {
  at_once: 'At once',
  hourly: 'Every hour',
  daily: 'Every day',
  never: 'Never',
};
