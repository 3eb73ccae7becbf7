//! Which kinds of renditions a composition can get here, and why not the others: for the policy that chooses, and for the
//! people who ask why a button is grey.

use super::{PlanError, plan_one};
use crate::facts::{CompositionFacts, Source};
use crate::kind::RenditionKind;
use crate::probe::Abilities;

/// Every kind with its verdict; what is `Ok` here can be planned. Not a kind fails here and is planned all the same,
/// because the plan itself is asked.
pub fn possible_kinds(
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
) -> Vec<(RenditionKind, Result<(), PlanError>)> {
    let verdict = |kind| {
        let planned = plan_one(
            kind,
            facts,
            source,
            abilities,
            super::chunk_frames(facts.edit_rate),
        );
        (kind, planned.map(|_| ()))
    };
    RenditionKind::ALL.into_iter().map(verdict).collect()
}
