//! The board of a show: in which column a request stands, which columns need whom, and in which order they are read.

use crate::person::Role;
use crate::request::RequestState;
use crate::words::words;

words! {
    Column {
        FixNotesNeeded = "fix_notes_needed",
        /// Proposals to waive that wait for post.
        FixNotesSubmitted = "fix_notes_submitted",
        OnHold = "on_hold",
        AwaitingRedelivery = "awaiting_redelivery",
        /// From preparation to the end of verification.
        InQc = "in_qc",
        /// Approved or rejected a short while ago.
        Concluded = "concluded",
    }
}

/// What is undecided about a request, whatever its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuestions {
    /// Objections on which post has not decided.
    pub objections: i64,
    /// QC stopped at a blocker and was not resumed.
    pub is_stopped: bool,
    /// It was said until when the redelivery is expected.
    pub has_due_date: bool,
}

impl Column {
    /// The states that stand in it.
    pub fn states(self) -> &'static [RequestState] {
        use RequestState::*;
        match self {
            Column::FixNotesNeeded => &[FixNotesNeeded],
            Column::FixNotesSubmitted => &[FixNotesSubmitted],
            Column::OnHold => &[OnHold],
            Column::AwaitingRedelivery => &[AwaitingRedelivery],
            Column::InQc => &[
                Preparing,
                Available,
                Assigned,
                Downloading,
                InQc,
                Submitted,
                VerificationAvailable,
                InVerification,
                Verified,
            ],
            Column::Concluded => &[Approved, Rejected],
        }
    }

    /// Somebody of this role has the next step.
    pub fn needs(self, role: Role) -> bool {
        match self {
            Column::FixNotesNeeded | Column::AwaitingRedelivery => role == Role::Production,
            Column::FixNotesSubmitted | Column::OnHold => role == Role::Post,
            Column::InQc | Column::Concluded => false,
        }
    }

    /// As `needs`, of one request: also where its column asks nothing of the role.
    pub fn needs_of(self, role: Role, open: OpenQuestions) -> bool {
        let asks_post = open.objections > 0
            || open.is_stopped
            || (self == Column::AwaitingRedelivery && !open.has_due_date);
        self.needs(role) || (role == Role::Post && asks_post && self != Column::Concluded)
    }

    /// The columns as this role reads them: what needs them first.
    pub fn order(role: Role) -> Vec<Column> {
        let mut columns = Column::ALL.to_vec();
        columns.sort_by_key(|column| !column.needs(role));
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_but_canceled_stands_in_one_column() {
        for state in RequestState::ALL {
            let columns = Column::ALL
                .iter()
                .filter(|column| column.states().contains(state));
            let expected = usize::from(*state != RequestState::Canceled);
            assert_eq!(columns.count(), expected, "{state}");
        }
    }

    #[test]
    fn post_is_needed_where_it_has_to_decide_whatever_the_column() {
        let nothing = OpenQuestions {
            objections: 0,
            is_stopped: false,
            has_due_date: true,
        };
        let objected = OpenQuestions {
            objections: 1,
            ..nothing
        };
        let stopped = OpenQuestions {
            is_stopped: true,
            ..nothing
        };
        let undated = OpenQuestions {
            has_due_date: false,
            ..nothing
        };
        assert!(!Column::FixNotesNeeded.needs_of(Role::Post, nothing));
        assert!(Column::FixNotesNeeded.needs_of(Role::Post, objected));
        assert!(Column::FixNotesNeeded.needs_of(Role::Production, nothing));
        assert!(Column::InQc.needs_of(Role::Post, stopped));
        assert!(!Column::InQc.needs_of(Role::Production, stopped));
        assert!(Column::AwaitingRedelivery.needs_of(Role::Post, undated));
        assert!(!Column::AwaitingRedelivery.needs_of(Role::Post, nothing));
        assert!(!Column::InQc.needs_of(Role::Post, undated));
        assert!(!Column::Concluded.needs_of(Role::Post, stopped));
    }

    #[test]
    fn production_sees_fix_notes_needed_first_and_post_its_waivers() {
        assert_eq!(Column::order(Role::Production)[0], Column::FixNotesNeeded);
        assert_eq!(Column::order(Role::Post)[0], Column::FixNotesSubmitted);
        assert_eq!(Column::order(Role::Post).len(), Column::ALL.len());
    }
}
