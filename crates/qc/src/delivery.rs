//! A delivery: one version of an asset, from upload to acceptance or rejection. It is inspected whole: one failing track
//! rejects all of it.

use crate::words::words;

words! {
    PackageKind {
        Original = "original",
        /// Carries only what changed; needs an earlier package.
        Supplemental = "supplemental",
        WavSet = "wav_set",
    }
}

words! {
    DeliveryState {
        Uploading = "uploading",
        Inspecting = "inspecting",
        Rejected = "rejected",
        Accepted = "accepted",
        Canceled = "canceled",
    }
}

words! {
    DeliveryStep {
        /// The last byte of the last file has arrived.
        CompleteUpload = "complete_upload",
        Accept = "accept",
        Reject = "reject",
        Cancel = "cancel",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a delivery that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: DeliveryState,
    pub step: DeliveryStep,
}

impl DeliveryState {
    pub fn after(self, step: DeliveryStep) -> Result<DeliveryState, NotAllowed> {
        use DeliveryState::*;
        match (self, step) {
            (Uploading, DeliveryStep::CompleteUpload) => Ok(Inspecting),
            (Uploading | Inspecting, DeliveryStep::Cancel) => Ok(Canceled),
            (Inspecting, DeliveryStep::Accept) => Ok(Accepted),
            (Inspecting, DeliveryStep::Reject) => Ok(Rejected),
            _ => Err(NotAllowed { from: self, step }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_decided_stays_decided() {
        for state in [
            DeliveryState::Rejected,
            DeliveryState::Accepted,
            DeliveryState::Canceled,
        ] {
            for step in DeliveryStep::ALL {
                assert_eq!(
                    state.after(*step),
                    Err(NotAllowed {
                        from: state,
                        step: *step
                    })
                );
            }
        }
    }

    #[test]
    fn nothing_is_accepted_before_it_is_inspected() {
        assert!(DeliveryState::Uploading.after(DeliveryStep::Accept).is_err());
        assert_eq!(
            DeliveryState::Inspecting.after(DeliveryStep::Accept),
            Ok(DeliveryState::Accepted)
        );
    }
}
