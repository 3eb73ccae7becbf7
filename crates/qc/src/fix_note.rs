//! Fix notes: production's answers to Issues and Blockers, post's decisions on proposals to waive, and what becomes of the
//! request when all is said. Only Download and Cast have them; an FYI needs no answer.

use crate::words::words;

words! {
    Answer {
        ProductionWillFix = "production_will_fix",
        CreativeIntent = "creative_intent",
        BestPossible = "best_possible",
    }
}
words! { FixNoteState { Draft = "draft", Submitted = "submitted" } }
words! {
    FixNoteStep {
        Change = "change",
        Submit = "submit",
        /// The deadline passed: the draft is handed in as it stands, and what has no answer counts as to be fixed.
        CloseByDeadline = "close_by_deadline",
        /// Post refused the waiver: production answers again.
        ReturnToProduction = "return_to_production",
    }
}
words! {
    /// A refusal to fix is a proposal to waive: it needs post's agreement.
    Waiver {
        None = "none",
        Proposed = "proposed",
        Agreed = "agreed",
        Refused = "refused",
    }
}

impl Answer {
    /// Creative Intent and Best Possible ask for the issue to be waived.
    pub fn proposes_waiver(self) -> bool {
        self != Answer::ProductionWillFix
    }

    pub fn waiver_when_submitted(self) -> Waiver {
        if self.proposes_waiver() {
            Waiver::Proposed
        } else {
            Waiver::None
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FixNoteRefused {
    #[error("Creative Intent and Best Possible need a reason")]
    ReasonMissing,
    #[error("only a proposal to waive that is open can be decided")]
    NothingToDecide,
    #[error("a refusal needs a reason")]
    RefusalReasonMissing,
    #[error("a fix note that is {from} cannot take the step {step}")]
    NotAllowed { from: FixNoteState, step: FixNoteStep },
}

impl FixNoteState {
    /// A fix note begins as a draft, with the first answer; before that there is none.
    pub fn after(self, step: FixNoteStep) -> Result<FixNoteState, FixNoteRefused> {
        use FixNoteState::*;
        let next = match (self, step) {
            (Draft, FixNoteStep::Change) => Some(Draft),
            (Draft, FixNoteStep::Submit | FixNoteStep::CloseByDeadline) => Some(Submitted),
            (Submitted, FixNoteStep::ReturnToProduction) => Some(Draft),
            _ => None,
        };
        next.ok_or(FixNoteRefused::NotAllowed { from: self, step })
    }
}

/// What a deadline makes of an answer: a complete draft stands, anything else counts as to be fixed.
pub fn answer_at_deadline(draft: Option<(Answer, Waiver)>) -> Answer {
    match draft {
        Some((answer, waiver)) if waiver != Waiver::Refused => answer,
        _ => Answer::ProductionWillFix,
    }
}

pub fn check_answer(answer: Answer, reason: &str) -> Result<(), FixNoteRefused> {
    if answer.proposes_waiver() && reason.trim().is_empty() {
        Err(FixNoteRefused::ReasonMissing)
    } else {
        Ok(())
    }
}

/// Post agrees to a proposal, or refuses it with a reason.
pub fn decide_waiver(waiver: Waiver, agrees: bool, reason: &str) -> Result<Waiver, FixNoteRefused> {
    match (waiver, agrees) {
        (Waiver::None | Waiver::Agreed | Waiver::Refused, _) => Err(FixNoteRefused::NothingToDecide),
        (Waiver::Proposed, true) => Ok(Waiver::Agreed),
        (Waiver::Proposed, false) if reason.trim().is_empty() => Err(FixNoteRefused::RefusalReasonMissing),
        (Waiver::Proposed, false) => Ok(Waiver::Refused),
    }
}

/// What becomes of a request whose fix notes are submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Post has proposals to decide.
    Waiting,
    /// A proposal was refused: production answers that issue again.
    AnswerAgain,
    AwaitRedelivery,
    Approve,
}

pub fn conclude(notes: &[(Answer, Waiver)]) -> Conclusion {
    if notes.iter().any(|(_, waiver)| *waiver == Waiver::Proposed) {
        Conclusion::Waiting
    } else if notes.iter().any(|(_, waiver)| *waiver == Waiver::Refused) {
        Conclusion::AnswerAgain
    } else if notes
        .iter()
        .any(|(answer, _)| *answer == Answer::ProductionWillFix)
    {
        Conclusion::AwaitRedelivery
    } else {
        Conclusion::Approve
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answer::*;

    #[test]
    fn a_refusal_to_fix_needs_a_reason() {
        assert_eq!(check_answer(ProductionWillFix, ""), Ok(()));
        for answer in [CreativeIntent, BestPossible] {
            assert_eq!(check_answer(answer, "  "), Err(FixNoteRefused::ReasonMissing));
            assert_eq!(check_answer(answer, "the flash is a muzzle flash"), Ok(()));
            assert_eq!(answer.waiver_when_submitted(), Waiver::Proposed);
        }
    }

    #[test]
    fn only_an_open_proposal_is_decided_and_a_refusal_says_why() {
        assert_eq!(decide_waiver(Waiver::Proposed, true, ""), Ok(Waiver::Agreed));
        assert_eq!(
            decide_waiver(Waiver::Proposed, false, ""),
            Err(FixNoteRefused::RefusalReasonMissing)
        );
        assert_eq!(
            decide_waiver(Waiver::Proposed, false, "seen in the trailer"),
            Ok(Waiver::Refused)
        );
        for waiver in [Waiver::None, Waiver::Agreed, Waiver::Refused] {
            assert_eq!(
                decide_waiver(waiver, true, ""),
                Err(FixNoteRefused::NothingToDecide)
            );
        }
    }

    #[test]
    fn what_is_submitted_changes_only_when_post_returns_it() {
        use FixNoteState::*;
        assert_eq!(Draft.after(FixNoteStep::Submit), Ok(Submitted));
        assert_eq!(Submitted.after(FixNoteStep::ReturnToProduction), Ok(Draft));
        for step in [
            FixNoteStep::Change,
            FixNoteStep::Submit,
            FixNoteStep::CloseByDeadline,
        ] {
            assert!(Submitted.after(step).is_err(), "{step}");
        }
    }

    #[test]
    fn at_the_deadline_a_draft_stands_and_what_is_missing_will_be_fixed() {
        assert_eq!(answer_at_deadline(None), ProductionWillFix);
        assert_eq!(
            answer_at_deadline(Some((CreativeIntent, Waiver::None))),
            CreativeIntent
        );
        assert_eq!(
            answer_at_deadline(Some((BestPossible, Waiver::Refused))),
            ProductionWillFix
        );
    }

    #[test]
    fn the_conclusion_waits_for_post_then_follows_the_answers() {
        assert_eq!(
            conclude(&[
                (CreativeIntent, Waiver::Proposed),
                (ProductionWillFix, Waiver::None)
            ]),
            Conclusion::Waiting
        );
        assert_eq!(
            conclude(&[
                (CreativeIntent, Waiver::Refused),
                (ProductionWillFix, Waiver::None)
            ]),
            Conclusion::AnswerAgain
        );
        assert_eq!(
            conclude(&[
                (CreativeIntent, Waiver::Agreed),
                (ProductionWillFix, Waiver::None)
            ]),
            Conclusion::AwaitRedelivery
        );
        assert_eq!(
            conclude(&[(CreativeIntent, Waiver::Agreed), (BestPossible, Waiver::Agreed)]),
            Conclusion::Approve
        );
        assert_eq!(conclude(&[]), Conclusion::Approve);
    }
}
