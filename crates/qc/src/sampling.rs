//! Which reports are verified: all of them, or a share by the operator's own record. The draw is made of ids alone, so that
//! the same report always falls the same way and anyone with the figures can go over it; a Blocker is always verified.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::id::{PolicyId, RequestId};
use crate::metrics::Tally;
use crate::words::words;

/// The record is that of the latest so many verified reports of the service: who slackens is soon looked at again.
pub const RECORD_REPORTS: i64 = 100;

/// Shares are counted in ten thousandths, so that a draw has no fractions.
pub const WHOLE: u32 = 10_000;

/// How much is verified at which accuracy: the first row whose bound the record reaches. The bound is the lower end of
/// the Wilson interval: a short record, however clean, reaches none of the higher ones.
pub const SHARES: [Band; 6] = [
    Band {
        accuracy_low: 9_700,
        share_percent: 10,
    },
    Band {
        accuracy_low: 9_400,
        share_percent: 20,
    },
    Band {
        accuracy_low: 9_000,
        share_percent: 35,
    },
    Band {
        accuracy_low: 8_500,
        share_percent: 50,
    },
    Band {
        accuracy_low: 7_500,
        share_percent: 75,
    },
    Band {
        accuracy_low: 0,
        share_percent: 100,
    },
];

/// One row of the table of shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Band {
    /// Lower bound of the accuracy, in ten thousandths.
    pub accuracy_low: u32,
    pub share_percent: u32,
}

words! {
    /// Why a report is verified, or is not.
    SamplingGround {
        /// A Blocker stands in it, or QC stopped at one.
        Blocker = "blocker",
        /// The operator has too few verified reports yet.
        ShortRecord = "short_record",
        Drawn = "drawn",
        Spared = "spared",
    }
}

/// What the studio sets for a service, of one show or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplingPolicy {
    pub id: PolicyId,
    /// However good the record, this share is verified.
    pub minimum_percent: u32,
    /// Until the operator has so many verified reports, all are.
    pub full_until: u32,
}

/// What verification has said of an operator so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub reports: u64,
    pub tally: Tally,
}

/// How the lot fell, with the figures that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    pub is_verified: bool,
    pub ground: SamplingGround,
    pub record: Record,
    pub share: u32,
    pub draw: u32,
}

impl Record {
    /// In ten thousandths.
    pub fn accuracy(self) -> u32 {
        ten_thousandths(self.tally.accuracy())
    }

    pub fn accuracy_low(self) -> u32 {
        ten_thousandths(self.tally.accuracy_share().interval().low)
    }
}

impl SamplingPolicy {
    /// The share of this operator's reports that is verified.
    pub fn share_percent(&self, record: Record) -> u32 {
        if record.reports < u64::from(self.full_until) {
            return 100;
        }
        let low = record.accuracy_low();
        let band = SHARES.iter().find(|band| low >= band.accuracy_low);
        band.map_or(100, |band| band.share_percent)
            .max(self.minimum_percent)
    }

    pub fn decide(&self, request: RequestId, record: Record, has_blocker: bool) -> Lot {
        let share = self.share_percent(record) * (WHOLE / 100);
        let draw = draw(self.id, request);
        let ground = if has_blocker {
            SamplingGround::Blocker
        } else if record.reports < u64::from(self.full_until) {
            SamplingGround::ShortRecord
        } else if draw < share {
            SamplingGround::Drawn
        } else {
            SamplingGround::Spared
        };
        Lot {
            is_verified: ground != SamplingGround::Spared,
            ground,
            record,
            share,
            draw,
        }
    }
}

/// A number under `WHOLE` that follows from the two ids. The policy's own id is known to the studio alone, so nobody can
/// tell from the address of a request whether its report will be looked at.
fn draw(policy: PolicyId, request: RequestId) -> u32 {
    let [a, b, c, d, ..] = *Uuid::new_v5(&policy.uuid(), request.uuid().as_bytes()).as_bytes();
    u32::from_be_bytes([a, b, c, d]) % WHOLE
}

fn ten_thousandths(share: f64) -> u32 {
    // A share lies between 0 and 1.
    (share * f64::from(WHOLE)).floor() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn policy(minimum_percent: u32, full_until: u32) -> SamplingPolicy {
        SamplingPolicy {
            id: PolicyId::from(Uuid::from_u128(7)),
            minimum_percent,
            full_until,
        }
    }

    fn record(reports: u64, confirmed: u64, deleted: u64) -> Record {
        let tally = Tally {
            confirmed,
            deleted,
            ..Tally::default()
        };
        Record { reports, tally }
    }

    #[test]
    fn a_good_record_is_looked_at_less_and_never_under_the_minimum() {
        let shares = [
            (record(40, 990, 10), 10),
            (record(40, 388, 12), 20),
            (record(40, 93, 7), 50),
            (record(40, 50, 50), 100),
        ];
        for (record, expected) in shares {
            assert_eq!(policy(1, 20).share_percent(record), expected, "{record:?}");
        }
        assert_eq!(policy(30, 20).share_percent(record(40, 990, 10)), 30);
        assert_eq!(
            policy(1, 41).share_percent(record(40, 990, 10)),
            100,
            "the record is too short"
        );
        assert_eq!(
            policy(1, 5).share_percent(record(5, 0, 0)),
            100,
            "nothing flagged proves nothing"
        );
    }

    #[test]
    fn a_blocker_is_always_verified() {
        for number in 0..200 {
            let request = RequestId::from(Uuid::from_u128(number));
            let lot = policy(1, 1).decide(request, record(40, 990, 10), true);
            assert_eq!((lot.is_verified, lot.ground), (true, SamplingGround::Blocker));
        }
    }

    #[test]
    fn over_many_reports_the_share_is_what_the_table_says() {
        let drawn = (0..20_000)
            .map(|number| RequestId::from(Uuid::from_u128(number)))
            .filter(|request| {
                policy(1, 1)
                    .decide(*request, record(40, 990, 10), false)
                    .is_verified
            })
            .count();
        assert!((1_800..2_200).contains(&drawn), "{drawn} of 20,000 at 10 %");
    }

    proptest! {
        #[test]
        fn a_report_always_falls_the_same_way(
            request: u128, reports in 0u64..200, confirmed in 0u64..500, deleted in 0u64..50,
            minimum in 1u32..=100, full_until in 1u32..100, has_blocker: bool,
        ) {
            let request = RequestId::from(Uuid::from_u128(request));
            let record = record(reports, confirmed, deleted);
            let policy = policy(minimum, full_until);
            let lot = policy.decide(request, record, has_blocker);
            prop_assert_eq!(lot, policy.decide(request, record, has_blocker));
            prop_assert!(lot.share >= minimum * 100 && lot.share <= WHOLE && lot.draw < WHOLE);
            if has_blocker || reports < u64::from(full_until) || lot.share == WHOLE {
                prop_assert!(lot.is_verified);
            }
        }
    }
}
