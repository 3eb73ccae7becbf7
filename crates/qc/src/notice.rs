//! Notices: what people are told of, and by which way unless they choose otherwise. Every kind has its row in `rule`: the
//! group that it is listed in, who may be told, when each of them gets it by mail by default, and for whom it is work of
//! their own. Work of one's own is always shown in the product: muted, a task would lie there until its clock ran out.

use chrono::{DateTime, Days, Duration, DurationRound, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::person::Role;
use crate::words::words;

words! {
    NoticeKind {
        DownloadAssigned = "download_assigned",
        TaskAssigned = "task_assigned",
        LeaseEnding = "lease_ending",
        LeaseLapsed = "lease_lapsed",
        /// A clock is at 50, 75 or 90 per cent.
        ClockWarning = "clock_warning",
        ClockLate = "clock_late",
        ExtensionGranted = "extension_granted",
        ExtensionRefused = "extension_refused",
        TaskReassigned = "task_reassigned",
        QcCompleted = "qc_completed",
        FixNotesNeeded = "fix_notes_needed",
        WaiverToDecide = "waiver_to_decide",
        WaiverRefused = "waiver_refused",
        ObjectionToDecide = "objection_to_decide",
        ObjectionDecided = "objection_decided",
        FixNotesDelegated = "fix_notes_delegated",
        DelegationFinished = "delegation_finished",
        DelegationEnded = "delegation_ended",
        AnswersDueSoon = "answers_due_soon",
        AnsweredByDeadline = "answered_by_deadline",
        RedeliveryAsked = "redelivery_asked",
        RedeliveryEstimated = "redelivery_estimated",
        RedeliveryOverdue = "redelivery_overdue",
        DeliveryRejected = "delivery_rejected",
        DeliveryAccepted = "delivery_accepted",
        FixCheckReserved = "fix_check_reserved",
        RequestSuperseded = "request_superseded",
        RequestRetiered = "request_retiered",
        RequestApproved = "request_approved",
        RequestRejected = "request_rejected",
        RequestHeld = "request_held",
        RequestReleased = "request_released",
        QcStopped = "qc_stopped",
        CommentAdded = "comment_added",
        Mentioned = "mentioned",
        PersonLeft = "person_left",
        AccountDormant = "account_dormant",
        AccountReview = "account_review",
        TicketOpened = "ticket_opened",
        TicketAnswered = "ticket_answered",
        TicketReplied = "ticket_replied",
        TicketAssigned = "ticket_assigned",
        /// The operator's report is verified: what was changed, and why.
        ReportVerified = "report_verified",
        VerdictDisputed = "verdict_disputed",
        DisputeAnswered = "dispute_answered",
        DisputeDecided = "dispute_decided",
        CalibrationClosed = "calibration_closed",
        WebhookDisabled = "webhook_disabled",
    }
}

words! {
    /// Under which heading a kind stands among one's settings.
    NoticeGroup {
        Work = "work",
        Reports = "reports",
        FixNotes = "fix_notes",
        Deliveries = "deliveries",
        Talk = "talk",
        Tickets = "tickets",
        People = "people",
        Administration = "administration",
    }
}

words! {
    /// When a notice that was not read yet goes out by mail.
    MailWhen {
        AtOnce = "at_once",
        /// With everything of the hour, at the full hour.
        Hourly = "hourly",
        /// With everything of the day, at the hour that the person chose, in their zone.
        Daily = "daily",
        Never = "never",
    }
}

/// What a kind of notice is to someone who gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// They hold it, or have to act on it: always shown in the product.
    OwnWork,
    /// Good to know; can be muted.
    Interest,
}

/// What is decided about a kind of notice.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub group: NoticeGroup,
    /// Who may be told, when by mail unless they choose otherwise, and what it is to them.
    pub told: &'static [(Role, MailWhen, Concern)],
}

impl NoticeKind {
    /// One arm per kind, so that a new kind does not compile until decided.
    pub fn rule(self) -> Rule {
        use Concern::*;
        use MailWhen::*;
        use NoticeGroup::*;
        use Role::*;
        let (group, told): (_, &'static [(Role, MailWhen, Concern)]) = match self {
            NoticeKind::DownloadAssigned => (Work, &[(DownloadManager, AtOnce, OwnWork)]),
            NoticeKind::TaskAssigned
            | NoticeKind::LeaseEnding
            | NoticeKind::LeaseLapsed
            | NoticeKind::TaskReassigned => {
                (Work, &[(Operator, AtOnce, OwnWork), (Verifier, AtOnce, OwnWork)])
            }
            NoticeKind::FixCheckReserved | NoticeKind::RequestSuperseded | NoticeKind::RequestRetiered => {
                (Work, &[(Operator, AtOnce, OwnWork)])
            }
            NoticeKind::ClockWarning => (
                Work,
                &[
                    (Operator, AtOnce, OwnWork),
                    (VendorManager, AtOnce, Interest),
                    (Post, Hourly, Interest),
                    (StudioAdmin, Daily, Interest),
                ],
            ),
            NoticeKind::ClockLate => (
                Work,
                &[
                    (Operator, AtOnce, OwnWork),
                    (VendorManager, AtOnce, OwnWork),
                    (Post, AtOnce, Interest),
                    (StudioAdmin, AtOnce, Interest),
                ],
            ),
            NoticeKind::ExtensionGranted | NoticeKind::ExtensionRefused => (
                Work,
                &[(Operator, AtOnce, OwnWork), (VendorManager, AtOnce, OwnWork)],
            ),
            NoticeKind::QcCompleted => (
                Reports,
                &[(Post, AtOnce, Interest), (Production, AtOnce, Interest)],
            ),
            NoticeKind::RequestApproved => (
                Reports,
                &[(Post, Hourly, Interest), (Production, Hourly, Interest)],
            ),
            NoticeKind::RequestRejected => (
                Reports,
                &[(Post, AtOnce, Interest), (Production, AtOnce, Interest)],
            ),
            NoticeKind::FixNotesNeeded => (
                FixNotes,
                &[(Post, AtOnce, Interest), (Production, AtOnce, OwnWork)],
            ),
            NoticeKind::WaiverToDecide => (FixNotes, &[(Post, AtOnce, OwnWork)]),
            NoticeKind::WaiverRefused | NoticeKind::RedeliveryAsked => {
                (FixNotes, &[(Production, AtOnce, OwnWork)])
            }
            NoticeKind::ObjectionToDecide => (FixNotes, &[(Post, AtOnce, OwnWork)]),
            NoticeKind::ObjectionDecided
            | NoticeKind::FixNotesDelegated
            | NoticeKind::DelegationFinished
            | NoticeKind::AnswersDueSoon => (FixNotes, &[(Production, AtOnce, OwnWork)]),
            NoticeKind::DelegationEnded => (FixNotes, &[(Production, AtOnce, Interest)]),
            NoticeKind::AnsweredByDeadline | NoticeKind::RedeliveryOverdue => (
                FixNotes,
                &[(Post, AtOnce, OwnWork), (Production, AtOnce, OwnWork)],
            ),
            NoticeKind::RedeliveryEstimated => (FixNotes, &[(Post, Hourly, Interest)]),
            NoticeKind::RequestHeld | NoticeKind::RequestReleased => (
                Work,
                &[
                    (Operator, AtOnce, OwnWork),
                    (Verifier, AtOnce, OwnWork),
                    (VendorManager, AtOnce, Interest),
                ],
            ),
            NoticeKind::QcStopped => (
                Reports,
                &[(Post, AtOnce, OwnWork), (StudioAdmin, AtOnce, OwnWork)],
            ),
            NoticeKind::DeliveryRejected => (
                Deliveries,
                &[
                    (Post, AtOnce, OwnWork),
                    (Production, AtOnce, OwnWork),
                    (StudioAdmin, AtOnce, OwnWork),
                ],
            ),
            NoticeKind::DeliveryAccepted => (
                Deliveries,
                &[
                    (Post, Daily, Interest),
                    (Production, Daily, Interest),
                    (StudioAdmin, Daily, Interest),
                ],
            ),
            NoticeKind::CommentAdded => (
                Talk,
                &[
                    (Operator, Hourly, Interest),
                    (Verifier, Hourly, Interest),
                    (VendorManager, Hourly, Interest),
                    (DownloadManager, Hourly, Interest),
                    (Post, Hourly, Interest),
                    (Production, Hourly, Interest),
                    (StudioAdmin, Hourly, Interest),
                ],
            ),
            // Somebody asks them by name.
            NoticeKind::Mentioned => (
                Talk,
                &[
                    (Operator, AtOnce, OwnWork),
                    (Verifier, AtOnce, OwnWork),
                    (VendorManager, AtOnce, OwnWork),
                    (DownloadManager, AtOnce, OwnWork),
                    (Post, AtOnce, OwnWork),
                    (Production, AtOnce, OwnWork),
                    (StudioAdmin, AtOnce, OwnWork),
                ],
            ),
            NoticeKind::PersonLeft | NoticeKind::AccountReview => (
                People,
                &[(VendorManager, AtOnce, OwnWork), (StudioAdmin, AtOnce, OwnWork)],
            ),
            NoticeKind::AccountDormant => (
                People,
                &[
                    (Operator, AtOnce, OwnWork),
                    (Verifier, AtOnce, OwnWork),
                    (VendorManager, AtOnce, OwnWork),
                    (DownloadManager, AtOnce, OwnWork),
                    (Post, AtOnce, OwnWork),
                    (Production, AtOnce, OwnWork),
                    (StudioAdmin, AtOnce, OwnWork),
                ],
            ),
            NoticeKind::ReportVerified => (Reports, &[(Operator, AtOnce, Interest)]),
            NoticeKind::VerdictDisputed => (
                Reports,
                &[
                    (Verifier, AtOnce, OwnWork),
                    (Post, AtOnce, OwnWork),
                    (StudioAdmin, Hourly, Interest),
                ],
            ),
            NoticeKind::DisputeAnswered => {
                (Reports, &[(Operator, AtOnce, Interest), (Post, AtOnce, Interest)])
            }
            NoticeKind::DisputeDecided => (
                Reports,
                &[
                    (Operator, AtOnce, Interest),
                    (Verifier, Hourly, Interest),
                    (VendorManager, Hourly, Interest),
                    (Post, Hourly, Interest),
                ],
            ),
            NoticeKind::CalibrationClosed => (
                Reports,
                &[(Operator, AtOnce, Interest), (VendorManager, AtOnce, Interest)],
            ),
            NoticeKind::TicketOpened | NoticeKind::TicketReplied | NoticeKind::TicketAssigned => {
                (Tickets, &[(StudioAdmin, AtOnce, OwnWork)])
            }
            NoticeKind::TicketAnswered => (
                Tickets,
                &[
                    (Operator, AtOnce, Interest),
                    (Verifier, AtOnce, Interest),
                    (VendorManager, AtOnce, Interest),
                    (DownloadManager, AtOnce, Interest),
                    (Post, AtOnce, Interest),
                    (Production, AtOnce, Interest),
                    (StudioAdmin, AtOnce, Interest),
                ],
            ),
            NoticeKind::WebhookDisabled => (
                Administration,
                &[(StudioAdmin, AtOnce, OwnWork), (VendorManager, AtOnce, OwnWork)],
            ),
        };
        Rule { group, told }
    }

    /// Whether people of this role are told of it at all.
    pub fn is_told_to(self, role: Role) -> bool {
        self.row(role).is_some()
    }

    /// Whether people of this role may keep it from being shown in the product.
    pub fn may_be_muted_by(self, role: Role) -> bool {
        self.row(role)
            .is_none_or(|(.., concern)| concern == Concern::Interest)
    }

    /// When it is mailed to someone of this role who chose nothing.
    pub fn mailed_unless_chosen(self, role: Role) -> MailWhen {
        self.row(role).map_or(MailWhen::Hourly, |(_, when, _)| when)
    }

    fn row(self, role: Role) -> Option<(Role, MailWhen, Concern)> {
        self.rule().told.iter().copied().find(|(told, ..)| *told == role)
    }
}

/// The hour of the daily mail of someone who chose none.
pub const DIGEST_HOUR: u8 = 8;

/// The hour and the zone of a person's daily mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestTime {
    /// 0 to 23, on the clock of the zone.
    pub hour: u8,
    pub zone: Tz,
}

impl Default for DigestTime {
    fn default() -> Self {
        DigestTime {
            hour: DIGEST_HOUR,
            zone: Tz::UTC,
        }
    }
}

/// When something that a person was told at this instant is mailed, if it was not read by then.
pub fn mail_at(when: MailWhen, told_at: DateTime<Utc>, digest: DigestTime) -> Option<DateTime<Utc>> {
    match when {
        MailWhen::AtOnce => Some(told_at),
        MailWhen::Hourly => Some(next_full_hour(told_at)),
        MailWhen::Daily => Some(next_digest(told_at, digest)),
        MailWhen::Never => None,
    }
}

fn next_full_hour(after: DateTime<Utc>) -> DateTime<Utc> {
    let hour = Duration::hours(1);
    after.duration_trunc(hour).unwrap_or(after) + hour
}

/// The hour of today or of the next day. An hour that the clocks leap over is read as the hour after; of one that comes
/// twice, the first is meant.
fn next_digest(after: DateTime<Utc>, digest: DigestTime) -> DateTime<Utc> {
    let today = after.with_timezone(&digest.zone).date_naive();
    let hour = NaiveTime::from_hms_opt(u32::from(digest.hour), 0, 0).unwrap_or(NaiveTime::MIN);
    let on = |days: u64| {
        let local = today.checked_add_days(Days::new(days))?.and_time(hour);
        let found = digest.zone.from_local_datetime(&local).earliest();
        found.or_else(|| {
            digest
                .zone
                .from_local_datetime(&(local + Duration::hours(1)))
                .earliest()
        })
    };
    let later = [0, 1, 2]
        .into_iter()
        .filter_map(on)
        .map(|at| at.with_timezone(&Utc));
    later
        .into_iter()
        .find(|at| *at > after)
        .unwrap_or(after + Duration::days(1))
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_is_told_to_someone_and_to_each_role_once() {
        for kind in NoticeKind::ALL {
            let told = kind.rule().told;
            assert!(!told.is_empty(), "{kind} is told to nobody");
            for (role, ..) in told {
                let rows = told.iter().filter(|(other, ..)| other == role);
                assert_eq!(rows.count(), 1, "{kind} says twice what it is to {role}");
            }
        }
    }

    #[test]
    fn work_of_ones_own_cannot_be_muted() {
        assert!(!NoticeKind::DownloadAssigned.may_be_muted_by(Role::DownloadManager));
        assert!(!NoticeKind::FixNotesNeeded.may_be_muted_by(Role::Production));
        assert!(NoticeKind::FixNotesNeeded.may_be_muted_by(Role::Post));
    }

    #[test]
    fn what_the_guide_asks_for_is_mailed_at_once() {
        let at_once = |kind: NoticeKind, role| kind.mailed_unless_chosen(role) == MailWhen::AtOnce;
        assert!(at_once(NoticeKind::DownloadAssigned, Role::DownloadManager));
        for role in [Role::Post, Role::Production] {
            assert!(at_once(NoticeKind::QcCompleted, role) && at_once(NoticeKind::FixNotesNeeded, role));
        }
    }

    fn daily(told: &str, hour: u8, zone: Tz) -> String {
        let told = told.parse().unwrap();
        let at = mail_at(MailWhen::Daily, told, DigestTime { hour, zone }).unwrap();
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn the_daily_mail_goes_at_the_persons_own_hour() {
        assert_eq!(
            daily("2027-01-10T06:59:00Z", 8, Tz::Europe__Berlin),
            "2027-01-10T07:00:00Z"
        );
        assert_eq!(
            daily("2027-01-10T07:00:00Z", 8, Tz::Europe__Berlin),
            "2027-01-11T07:00:00Z"
        );
        assert_eq!(
            daily("2027-01-10T23:00:00Z", 8, Tz::Asia__Kolkata),
            "2027-01-11T02:30:00Z"
        );
    }

    #[test]
    fn an_hour_that_the_clocks_leap_over_is_the_hour_after() {
        // Los Angeles, 14 March 2027: 02:00 PST becomes 03:00 PDT.
        let zone = Tz::America__Los_Angeles;
        assert_eq!(daily("2027-03-14T08:00:00Z", 2, zone), "2027-03-14T10:00:00Z");
        // Berlin, 31 October 2027: 02:00 comes twice.
        assert_eq!(
            daily("2027-10-30T23:00:00Z", 2, Tz::Europe__Berlin),
            "2027-10-31T00:00:00Z"
        );
    }

    proptest! {
        #[test]
        fn a_digest_is_never_late_by_more_than_a_day(minute in 0i64..527_040, hour in 0u8..24, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let told = "2027-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minute);
            let digest = DigestTime { hour, zone: chrono_tz::TZ_VARIANTS[zone] };
            let at = mail_at(MailWhen::Daily, told, digest).unwrap();
            prop_assert!(at > told && at - told <= Duration::hours(26));
            let next = mail_at(MailWhen::Hourly, told, digest).unwrap();
            prop_assert!(next > told && next.minute() == 0 && next - told <= Duration::hours(1));
        }
    }
}
