//! Whether a person may work on a request: facts from the database, put before the rule of `qc`. The same facts as a
//! predicate of SQL are in `sight` (facility, law, reservations) and here (skills, languages).

use chrono::{DateTime, TimeDelta, Utc};
use qc::id::PersonId;
use qc::person::{SKILL_ATMOS, SKILL_HDR};
use qc::request::assignment::{
    self, Candidate, Ineligible, LEASE, LEASE_WARNING_PERCENT, RESERVATION, Wanted, lease_warning_at,
};
use qc::request::{AssignmentModel, Phase, Service};
use qc::task::TaskKind;
use sqlx::{PgExecutor, Postgres, QueryBuilder};

use super::sql::{self, Worker};
use super::{Request, sight};
use crate::error::ApiResult;

pub(super) fn default_model(service: Service, phase: Phase) -> AssignmentModel {
    assignment::default_model(service, phase)
}

impl Request {
    /// How this request finds people: by the policy of its show, else of the studio, else by the guide.
    pub(crate) fn model(&self, phase: Phase) -> AssignmentModel {
        let set = match phase {
            Phase::Qc => self.qc_model,
            Phase::Verification => self.verification_model,
        };
        set.unwrap_or_else(|| default_model(self.service, phase))
    }

    /// When a lease that begins now ends, and when its holder is warned.
    pub(crate) fn lease(&self, phase: Phase) -> (DateTime<Utc>, DateTime<Utc>) {
        let (lease_s, percent) = match phase {
            Phase::Qc => (self.qc_lease_s, self.qc_warn_percent),
            Phase::Verification => (self.verification_lease_s, self.verification_warn_percent),
        };
        let lease = lease_s.and_then(TimeDelta::try_seconds).unwrap_or(LEASE);
        let percent = percent
            .and_then(|percent| u8::try_from(percent).ok())
            .unwrap_or(LEASE_WARNING_PERCENT);
        (self.now + lease, lease_warning_at(self.now, lease, percent))
    }

    /// The operator has the whole lease again.
    pub(crate) fn begin_lease(&mut self) {
        let (until, warn_at) = self.lease(Phase::Qc);
        self.lease_until = Some(until);
        self.lease_warn_at = Some(warn_at);
    }

    pub(crate) fn end_lease(&mut self) {
        self.lease_until = None;
        self.lease_warn_at = None;
    }

    /// How long a fix check of this request is kept for the operator of the first QC.
    pub(crate) fn reservation(&self) -> TimeDelta {
        self.qc_reservation_s
            .and_then(TimeDelta::try_seconds)
            .unwrap_or(RESERVATION)
    }

    fn wanted(&self, phase: Phase) -> Wanted {
        Wanted {
            phase,
            tasks: self.task_kinds.clone(),
            language: self.language.clone(),
            operator_identity: self.operator_identity,
            holder_identities: self.holder_identities.clone(),
            operator_facility: self.operator_facility_id,
            reserved: match phase {
                Phase::Qc => self.reserved_for_id.zip(self.reserved_until),
                Phase::Verification => None,
            },
        }
    }
}

/// Every reason why `who`, as whom the request was read, may not work on it.
pub(super) fn ineligible(who: &Worker, request: &Request, phase: Phase) -> Vec<Ineligible> {
    let candidate = Candidate {
        person: who.id,
        identity: who.identity,
        role: who.role,
        facility: who.facility_id,
        skills: who.skills.clone(),
        languages: who.languages.clone(),
        is_cleared: request.is_cleared,
        is_barred: request.is_barred,
    };
    assignment::ineligible(&candidate, &request.wanted(phase), request.now)
}

pub(super) async fn find_worker(db: impl PgExecutor<'_>, person: PersonId) -> ApiResult<Option<Worker>> {
    Ok(sql::find_worker(db, person)
        .await?
        .filter(|worker| worker.is_active))
}

/// Only rows whose tasks and language the person can do, of the rows `r` joined with `t`.
pub(super) fn push_able(query: &mut QueryBuilder<Postgres>, who: &Worker) {
    let lacks = |skill: &str| !who.skills.iter().any(|own| own == skill);
    let needed = [(SKILL_HDR, TaskKind::Hdr), (SKILL_ATMOS, TaskKind::Atmos)];
    let cannot: Vec<&'static str> = needed
        .into_iter()
        .filter(|(skill, _)| lacks(skill))
        .map(|(_, kind)| kind.as_str())
        .collect();
    query
        .push("not exists (select from task k where k.request_id = r.id and k.kind = any(")
        .push_bind(cannot)
        .push("))");
    if !who.languages.is_empty() {
        let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let spoken: Vec<String> = who.languages.iter().map(primary).collect();
        query
            .push(" and split_part(lower(t.language), '-', 1) = any(")
            .push_bind(spoken)
            .push(")");
    }
}

/// A fix check that is kept for this person comes before everything else.
pub(super) fn is_kept_for(request: &Request, person: PersonId) -> bool {
    sight::is_reserved(request) && request.reserved_for_id == Some(person)
}
