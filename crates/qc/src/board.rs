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
    fn production_sees_fix_notes_needed_first_and_post_its_waivers() {
        assert_eq!(Column::order(Role::Production)[0], Column::FixNotesNeeded);
        assert_eq!(Column::order(Role::Post)[0], Column::FixNotesSubmitted);
        assert_eq!(Column::order(Role::Post).len(), Column::ALL.len());
    }
}
