//! Who is told of an event. The same people who may read the thing; operators and verifiers also hear that something
//! moved in a show that their facility is cleared for, without what, because the pool that they see may have changed.

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
    let is_granted = |shows: &[ShowId]| concerned.show.is_some_and(|show| shows.contains(&show));
    let is_theirs = concerned.people.contains(&actor.person);
    let of_facility = actor
        .facility
        .is_some_and(|facility| concerned.facilities.contains(&facility));
    match actor.role {
        Role::StudioAdmin => Sight::Whole,
        Role::Post | Role::Production if is_theirs || is_granted(&actor.shows) => Sight::Whole,
        Role::VendorManager | Role::DownloadManager if is_theirs || of_facility => Sight::Whole,
        Role::Operator | Role::Verifier if is_theirs => Sight::Whole,
        Role::Operator | Role::Verifier if kind == "request" && is_granted(&actor.cleared) => Sight::Stirred,
        _ => Sight::Nothing,
    }
}
