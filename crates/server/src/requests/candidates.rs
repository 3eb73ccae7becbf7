//! Whom a manager can give a request or a verification to: everyone in question, those who may take it first and those with
//! the least in their hands before the others; of those who may not, why.

use api::requests::CandidateView;
use qc::person::Role;
use qc::request::Phase;
use qc::request::assignment::Ineligible;

use super::actions::sentence;
use super::eligibility::ineligible;
use super::{Request, sql};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiResult;

pub(crate) async fn list(
    app: &App,
    actor: &Actor,
    request: &Request,
    phase: Phase,
) -> ApiResult<Vec<CandidateView>> {
    let (role, holder) = match phase {
        Phase::Qc => (Role::Operator, request.operator_id),
        Phase::Verification => (Role::Verifier, request.verifier_id),
    };
    let facility = actor.facility.filter(|_| actor.role != Role::StudioAdmin);
    let people = sql::list_candidates(&app.db, request, role, facility).await?;
    let others = people.into_iter().filter(|found| Some(found.worker.id) != holder);
    let mut views: Vec<CandidateView> = others.map(|found| view(found, request, phase)).collect();
    views.sort_by_key(|view| (view.why_not.is_some(), view.held));
    Ok(views)
}

fn view(found: sql::Found, request: &Request, phase: Phase) -> CandidateView {
    let seen_by_them = Request {
        is_cleared: found.is_cleared,
        is_barred: found.is_barred,
        ..request.clone()
    };
    let reasons = ineligible(&found.worker, &seen_by_them, phase);
    CandidateView {
        why_not: why_not(found.worker.is_on_break, &reasons),
        person: found.person.0,
        held: found.held,
        on_break_until: found.break_until,
    }
}

/// Why somebody is not given it, said of them. A manager's word goes before a reservation.
pub(super) fn why_not(is_on_break: bool, reasons: &[Ineligible]) -> Option<String> {
    let against = reasons
        .iter()
        .filter(|reason| **reason != Ineligible::Reserved)
        .map(|reason| reason.said_of_them());
    let on_break = is_on_break.then_some("they are on a break");
    let all: Vec<&str> = against.chain(on_break).collect();
    (!all.is_empty()).then(|| sentence(&all.join("; ")))
}
