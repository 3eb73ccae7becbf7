//! The measures of the work, from the verdicts on reports and from their clocks. C confirmed (a lowered severity counts as
//! confirmed), E replaced, D deleted, M missed and added by the verifier. Counted when read, never stored.

mod figures;
mod share;
mod spread;

pub use figures::{Counted, Figures, Severities};
pub use share::{Interval, Share, wilson};
pub use spread::Spread;

use crate::verification::VerdictKind;
use crate::words::words;

words! {
    /// What figures are told apart by.
    Dimension {
        Operator = "operator",
        Facility = "facility",
        Show = "show",
        Service = "service",
        /// The month of submission, by UTC.
        Month = "month",
    }
}

words! {
    /// A figure that is made of issues.
    IssueFigure {
        Accuracy = "accuracy",
        Precision = "precision",
        Recall = "recall",
        /// What operators flagged.
        Flags = "flags",
        /// What production refused to fix.
        Refused = "refused",
    }
}

impl IssueFigure {
    /// The verdicts that it counts; none where it counts no verdicts.
    pub fn verdicts(self) -> Option<&'static [VerdictKind]> {
        use VerdictKind::*;
        match self {
            IssueFigure::Accuracy => Some(VerdictKind::ALL),
            IssueFigure::Precision => Some(&[Confirmed, SeverityLowered, Replaced, Deleted]),
            IssueFigure::Recall => Some(&[Confirmed, SeverityLowered, Replaced, Added]),
            IssueFigure::Flags | IssueFigure::Refused => None,
        }
    }
}

impl Dimension {
    /// Says something of people: not for those of a show.
    pub fn is_of_people(self) -> bool {
        matches!(self, Dimension::Operator | Dimension::Facility)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub confirmed: u64,
    pub replaced: u64,
    pub deleted: u64,
    pub added: u64,
}

impl Tally {
    pub fn of(verdicts: impl IntoIterator<Item = VerdictKind>) -> Tally {
        let mut tally = Tally::default();
        for verdict in verdicts {
            tally.count(verdict);
        }
        tally
    }

    pub fn count(&mut self, verdict: VerdictKind) {
        match verdict {
            VerdictKind::Confirmed | VerdictKind::SeverityLowered => self.confirmed += 1,
            VerdictKind::Replaced => self.replaced += 1,
            VerdictKind::Deleted => self.deleted += 1,
            VerdictKind::Added => self.added += 1,
        }
    }

    pub fn add(&mut self, other: Tally) {
        self.confirmed += other.confirmed;
        self.replaced += other.replaced;
        self.deleted += other.deleted;
        self.added += other.added;
    }

    /// C / (C + E + D + M). A report with nothing to find and nothing flagged is wholly right.
    pub fn accuracy(self) -> f64 {
        self.accuracy_share().value()
    }

    /// Of what was flagged, the part that was right.
    pub fn precision(self) -> f64 {
        self.precision_share().value()
    }

    /// Of what was there, the part that was flagged rightly.
    pub fn recall(self) -> f64 {
        self.recall_share().value()
    }

    pub fn accuracy_share(self) -> Share {
        self.share_of(self.replaced + self.deleted + self.added)
    }

    pub fn precision_share(self) -> Share {
        self.share_of(self.replaced + self.deleted)
    }

    pub fn recall_share(self) -> Share {
        self.share_of(self.replaced + self.added)
    }

    fn share_of(self, against: u64) -> Share {
        Share {
            part: self.confirmed,
            whole: self.confirmed + against,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lowered_severity_does_not_count_against_the_operator() {
        use VerdictKind::*;
        let tally = Tally::of([Confirmed, SeverityLowered, Replaced, Deleted, Added]);
        assert_eq!(
            tally,
            Tally {
                confirmed: 2,
                replaced: 1,
                deleted: 1,
                added: 1
            }
        );
        assert_eq!(tally.accuracy(), 0.4);
        assert_eq!(tally.precision(), 0.5);
        assert_eq!(tally.recall(), 0.5);
        assert_eq!(Tally::of([Confirmed, SeverityLowered]).accuracy(), 1.0);
        assert_eq!(tally.accuracy_share(), Share { part: 2, whole: 5 });
    }

    #[test]
    fn the_issues_behind_a_share_are_its_whole() {
        let of = |figure: IssueFigure| Tally::of(figure.verdicts().unwrap().iter().copied());
        let all = Tally::of(VerdictKind::ALL.iter().copied());
        assert_eq!(of(IssueFigure::Accuracy).accuracy_share(), all.accuracy_share());
        assert_eq!(of(IssueFigure::Precision).accuracy_share(), all.precision_share());
        assert_eq!(of(IssueFigure::Recall).accuracy_share(), all.recall_share());
        assert_eq!(IssueFigure::Refused.verdicts(), None);
    }

    #[test]
    fn nothing_flagged_and_nothing_missed_is_right() {
        assert_eq!(Tally::default().accuracy(), 1.0);
        assert_eq!(Tally::of([VerdictKind::Added]).accuracy(), 0.0);
    }
}
