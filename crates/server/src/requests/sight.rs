//! Who sees which request. `sees` says it of one request that was read; `push_sight` says the same as a predicate of SQL,
//! for lists. A test walks people and requests and holds the two equal.

use qc::person::Role;
use qc::request::{AssignmentModel, Phase, RequestState};
use qc::verification::VerificationState;
use sqlx::{Postgres, QueryBuilder};

use super::Request;
use super::eligibility::default_model;
use crate::access::Actor;

pub(crate) fn sees(actor: &Actor, request: &Request) -> bool {
    match actor.role {
        Role::StudioAdmin => true,
        Role::Post | Role::Production => request.is_granted && is_ordinary(request),
        Role::DownloadManager => is_of_facility(actor, request),
        Role::VendorManager => {
            is_ordinary(request)
                && (is_of_facility(actor, request)
                    || is_to_be_given(request)
                    || is_of_verifying_facility(actor, request)
                    || is_verification_to_be_given(actor, request))
        }
        Role::Operator => is_operator(actor, request) || request.was_held || is_in_pool(actor, request),
        Role::Verifier => {
            is_verifier(actor, request) || request.was_held || is_in_verification_pool(actor, request)
        }
    }
}

/// The report, once it is out; before that only those who work on it, and the studio.
pub(crate) fn sees_report(actor: &Actor, request: &Request) -> bool {
    match actor.role {
        Role::StudioAdmin => true,
        Role::Post | Role::Production => {
            request.is_granted && request.verified_at.is_some() && is_ordinary(request)
        }
        Role::VendorManager => is_of_facility(actor, request) && is_ordinary(request),
        Role::Operator => is_operator(actor, request),
        Role::Verifier => is_verifier(actor, request),
        Role::DownloadManager => false,
    }
}

/// The request was in the caller's pool and is no longer: they may know that someone else was quicker.
pub(super) fn could_have_seen(actor: &Actor, request: &Request) -> bool {
    let is_open = request.is_cleared && !request.is_barred;
    match actor.role {
        Role::Operator => {
            is_open && request.model(Phase::Qc) == AssignmentModel::Pull && !is_kept_from(actor, request)
        }
        Role::Verifier => {
            is_open
                && request.verification_id.is_some()
                && request.model(Phase::Verification) == AssignmentModel::Pull
                && !is_own_report(actor, request)
        }
        _ => false,
    }
}

pub(crate) fn is_operator(actor: &Actor, request: &Request) -> bool {
    request.operator_id == Some(actor.person)
}

pub(crate) fn is_verifier(actor: &Actor, request: &Request) -> bool {
    request.verifier_id == Some(actor.person)
}

pub(crate) fn is_of_facility(actor: &Actor, request: &Request) -> bool {
    actor.facility.is_some() && request.operator_facility_id == actor.facility
}

/// A calibration is its operator's and the studio's; the files of a Download are also their facility's to fetch.
fn is_ordinary(request: &Request) -> bool {
    request.calibration_id.is_none()
}

/// A verifier of the caller's facility holds or did its verification.
pub(crate) fn is_of_verifying_facility(actor: &Actor, request: &Request) -> bool {
    actor.facility.is_some() && request.verifier_facility_id == actor.facility
}

/// As `is_to_be_given`, of its verification: by a manager of another facility than the operator's.
pub(super) fn is_verification_to_be_given(actor: &Actor, request: &Request) -> bool {
    let is_open =
        request.is_cleared && !request.is_barred && request.state == RequestState::VerificationAvailable;
    is_open
        && request.model(Phase::Verification) == AssignmentModel::Managed
        && !is_own_report(actor, request)
}

/// Nobody takes it by themselves: a manager of a cleared facility gives it.
pub(super) fn is_to_be_given(request: &Request) -> bool {
    let is_open = request.is_cleared && !request.is_barred && request.state == RequestState::Available;
    is_open && request.model(Phase::Qc) == AssignmentModel::Managed
}

fn is_in_pool(actor: &Actor, request: &Request) -> bool {
    let is_open = request.is_cleared && !request.is_barred && request.state == RequestState::Available;
    let is_theirs = is_reserved(request) && request.reserved_for_id == Some(actor.person);
    is_open
        && !is_kept_from(actor, request)
        && (is_theirs || request.model(Phase::Qc) == AssignmentModel::Pull)
}

fn is_in_verification_pool(actor: &Actor, request: &Request) -> bool {
    let is_open =
        request.is_cleared && !request.is_barred && request.state == RequestState::VerificationAvailable;
    is_open
        && request.verification_state == Some(VerificationState::Available)
        && request.model(Phase::Verification) == AssignmentModel::Pull
        && !is_own_report(actor, request)
}

pub(super) fn is_reserved(request: &Request) -> bool {
    request.reserved_for_id.is_some() && request.reserved_until.is_some_and(|until| until > request.now)
}

/// A fix check is kept for somebody else for now.
pub(super) fn is_kept_from(actor: &Actor, request: &Request) -> bool {
    is_reserved(request) && request.reserved_for_id != Some(actor.person)
}

/// A report of the caller's own facility, or of a request that the same human being held at some time.
fn is_own_report(actor: &Actor, request: &Request) -> bool {
    is_of_facility(actor, request)
        || request.operator_identity == Some(actor.identity)
        || request.holder_identities.contains(&actor.identity)
}

/// The same as `sees`, of the rows `r` (request) joined with `t` (title) and, on the left, `v` (verification).
pub(super) fn push_sight(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    match actor.role {
        Role::StudioAdmin => {
            query.push("true");
        }
        Role::Post | Role::Production => {
            query.push("r.calibration_id is null and exists (select from show_grant g where g.show_id = t.show_id and g.person_id = ");
            query.push_bind(actor.person.uuid()).push(")");
        }
        Role::DownloadManager => push_of_facility(query, actor),
        Role::VendorManager => {
            query.push("r.calibration_id is null and (");
            push_of_facility(query, actor);
            query.push(" or (r.state = 'available' and ");
            push_model(query, Phase::Qc);
            query.push(" = 'managed' and ");
            push_open(query, actor);
            query
                .push(") or v.facility_id = ")
                .push_bind(actor.facility.map(uuid::Uuid::from));
            query.push(" or (r.state = 'verification_available' and ");
            push_model(query, Phase::Verification);
            query.push(" = 'managed' and ");
            push_not_own_report(query, actor);
            query.push(" and ");
            push_open(query, actor);
            query.push("))");
        }
        Role::Operator => {
            query
                .push("r.operator_id = ")
                .push_bind(actor.person.uuid())
                .push(" or ");
            push_was_held(query, actor);
            query.push(" or (");
            push_pool(query, actor);
            query.push(")");
        }
        Role::Verifier => {
            query
                .push("v.verifier_id = ")
                .push_bind(actor.person.uuid())
                .push(" or ");
            push_was_held(query, actor);
            query.push(" or (");
            push_verification_pool(query, actor);
            query.push(")");
        }
    }
}

/// What an operator could take now, as far as their facility, the law and reservations go.
pub(super) fn push_pool(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    let me = actor.person.uuid();
    query.push("r.state = 'available' and (");
    push_model(query, Phase::Qc);
    query
        .push(" = 'pull' or (r.reserved_until > now() and r.reserved_for_id = ")
        .push_bind(me);
    query.push(")) and (r.reserved_for_id is null or r.reserved_until is null or r.reserved_until <= now() or r.reserved_for_id = ");
    query.push_bind(me).push(") and ");
    push_open(query, actor);
}

/// What a verifier could take now, as far as their facility and the law go.
pub(super) fn push_verification_pool(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query.push("r.state = 'verification_available' and v.state = 'available' and ");
    push_model(query, Phase::Verification);
    query.push(" = 'pull' and ");
    push_not_own_report(query, actor);
    query.push(" and ");
    push_open(query, actor);
}

pub(super) fn push_not_own_report(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query
        .push("r.operator_facility_id is distinct from ")
        .push_bind(actor.facility.map(uuid::Uuid::from));
    query.push(
        " and not exists (select from request_holder h join person o on o.id = h.person_id \
         where h.request_id = r.id and o.identity = ",
    );
    query.push_bind(actor.identity).push(")");
}

/// The facility is cleared for the show, and neither it nor the person is barred.
pub(super) fn push_open(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    let facility = actor.facility.map(uuid::Uuid::from);
    query
        .push("exists (select from show_clearance c where c.show_id = t.show_id and c.facility_id = ")
        .push_bind(facility);
    query
        .push(") and not exists (select from legal_bar b where (b.person_id = ")
        .push_bind(actor.person.uuid());
    query.push(" or b.facility_id = ").push_bind(facility);
    query.push(") and (b.show_id = t.show_id or b.title_id = t.id))");
}

/// The assignment model of the row: the show's own policy, the studio's for all shows, the default of the rules.
pub(super) fn push_model(query: &mut QueryBuilder<Postgres>, phase: Phase) {
    query
        .push("coalesce((select p.model from assignment_policy p where p.service = r.service and p.phase = ");
    query.push_bind(phase.as_str());
    query.push(" and (p.show_id = t.show_id or p.show_id is null) order by p.show_id nulls last limit 1), case r.service");
    for service in qc::request::Service::ALL {
        query.push(" when ").push_bind(service.as_str()).push(" then ");
        query.push_bind(default_model(*service, phase).as_str());
    }
    query.push(" end)");
}

fn push_of_facility(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query
        .push("r.operator_facility_id = ")
        .push_bind(actor.facility.map(uuid::Uuid::from));
}

pub(super) fn push_was_held(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query
        .push("exists (select from history h where h.request_id = r.id and h.actor_id = ")
        .push_bind(actor.person.uuid());
    query.push(
        " and h.act in ('request.taken', 'request.served', 'request.begun', 'verification.taken', 'verification.served', \
         'verification.begun'))",
    );
}
