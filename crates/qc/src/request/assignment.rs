//! How work finds people: pulled from the pool, pushed to one person at a time, or given by a manager; and who is eligible.
//! Policies are data of the server; here are the guide's defaults and the rules that no policy overrides.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Service;
use crate::id::{FacilityId, PersonId, RequestId};
use crate::person::{Role, SKILL_ATMOS, SKILL_HDR};
use crate::task::TaskKind;
use crate::words::words;

words! { Priority { Rush = "rush", Standard = "standard" } }
words! {
    /// How the holder came to it.
    AssignedHow { Taken = "taken", Served = "served", Given = "given" }
}
words! {
    AssignmentModel {
        /// Anyone eligible takes it.
        Pull = "pull",
        /// Served, one at a time; nothing new until the current one is done.
        Push = "push",
        /// A manager gives it.
        Managed = "managed",
    }
}
words! { Phase { Qc = "qc", Verification = "verification" } }
words! {
    DeliveryPhase {
        First = "first",
        Redelivery = "redelivery",
        /// The first delivery of the picture's version in another language.
        SecondaryLanguage = "secondary_language",
    }
}

/// An assignment falls back to the pool when the review has not begun after this.
pub const LEASE: TimeDelta = TimeDelta::hours(4);

/// The holder is warned when so much of the lease is over, in per cent.
pub const LEASE_WARNING_PERCENT: u8 = 75;

/// Fix checks are kept for the operator of the first QC this long; then anyone eligible may take them.
pub const RESERVATION: TimeDelta = TimeDelta::hours(24);

/// The guide's models: Download and Cast QC are pulled, Browser QC is pushed; verification is picked for Download and
/// served for Cast and Browser.
pub fn default_model(service: Service, phase: Phase) -> AssignmentModel {
    match (service, phase) {
        (Service::Download, _) | (Service::Cast, Phase::Qc) => AssignmentModel::Pull,
        (Service::Cast, Phase::Verification) | (Service::Browser, _) => AssignmentModel::Push,
    }
}

/// Served work that was given back unbegun, or let lapse, is not served to the same person again for so long: long enough for
/// others to have their turn, short enough that the only speaker of a language gets it again within the report's clock.
pub const DECLINE_REST: TimeDelta = TimeDelta::hours(8);

/// When the holder of a lease is told that it ends.
pub fn lease_warning_at(from: DateTime<Utc>, lease: TimeDelta, warn_percent: u8) -> DateTime<Utc> {
    let share = i64::from(warn_percent.clamp(1, 99));
    from + TimeDelta::seconds(lease.num_seconds().saturating_mul(share) / 100)
}

/// Where the keeper of a reservation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    AtWork,
    /// Their account is closed or asleep.
    Gone,
    /// On a break until then; open-ended when absent.
    OnBreak(Option<DateTime<Utc>>),
}

/// Whether a fix check stays kept for its keeper: not for one who is gone, nor for one whose break outlasts the reservation.
pub fn stays_kept(reserved_until: DateTime<Utc>, keeper: Keeper) -> bool {
    match keeper {
        Keeper::AtWork => true,
        Keeper::Gone => false,
        Keeper::OnBreak(until) => until.is_some_and(|until| until < reserved_until),
    }
}

/// The order of the pool: rush first, then what is due first, then the older.
pub fn pool_key(
    priority: Priority,
    due_at: DateTime<Utc>,
    id: RequestId,
) -> (Priority, DateTime<Utc>, RequestId) {
    (priority, due_at, id)
}

/// A person who asks for work.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub person: PersonId,
    pub identity: Uuid,
    pub role: Role,
    pub facility: Option<FacilityId>,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    /// Whether the facility is cleared for the request's show.
    pub is_cleared: bool,
    /// Whether a legal bar names this person or facility for the title or its show.
    pub is_barred: bool,
}

/// What the request asks of whoever works on it.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub phase: Phase,
    pub tasks: Vec<TaskKind>,
    pub language: String,
    /// Who wrote the report (verification).
    pub operator_identity: Option<Uuid>,
    /// Everyone who ever held the request as its operator (verification).
    pub holder_identities: Vec<Uuid>,
    pub operator_facility: Option<FacilityId>,
    /// Kept for this person until then.
    pub reserved: Option<(PersonId, DateTime<Utc>)>,
}

/// Why a person may not work on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ineligible {
    #[error("your role does not do this work")]
    WrongRole,
    #[error("your facility is not cleared for this show")]
    NotCleared,
    #[error("there is a legal bar between you and this title")]
    Barred,
    #[error("this needs the skill “HDR”")]
    NeedsHdr,
    #[error("this needs the skill “Atmos”")]
    NeedsAtmos,
    #[error("this needs a language that is not on your list")]
    NeedsLanguage,
    #[error("the report was written in your own facility")]
    OwnFacility,
    #[error("you wrote this report yourself")]
    OwnReport,
    #[error("you held this request as an operator")]
    HeldBefore,
    #[error("this is kept for the operator of the first QC")]
    Reserved,
}

impl Ineligible {
    /// The same, said of somebody else.
    pub fn said_of_them(self) -> &'static str {
        match self {
            Ineligible::WrongRole => "their role does not do this work",
            Ineligible::NotCleared => "their facility is not cleared for this show",
            Ineligible::Barred => "there is a legal bar between them and this title",
            Ineligible::NeedsHdr => "they do not have the skill “HDR”",
            Ineligible::NeedsAtmos => "they do not have the skill “Atmos”",
            Ineligible::NeedsLanguage => "they do not speak its language",
            Ineligible::OwnFacility => "the report was written in their own facility",
            Ineligible::OwnReport => "they wrote this report themselves",
            Ineligible::HeldBefore => "they held this request as an operator",
            Ineligible::Reserved => "it is kept for the operator of the first QC",
        }
    }
}

/// Every reason against it; empty means eligible.
pub fn ineligible(who: &Candidate, wanted: &Wanted, now: DateTime<Utc>) -> Vec<Ineligible> {
    let mut reasons = Vec::new();
    let mut against = |is_so: bool, reason: Ineligible| {
        if is_so {
            reasons.push(reason);
        }
    };
    let role = match wanted.phase {
        Phase::Qc => Role::Operator,
        Phase::Verification => Role::Verifier,
    };
    let lacks = |skill: &str| !who.skills.iter().any(|own| own == skill);
    against(who.role != role, Ineligible::WrongRole);
    against(!who.is_cleared, Ineligible::NotCleared);
    against(who.is_barred, Ineligible::Barred);
    against(
        wanted.tasks.contains(&TaskKind::Hdr) && lacks(SKILL_HDR),
        Ineligible::NeedsHdr,
    );
    against(
        wanted.tasks.contains(&TaskKind::Atmos) && lacks(SKILL_ATMOS),
        Ineligible::NeedsAtmos,
    );
    against(
        !speaks(&who.languages, &wanted.language),
        Ineligible::NeedsLanguage,
    );
    if wanted.phase == Phase::Verification {
        against(
            wanted.operator_identity == Some(who.identity),
            Ineligible::OwnReport,
        );
        against(
            wanted.operator_identity != Some(who.identity)
                && wanted.holder_identities.contains(&who.identity),
            Ineligible::HeldBefore,
        );
        against(
            wanted.operator_facility.is_some() && wanted.operator_facility == who.facility,
            Ineligible::OwnFacility,
        );
    }
    if let Some((person, until)) = wanted.reserved {
        against(person != who.person && now < until, Ineligible::Reserved);
    }
    reasons
}

/// Languages are compared by their primary subtag: a speaker of `en` reviews `en-GB`. An empty list means that nobody has
/// asked yet: every language is accepted.
pub(crate) fn speaks(languages: &[String], wanted: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    languages.is_empty() || languages.iter().any(|own| primary(own) == primary(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator() -> Candidate {
        Candidate {
            person: PersonId::new(),
            identity: Uuid::now_v7(),
            role: Role::Operator,
            facility: Some(FacilityId::new()),
            skills: vec![],
            languages: vec!["en".into()],
            is_cleared: true,
            is_barred: false,
        }
    }

    fn wanted(phase: Phase) -> Wanted {
        Wanted {
            phase,
            tasks: vec![TaskKind::Sdr],
            language: "en-GB".into(),
            operator_identity: None,
            holder_identities: vec![],
            operator_facility: None,
            reserved: None,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-05-04T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_defaults_are_the_guides() {
        use AssignmentModel::*;
        let models = |phase| {
            Service::ALL
                .iter()
                .map(|service| default_model(*service, phase))
                .collect::<Vec<_>>()
        };
        assert_eq!(models(Phase::Qc), [Pull, Pull, Push]);
        assert_eq!(models(Phase::Verification), [Pull, Push, Push]);
    }

    #[test]
    fn each_reason_against_is_named() {
        let fit = operator();
        assert_eq!(ineligible(&fit, &wanted(Phase::Qc), now()), []);
        let mut unfit = operator();
        unfit.is_cleared = false;
        unfit.is_barred = true;
        unfit.languages = vec!["fr".into()];
        let mut asks = wanted(Phase::Qc);
        asks.tasks = vec![TaskKind::Hdr, TaskKind::Atmos];
        use Ineligible::*;
        assert_eq!(
            ineligible(&unfit, &asks, now()),
            [NotCleared, Barred, NeedsHdr, NeedsAtmos, NeedsLanguage]
        );
        assert_eq!(ineligible(&fit, &wanted(Phase::Verification), now()), [WrongRole]);
    }

    #[test]
    fn nobody_verifies_their_own_report_or_their_own_facilitys() {
        let mut verifier = operator();
        verifier.role = Role::Verifier;
        let mut asks = wanted(Phase::Verification);
        asks.operator_identity = Some(verifier.identity);
        assert_eq!(ineligible(&verifier, &asks, now()), [Ineligible::OwnReport]);
        asks.operator_identity = Some(Uuid::now_v7());
        asks.holder_identities = vec![verifier.identity];
        assert_eq!(ineligible(&verifier, &asks, now()), [Ineligible::HeldBefore]);
        asks.holder_identities.clear();
        asks.operator_facility = verifier.facility;
        assert_eq!(ineligible(&verifier, &asks, now()), [Ineligible::OwnFacility]);
    }

    #[test]
    fn a_reservation_holds_until_its_hour_and_never_against_its_owner() {
        let who = operator();
        let mut asks = wanted(Phase::Qc);
        asks.reserved = Some((PersonId::new(), now() + TimeDelta::seconds(1)));
        assert_eq!(ineligible(&who, &asks, now()), [Ineligible::Reserved]);
        assert_eq!(ineligible(&who, &asks, now() + TimeDelta::seconds(1)), []);
        asks.reserved = Some((who.person, now() + RESERVATION));
        assert_eq!(ineligible(&who, &asks, now()), []);
    }

    #[test]
    fn the_holder_is_warned_at_a_share_of_the_lease() {
        assert_eq!(
            lease_warning_at(now(), TimeDelta::hours(4), LEASE_WARNING_PERCENT),
            now() + TimeDelta::hours(3)
        );
        assert_eq!(
            lease_warning_at(now(), TimeDelta::seconds(60), 1),
            now(),
            "whole seconds"
        );
    }

    #[test]
    fn a_reservation_falls_with_whoever_will_not_be_there_in_time() {
        let until = now() + RESERVATION;
        assert!(stays_kept(until, Keeper::AtWork));
        assert!(!stays_kept(until, Keeper::Gone));
        assert!(stays_kept(
            until,
            Keeper::OnBreak(Some(now() + TimeDelta::hours(1)))
        ));
        assert!(!stays_kept(until, Keeper::OnBreak(Some(until))));
        assert!(!stays_kept(until, Keeper::OnBreak(None)));
    }

    #[test]
    fn rush_comes_before_an_earlier_due_time() {
        let (a, b) = (RequestId::new(), RequestId::new());
        assert!(pool_key(Priority::Rush, now() + WEEK, a) < pool_key(Priority::Standard, now(), b));
        assert!(pool_key(Priority::Standard, now(), b) < pool_key(Priority::Standard, now() + WEEK, a));
    }

    const WEEK: TimeDelta = TimeDelta::days(7);
}
