//! People: their roles, the state of their account, their skills. One person, one account, one e-mail address.

use chrono::TimeDelta;

use crate::words::words;

words! {
    Role {
        Operator = "operator",
        Verifier = "verifier",
        VendorManager = "vendor_manager",
        DownloadManager = "download_manager",
        Post = "post",
        Production = "production",
        StudioAdmin = "studio_admin",
    }
}

words! {
    PersonState {
        /// The invitation is not accepted yet.
        Invited = "invited",
        Active = "active",
        /// Nobody signed in for 30 days: an administrator wakes it.
        Asleep = "asleep",
        /// Stopped at once by the facility's own manager; until the studio decides.
        Suspended = "suspended",
        Disabled = "disabled",
    }
}

words! {
    /// What happens to an account.
    PersonStep {
        Accept = "accept",
        FallAsleep = "fall_asleep",
        Suspend = "suspend",
        Disable = "disable",
        BringBack = "bring_back",
    }
}

/// An account that nobody has used for so long falls asleep.
pub const ASLEEP_AFTER: TimeDelta = TimeDelta::days(30);
/// So long without a sign of life, its holder is told.
pub const WARNED_AFTER: TimeDelta = TimeDelta::days(23);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: PersonState,
    pub step: PersonStep,
}

impl PersonState {
    /// The state that `step` leads to, or the refusal. A step not named is refused.
    pub fn after(self, step: PersonStep) -> Result<PersonState, NotAllowed> {
        use PersonState::*;
        let next = match self {
            Invited => match step {
                PersonStep::Accept => Some(Active),
                PersonStep::Suspend => Some(Suspended),
                PersonStep::Disable => Some(Disabled),
                _ => None,
            },
            Active => match step {
                // A renewed invitation replaces a lost password.
                PersonStep::Accept => Some(Active),
                PersonStep::FallAsleep => Some(Asleep),
                PersonStep::Suspend => Some(Suspended),
                PersonStep::Disable => Some(Disabled),
                PersonStep::BringBack => None,
            },
            Asleep => match step {
                PersonStep::Accept | PersonStep::BringBack => Some(Active),
                PersonStep::Suspend => Some(Suspended),
                PersonStep::Disable => Some(Disabled),
                PersonStep::FallAsleep => None,
            },
            Suspended => match step {
                PersonStep::Disable => Some(Disabled),
                PersonStep::BringBack => Some(Active),
                _ => None,
            },
            Disabled => match step {
                PersonStep::BringBack => Some(Active),
                _ => None,
            },
        };
        next.ok_or(NotAllowed { from: self, step })
    }

    /// Neither signs in nor is told anything, and holds no work.
    pub fn has_left(self) -> bool {
        matches!(self, PersonState::Suspended | PersonState::Disabled)
    }
}

/// Skills that a task may ask for.
pub const SKILL_HDR: &str = "hdr";
pub const SKILL_ATMOS: &str = "atmos";
pub const SKILLS: [&str; 2] = [SKILL_HDR, SKILL_ATMOS];

impl Role {
    /// People of QC vendors belong to a facility; the studio's and production's do not.
    pub fn is_of_facility(self) -> bool {
        matches!(
            self,
            Role::Operator | Role::Verifier | Role::VendorManager | Role::DownloadManager
        )
    }

    /// Post and production see the shows that they are onboarded to.
    pub fn is_granted_shows(self) -> bool {
        matches!(self, Role::Post | Role::Production)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailRefused {
    #[error("this is not an e-mail address")]
    Malformed,
    #[error("this looks like the address of a group; every account belongs to one person")]
    GroupAddress,
}

const LIMIT_EMAIL_CHARS: usize = 254;

/// First words by which a group's address gives itself away.
const GROUP_NAMES: [&str; 19] = [
    "admin",
    "all",
    "contact",
    "data",
    "dataio",
    "ingest",
    "help",
    "info",
    "io",
    "mail",
    "office",
    "operators",
    "ops",
    "post",
    "qc",
    "services",
    "support",
    "team",
    "vendor",
];

/// The address in lower case, or why it is refused.
pub fn parse_email(text: &str) -> Result<String, EmailRefused> {
    let email = text.trim().to_lowercase();
    let (local, domain) = email.split_once('@').ok_or(EmailRefused::Malformed)?;
    let is_plain = |part: &str, also: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || also.contains(char))
    };
    if email.len() > LIMIT_EMAIL_CHARS
        || !is_plain(local, "._%+-'")
        || !is_plain(domain, ".-")
        || !domain.contains('.')
    {
        return Err(EmailRefused::Malformed);
    }
    let name = local.split('+').next().unwrap_or(local);
    let first_word = name.split(['.', '-', '_']).next().unwrap_or(name);
    let unnumbered = name.trim_end_matches(|char: char| char.is_ascii_digit());
    if GROUP_NAMES.contains(&unnumbered) || (first_word == "qc" && name != first_word) {
        return Err(EmailRefused::GroupAddress);
    }
    Ok(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_left_only_comes_back_or_leaves_for_good() {
        for state in PersonState::ALL.iter().filter(|state| state.has_left()) {
            for step in PersonStep::ALL {
                let next = state.after(*step);
                let may = matches!(
                    (state, step),
                    (_, PersonStep::BringBack) | (PersonState::Suspended, PersonStep::Disable)
                );
                assert_eq!(next.is_ok(), may, "{state} {step}");
            }
        }
        assert_eq!(
            PersonState::Asleep.after(PersonStep::BringBack),
            Ok(PersonState::Active)
        );
        assert!(PersonState::Active.after(PersonStep::BringBack).is_err());
    }

    #[test]
    fn addresses_of_groups_are_refused() {
        for group in [
            "qc@vendor.example",
            "QC-Team@vendor.example",
            "info@a.example",
            "support+x@a.example",
            "qc2@vendor.example",
        ] {
            assert_eq!(parse_email(group), Err(EmailRefused::GroupAddress), "{group}");
        }
        for person in [
            "olga@northlight.example",
            "a.qc@vendor.example",
            "posterior@x.example",
        ] {
            assert_eq!(parse_email(person).as_deref(), Ok(person));
        }
    }

    #[test]
    fn an_address_is_kept_in_lower_case_and_checked() {
        assert_eq!(
            parse_email(" Ada.L@Studio.Example "),
            Ok("ada.l@studio.example".into())
        );
        for bad in [
            "",
            "ada",
            "@x.example",
            "a@",
            "a b@x.example",
            "a@x",
            "a@@x.example",
            "a@x..example",
            ".a@x.example",
        ] {
            assert_eq!(parse_email(bad), Err(EmailRefused::Malformed), "{bad:?}");
        }
    }
}
