//! Background work as people see it: lanes, states, what a worker is able to do, and what goes first. How jobs are taken and
//! kept is the server's own matter.

use crate::words::words;

words! {
    JobState {
        Waiting = "waiting",
        Running = "running",
        /// Tried too often: it waits for a person.
        Parked = "parked",
    }
}

words! {
    /// Jobs of one lane have workers of their own, so that hours of encoding never hold up a mail.
    Lane {
        /// Seconds: sweeps, hand-overs.
        Short = "short",
        /// Minutes and hours: inspection, encoding, measuring.
        Media = "media",
        /// Calls to machines of others.
        Outbound = "outbound",
    }
}

words! {
    /// What a machine must be able to do to take a media job.
    Capability {
        Inspect = "inspect",
        Encode = "encode",
        Measure = "measure",
    }
}

words! {
    /// Which jobs go first. `rush` and `standard` follow the requests; a person who says `first` or `last` has the last word.
    Urgency {
        First = "first",
        Rush = "rush",
        Standard = "standard",
        Last = "last",
    }
}

words! {
    /// What a person may do with a job.
    JobStep {
        Retry = "retry",
        Cancel = "cancel",
        Prioritise = "prioritise",
    }
}

impl Urgency {
    /// Lower goes first; the number in the database.
    pub fn rank(self) -> i16 {
        self as i16
    }

    pub fn of_rank(rank: i16) -> Option<Urgency> {
        Urgency::ALL
            .iter()
            .copied()
            .find(|urgency| urgency.rank() == rank)
    }
}

/// A step that the job's state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    #[error("a job that is {0} is not retried: only one that was given up")]
    NotParked(JobState),
    #[error("it is being done; what goes first is asked of those that wait")]
    Running,
}

impl JobStep {
    pub fn check(self, state: JobState) -> Result<(), NotNow> {
        match (self, state) {
            (JobStep::Retry, JobState::Waiting | JobState::Running) => Err(NotNow::NotParked(state)),
            (JobStep::Prioritise, JobState::Running) => Err(NotNow::Running),
            (JobStep::Retry | JobStep::Prioritise | JobStep::Cancel, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_urgent_ranks_before_what_is_not() {
        assert!(
            Urgency::ALL
                .windows(2)
                .all(|pair| pair[0].rank() < pair[1].rank())
        );
        for urgency in Urgency::ALL {
            assert_eq!(Urgency::of_rank(urgency.rank()), Some(*urgency));
        }
        assert_eq!(Urgency::of_rank(4), None);
    }

    #[test]
    fn every_job_can_be_canceled_and_only_a_parked_one_retried() {
        let allowed = |step: JobStep| -> Vec<JobState> {
            let states = JobState::ALL.iter().copied();
            states.filter(|state| step.check(*state).is_ok()).collect()
        };
        assert_eq!(allowed(JobStep::Cancel), JobState::ALL);
        assert_eq!(allowed(JobStep::Retry), [JobState::Parked]);
        assert_eq!(
            allowed(JobStep::Prioritise),
            [JobState::Waiting, JobState::Parked]
        );
    }
}
