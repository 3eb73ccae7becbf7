//! Support tickets: opened from the "?" of a request; the kind decides which team looks first. The onboarding ticket lists
//! people, one per line, and approving it makes their invitations.

use crate::person::{EmailRefused, parse_email};
use crate::words::words;

words! {
    TicketKind {
        Blocker = "blocker",
        DownloadTrouble = "download_trouble",
        PlayerFault = "player_fault",
        SlaExtension = "sla_extension",
        Access = "access",
        Onboarding = "onboarding",
        /// Fix checks that are to become Full.
        Retiering = "retiering",
        Other = "other",
    }
}
words! {
    /// Who looks at a ticket first.
    Team {
        AssetManagement = "asset_management",
        ProductionSupport = "production_support",
        PlatformSupport = "platform_support",
        HelpCenter = "help_center",
    }
}
words! { AttachmentKind { Har = "har", Diagnostics = "diagnostics" } }
words! { TicketState { New = "new", Open = "open", Pending = "pending", Solved = "solved", Closed = "closed" } }

/// The subject that an onboarding ticket always has.
pub const ONBOARDING_SUBJECT: &str = "New Operator Onboarding for Asset QC";

/// Attachments are deleted so long after they were sent.
pub const ATTACHMENTS_KEPT_DAYS: i32 = 30;
/// A solved ticket that nobody takes up again is closed.
pub const SOLVED_CLOSES_AFTER_DAYS: i32 = 14;

impl TicketKind {
    /// Where several teams are needed, the one that is needed first.
    pub fn team(self) -> Team {
        match self {
            TicketKind::Blocker | TicketKind::Retiering => Team::AssetManagement,
            TicketKind::DownloadTrouble | TicketKind::SlaExtension => Team::ProductionSupport,
            TicketKind::PlayerFault | TicketKind::Access => Team::PlatformSupport,
            TicketKind::Onboarding | TicketKind::Other => Team::HelpCenter,
        }
    }

    /// Whether support needs to know what the browser saw.
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            TicketKind::DownloadTrouble | TicketKind::PlayerFault | TicketKind::Access
        )
    }

    /// More time and a Full QC are asked for on the page of their request, where ground and reason are known.
    pub fn is_asked_on_request(self) -> bool {
        matches!(self, TicketKind::SlaExtension | TicketKind::Retiering)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ticket that is {from} cannot become {to}")]
pub struct NotAllowed {
    pub from: TicketState,
    pub to: TicketState,
}

/// A closed ticket takes no reply: it is gone on from by another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this ticket is closed")]
pub struct Closed;

impl TicketState {
    /// Work on a ticket goes forth and back until it is closed; a solved one may be opened again.
    pub fn change_to(self, to: TicketState) -> Result<TicketState, NotAllowed> {
        use TicketState::*;
        let is_allowed = match self {
            New => matches!(to, Open | Pending | Solved | Closed),
            Open => matches!(to, Pending | Solved | Closed),
            Pending => matches!(to, Open | Solved | Closed),
            Solved => matches!(to, Open | Closed),
            Closed => false,
        };
        if is_allowed {
            Ok(to)
        } else {
            Err(NotAllowed { from: self, to })
        }
    }

    /// What the author's reply makes of it: what waited for them, or was thought to be solved, is open again.
    pub fn after_reply_of_author(self) -> Result<TicketState, Closed> {
        match self {
            TicketState::New => Ok(TicketState::New),
            TicketState::Open | TicketState::Pending | TicketState::Solved => Ok(TicketState::Open),
            TicketState::Closed => Err(Closed),
        }
    }

    /// What the studio's reply makes of it, when it sets no state itself: somebody has looked at it.
    pub fn after_reply_of_studio(self) -> Result<TicketState, Closed> {
        match self {
            TicketState::New => Ok(TicketState::Open),
            TicketState::Closed => Err(Closed),
            other => Ok(other),
        }
    }

    /// An open ticket is a ground for an extension.
    pub fn is_unresolved(self) -> bool {
        matches!(self, TicketState::New | TicketState::Open | TicketState::Pending)
    }
}

/// A person as named in an onboarding ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingRefused {
    #[error("the ticket names nobody: write one person per line, “first name, last name, e-mail”")]
    Nobody,
    #[error("line {line} is not “first name, last name, e-mail”: {text}")]
    NotAPerson { line: usize, text: String },
    #[error("line {line}: {source}")]
    Email { line: usize, source: EmailRefused },
}

/// Reads the people from a ticket's description: lines with an `@`, of three parts divided by commas, semicolons or tabs.
pub fn newcomers(description: &str) -> Result<Vec<Newcomer>, OnboardingRefused> {
    let lines = description
        .lines()
        .enumerate()
        .filter(|(_, text)| text.contains('@'));
    let people: Vec<Newcomer> = lines
        .map(|(at, text)| newcomer(at + 1, text))
        .collect::<Result<_, _>>()?;
    if people.is_empty() {
        Err(OnboardingRefused::Nobody)
    } else {
        Ok(people)
    }
}

fn newcomer(line: usize, text: &str) -> Result<Newcomer, OnboardingRefused> {
    let parts: Vec<&str> = text.split([',', ';', '\t']).map(str::trim).collect();
    let [first_name, last_name, email] = parts.as_slice() else {
        return Err(OnboardingRefused::NotAPerson {
            line,
            text: text.trim().to_owned(),
        });
    };
    if first_name.is_empty() || last_name.is_empty() {
        return Err(OnboardingRefused::NotAPerson {
            line,
            text: text.trim().to_owned(),
        });
    }
    let email = parse_email(email).map_err(|source| OnboardingRefused::Email { line, source })?;
    Ok(Newcomer {
        first_name: (*first_name).to_owned(),
        last_name: (*last_name).to_owned(),
        email,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_onboarding_ticket_lists_people_line_by_line() {
        let people = newcomers(
            "Please onboard:\nOlga, Berg, olga@northlight.example\nOmar; Diaz; Omar@Northlight.example\n",
        );
        let people = people.unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people[1].email, "omar@northlight.example");
    }

    #[test]
    fn a_line_that_names_nobody_is_refused_with_its_number() {
        assert_eq!(newcomers("hello"), Err(OnboardingRefused::Nobody));
        assert!(matches!(
            newcomers("\nolga@northlight.example"),
            Err(OnboardingRefused::NotAPerson { line: 2, .. })
        ));
        assert_eq!(
            newcomers("A, B, qc@northlight.example"),
            Err(OnboardingRefused::Email {
                line: 1,
                source: EmailRefused::GroupAddress
            })
        );
    }

    #[test]
    fn a_closed_ticket_stays_closed() {
        for to in TicketState::ALL {
            assert!(TicketState::Closed.change_to(*to).is_err());
            assert!(to.change_to(*to).is_err());
        }
        assert_eq!(
            TicketState::Solved.change_to(TicketState::Open),
            Ok(TicketState::Open)
        );
    }

    #[test]
    fn a_reply_of_the_author_takes_up_what_waited_or_was_solved() {
        use TicketState::{New, Open, Pending, Solved};
        let after: Vec<_> = TicketState::ALL
            .iter()
            .map(|state| state.after_reply_of_author())
            .collect();
        assert_eq!(after, [Ok(New), Ok(Open), Ok(Open), Ok(Open), Err(super::Closed)]);
        let after: Vec<_> = TicketState::ALL
            .iter()
            .map(|state| state.after_reply_of_studio())
            .collect();
        assert_eq!(
            after,
            [Ok(Open), Ok(Open), Ok(Pending), Ok(Solved), Err(super::Closed)]
        );
    }

    #[test]
    fn the_kind_decides_the_team() {
        let teams: Vec<_> = TicketKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), kind.team().as_str()))
            .collect();
        assert_eq!(
            teams,
            [
                ("blocker", "asset_management"),
                ("download_trouble", "production_support"),
                ("player_fault", "platform_support"),
                ("sla_extension", "production_support"),
                ("access", "platform_support"),
                ("onboarding", "help_center"),
                ("retiering", "asset_management"),
                ("other", "help_center"),
            ]
        );
    }
}
