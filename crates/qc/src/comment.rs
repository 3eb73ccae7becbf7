//! Comments: what people say to each other about a request or an issue, and who hears it. One table says which role reads
//! and writes which visibility; the server's SQL is made from the same table. Whether a person has to do with the request
//! at all is asked before, of the request.

use chrono::{DateTime, TimeDelta, Utc};

use crate::id::FacilityId;
use crate::person::Role;
use crate::words::words;

words! {
    /// For whom a comment is meant.
    Visibility {
        /// One facility and the studio.
        Vendor = "vendor",
        /// The studio's own side: post and studio admins.
        Studio = "studio",
        /// Everyone who works on the show, production among them.
        Production = "production",
    }
}

/// So long after it was said, its author may correct it.
pub const CORRECTED_WITHIN: TimeDelta = TimeDelta::minutes(15);

/// The roles that read, and also write, comments of this visibility. Of `vendor`, people of a facility read only what is
/// said with their own.
pub fn readers(visibility: Visibility) -> &'static [Role] {
    use Role::*;
    match visibility {
        Visibility::Vendor => &[
            Operator,
            Verifier,
            VendorManager,
            DownloadManager,
            Post,
            StudioAdmin,
        ],
        Visibility::Studio => &[Post, StudioAdmin],
        Visibility::Production => Role::ALL,
    }
}

impl Visibility {
    /// Whether someone of this role and facility reads a comment that is said with `with`.
    pub fn is_read_by(self, role: Role, facility: Option<FacilityId>, with: Option<FacilityId>) -> bool {
        let is_among_them = self != Visibility::Vendor || !role.is_of_facility() || facility == with;
        readers(self).contains(&role) && is_among_them
    }

    /// What a role may choose from, the narrowest first.
    pub fn open_to(role: Role) -> Vec<Visibility> {
        let open = Visibility::ALL.iter().copied();
        open.filter(|visibility| readers(*visibility).contains(&role))
            .collect()
    }
}

/// Why a comment stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCorrectable {
    #[error("the comment was deleted")]
    Deleted,
    #[error("the time for corrections is over")]
    TooLate,
}

/// Whether its author may still correct a comment.
pub fn correct(said_at: DateTime<Utc>, is_deleted: bool, now: DateTime<Utc>) -> Result<(), NotCorrectable> {
    if is_deleted {
        Err(NotCorrectable::Deleted)
    } else if now > said_at + CORRECTED_WITHIN {
        Err(NotCorrectable::TooLate)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_studio_side_is_closed_to_facilities_and_production() {
        for role in Role::ALL {
            let is_studio = matches!(role, Role::Post | Role::StudioAdmin);
            assert_eq!(
                Visibility::Studio.is_read_by(*role, None, None),
                is_studio,
                "{role}"
            );
        }
    }

    #[test]
    fn talk_with_a_facility_is_for_that_facility_and_the_studio() {
        let (own, other) = (FacilityId::new(), FacilityId::new());
        for role in Role::ALL {
            let of = role.is_of_facility().then_some(own);
            let reads = |with| Visibility::Vendor.is_read_by(*role, of, Some(with));
            assert_eq!(reads(own), *role != Role::Production, "{role}");
            assert_eq!(
                reads(other),
                matches!(role, Role::Post | Role::StudioAdmin),
                "{role}"
            );
        }
    }

    #[test]
    fn everyone_of_the_show_reads_what_is_said_to_production() {
        for role in Role::ALL {
            assert!(Visibility::Production.is_read_by(*role, None, None), "{role}");
            assert!(Visibility::open_to(*role).contains(&Visibility::Production));
        }
    }

    #[test]
    fn a_comment_is_corrected_for_a_quarter_of_an_hour() {
        let said_at = DateTime::UNIX_EPOCH;
        let after = |minutes| correct(said_at, false, said_at + TimeDelta::minutes(minutes));
        assert_eq!(after(15), Ok(()));
        assert_eq!(after(16), Err(NotCorrectable::TooLate));
        assert_eq!(correct(said_at, true, said_at), Err(NotCorrectable::Deleted));
    }
}
