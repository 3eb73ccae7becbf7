//! Who is shown to whom on the review page of a request. A facility's people see their own and the studio's: who of another
//! facility looks at their report they do not learn. Facilities and production do not see each other, because what happens
//! within a report is not production's until it is out.

use crate::id::FacilityId;
use crate::person::Role;

/// A person as far as this is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    pub role: Role,
    pub facility: Option<FacilityId>,
}

impl Party {
    pub fn is_shown_to(self, other: Party) -> bool {
        match (self.facility, other.facility) {
            (Some(facility), Some(theirs)) => facility == theirs,
            (Some(_), None) => other.role != Role::Production,
            (None, Some(_)) => self.role != Role::Production,
            (None, None) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(role: Role, facility: FacilityId) -> Party {
        Party {
            role,
            facility: role.is_of_facility().then_some(facility),
        }
    }

    #[test]
    fn two_facilities_do_not_see_each_other_and_neither_sees_production() {
        let (northlight, southbank) = (FacilityId::new(), FacilityId::new());
        for of_facility in Role::ALL.iter().filter(|role| role.is_of_facility()) {
            let here = of(*of_facility, northlight);
            for role in Role::ALL {
                let (same, other) = (of(*role, northlight), of(*role, southbank));
                assert_eq!(here.is_shown_to(same), *role != Role::Production, "{role}");
                let is_studio = matches!(role, Role::Post | Role::StudioAdmin);
                assert_eq!(here.is_shown_to(other), is_studio, "{role}");
            }
        }
    }

    #[test]
    fn whoever_is_shown_to_another_sees_them_too() {
        let facilities = [FacilityId::new(), FacilityId::new()];
        for (one, at) in Role::ALL.iter().flat_map(|role| facilities.map(|at| (*role, at))) {
            for other in Role::ALL {
                let (one, other) = (of(one, at), of(*other, facilities[0]));
                assert_eq!(one.is_shown_to(other), other.is_shown_to(one));
            }
        }
    }
}
