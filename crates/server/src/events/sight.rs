//! Who is told of an event. The same people who may read the thing; operators and verifiers also hear that something
//! moved in a show that their facility is cleared for, without what, because the pool that they see may have changed.

use qc::access::{Permission, Row, may};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;

use crate::access::Actor;

/// Whom an event concerns.
pub(super) struct Concerned {
    pub only: Option<PersonId>,
    pub show: Option<ShowId>,
    pub people: Vec<PersonId>,
    pub facilities: Vec<FacilityId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Whole,
    /// That something of this kind changed, without its facts.
    Stirred,
    Nothing,
}

pub(super) fn sight(actor: &Actor, kind: &str, concerned: &Concerned) -> Sight {
    if let Some(only) = concerned.only {
        return if only == actor.person {
            Sight::Whole
        } else {
            Sight::Nothing
        };
    }
    // An offer of the machine is for those who judge the master.
    if kind == "machine_finding" && !may(actor.role, Permission::SeeMachineFindings) {
        return Sight::Nothing;
    }
    let is_theirs = concerned.people.contains(&actor.person);
    let is_seen = match concerned.show {
        Some(show) => {
            let row = Row {
                show,
                people: concerned.people.clone(),
                facilities: concerned.facilities.clone(),
            };
            actor.scope().sees(&row)
        }
        None => actor.role == Role::StudioAdmin,
    };
    let may_be_pooled = matches!(actor.role, Role::Operator | Role::Verifier)
        && kind == "request"
        && concerned.show.is_some_and(|show| actor.cleared.contains(&show));
    match (is_theirs || is_seen, may_be_pooled) {
        (true, _) => Sight::Whole,
        (false, true) => Sight::Stirred,
        (false, false) => Sight::Nothing,
    }
}
