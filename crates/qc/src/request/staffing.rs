//! Whether there are people for what a policy asks. A policy that nobody can satisfy would let work lie in silence; whoever
//! saves one is told what is missing. Only facts of accounts count here (role, facility, skills, languages), not who is on
//! a break today. The server gathers the people of a show and says the shortages in sentences.

use std::collections::BTreeSet;

use super::assignment::speaks;
use super::{AssignmentModel, Phase};
use crate::id::FacilityId;
use crate::person::{Role, SKILL_ATMOS, SKILL_HDR};
use crate::task::TaskKind;

/// Somebody whose account is active, whose facility is cleared for the show, and whom no legal bar keeps from it.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub role: Role,
    pub facility: FacilityId,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
}

/// What work of one show asks of people.
#[derive(Clone, Debug)]
pub struct Demand {
    pub phase: Phase,
    pub model: AssignmentModel,
    /// The tasks that the show's policies open.
    pub tasks: Vec<TaskKind>,
    /// The languages of the show's titles.
    pub languages: Vec<String>,
}

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// Nobody does this work for the show at all.
    Nobody(Phase),
    /// Reports of these facilities have no verifier elsewhere.
    NoOtherFacility(Vec<FacilityId>),
    /// As above, and there is no other facility that writes reports.
    NoOtherFacilityAtAll,
    NoSkill(Phase, &'static str),
    NoSpeaker(Phase, String),
    /// Work is given, and no facility that could do it has a vendor manager.
    NoManager(Phase),
}

impl Shortage {
    /// Nothing of the work could ever be done.
    pub fn is_total(&self) -> bool {
        matches!(self, Shortage::Nobody(_) | Shortage::NoOtherFacilityAtAll)
    }
}

/// Everything that is missing, the gravest first. When there is nobody, nothing else is said.
pub fn shortages(people: &[Colleague], demand: &Demand) -> Vec<Shortage> {
    let role = match demand.phase {
        Phase::Qc => Role::Operator,
        Phase::Verification => Role::Verifier,
    };
    let team: Vec<&Colleague> = people.iter().filter(|person| person.role == role).collect();
    if team.is_empty() {
        return vec![Shortage::Nobody(demand.phase)];
    }
    let mut missing = Vec::new();
    if demand.phase == Phase::Verification {
        missing.extend(no_other_facility(people, &team));
    }
    missing.extend(no_skill(&team, demand));
    missing.extend(no_speaker(&team, demand));
    if demand.model == AssignmentModel::Managed {
        let is_managed = |member: &&Colleague| {
            people
                .iter()
                .any(|person| person.role == Role::VendorManager && person.facility == member.facility)
        };
        if !team.iter().any(is_managed) {
            missing.push(Shortage::NoManager(demand.phase));
        }
    }
    missing
}

/// A report goes to a verifier of another facility than its operator's.
fn no_other_facility(people: &[Colleague], verifiers: &[&Colleague]) -> Option<Shortage> {
    let writing: BTreeSet<FacilityId> = people
        .iter()
        .filter(|person| person.role == Role::Operator)
        .map(|person| person.facility)
        .collect();
    let is_stuck = |facility: &FacilityId| verifiers.iter().all(|verifier| verifier.facility == *facility);
    let stuck: Vec<FacilityId> = writing.iter().copied().filter(is_stuck).collect();
    match stuck.len() {
        0 => None,
        count if count == writing.len() => Some(Shortage::NoOtherFacilityAtAll),
        _ => Some(Shortage::NoOtherFacility(stuck)),
    }
}

fn no_skill(team: &[&Colleague], demand: &Demand) -> Vec<Shortage> {
    let needed = [(TaskKind::Hdr, SKILL_HDR), (TaskKind::Atmos, SKILL_ATMOS)];
    let has = |skill: &str| {
        team.iter()
            .any(|member| member.skills.iter().any(|own| own == skill))
    };
    needed
        .into_iter()
        .filter(|(kind, skill)| demand.tasks.contains(kind) && !has(skill))
        .map(|(_, skill)| Shortage::NoSkill(demand.phase, skill))
        .collect()
}

fn no_speaker(team: &[&Colleague], demand: &Demand) -> Vec<Shortage> {
    let languages: BTreeSet<&String> = demand.languages.iter().collect();
    languages
        .into_iter()
        .filter(|language| !team.iter().any(|member| speaks(&member.languages, language)))
        .map(|language| Shortage::NoSpeaker(demand.phase, language.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colleague(role: Role, facility: FacilityId) -> Colleague {
        Colleague {
            role,
            facility,
            skills: vec![],
            languages: vec!["en".into()],
        }
    }

    fn demand(phase: Phase) -> Demand {
        Demand {
            phase,
            model: AssignmentModel::Push,
            tasks: vec![TaskKind::Sdr],
            languages: vec!["en-GB".into()],
        }
    }

    #[test]
    fn where_there_is_nobody_nothing_else_is_said() {
        let manager = colleague(Role::VendorManager, FacilityId::new());
        let missing = shortages(&[manager], &demand(Phase::Qc));
        assert_eq!(missing, [Shortage::Nobody(Phase::Qc)]);
        assert!(missing[0].is_total());
    }

    #[test]
    fn a_report_needs_a_verifier_of_another_facility() {
        let (north, south) = (FacilityId::new(), FacilityId::new());
        let mut people = vec![colleague(Role::Operator, north), colleague(Role::Verifier, north)];
        let asked = demand(Phase::Verification);
        assert_eq!(shortages(&people, &asked), [Shortage::NoOtherFacilityAtAll]);
        people.push(colleague(Role::Operator, south));
        assert_eq!(
            shortages(&people, &asked),
            [Shortage::NoOtherFacility(vec![north])]
        );
        people.push(colleague(Role::Verifier, south));
        assert_eq!(shortages(&people, &asked), []);
    }

    #[test]
    fn skills_languages_and_managers_that_are_missing_are_named() {
        let north = FacilityId::new();
        let mut people = vec![colleague(Role::Operator, north)];
        let asked = Demand {
            model: AssignmentModel::Managed,
            tasks: vec![TaskKind::Hdr, TaskKind::Atmos],
            languages: vec!["de".into(), "en".into(), "de".into()],
            ..demand(Phase::Qc)
        };
        let missing = shortages(&people, &asked);
        assert_eq!(
            missing,
            [
                Shortage::NoSkill(Phase::Qc, SKILL_HDR),
                Shortage::NoSkill(Phase::Qc, SKILL_ATMOS),
                Shortage::NoSpeaker(Phase::Qc, "de".into()),
                Shortage::NoManager(Phase::Qc),
            ]
        );
        assert!(!missing.iter().any(Shortage::is_total));
        people[0].skills = vec![SKILL_HDR.into(), SKILL_ATMOS.into()];
        people[0].languages = vec![];
        people.push(colleague(Role::VendorManager, north));
        assert_eq!(shortages(&people, &asked), []);
    }
}
