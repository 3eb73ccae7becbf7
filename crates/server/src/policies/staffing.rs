//! Whether there are people for what the policies ask, said in sentences that name what is missing and what to do. The rule is
//! `qc::request::staffing`; here the people, titles and policies of every show are read together, once for all policies.

use std::collections::{BTreeMap, HashMap};

use api::policies::{AssignmentPolicyView, RequestPolicyView};
use qc::id::{FacilityId, ShowId};
use qc::request::assignment::default_model;
use qc::request::staffing::{Colleague, Demand, Shortage, shortages};
use qc::request::{AssignmentModel, Phase, Service};
use qc::task::TaskKind;
use sqlx::PgConnection;

use super::sql;
use crate::error::ApiResult;

/// The house as policies meet it.
pub(super) struct House {
    shows: Vec<Show>,
    facilities: HashMap<FacilityId, String>,
    requests: Vec<RequestPolicyView>,
    assignment: Vec<AssignmentPolicyView>,
}

struct Show {
    id: ShowId,
    name: String,
    languages: Vec<String>,
    people: Vec<Colleague>,
}

/// What is missing, and whether nobody at all could do the work.
pub(super) struct Lack {
    pub warnings: Vec<String>,
    pub is_total: bool,
}

impl House {
    pub async fn read(db: &mut PgConnection) -> ApiResult<House> {
        let mut shows: Vec<Show> = Vec::new();
        for (id, name, languages) in sql::list_shows(&mut *db).await? {
            shows.push(Show {
                id,
                name,
                languages,
                people: Vec::new(),
            });
        }
        let mut teams: HashMap<ShowId, Vec<Colleague>> = HashMap::new();
        for (show, colleague) in sql::list_colleagues(&mut *db).await? {
            teams.entry(show).or_default().push(colleague);
        }
        for show in &mut shows {
            show.people = teams.remove(&show.id).unwrap_or_default();
        }
        Ok(House {
            shows,
            facilities: sql::list_facilities(&mut *db).await?.into_iter().collect(),
            requests: sql::list_request_policies(&mut *db, None).await?,
            assignment: sql::list_assignment_policies(&mut *db, None).await?,
        })
    }

    /// Of the shows that an assignment policy is about: its own, or all that have none of their own.
    pub fn lack_of_assignment_policy(&self, policy: &AssignmentPolicyView) -> Lack {
        let is_its_own = |show: &Show| {
            self.assignment.iter().any(|other| {
                other.show_id == Some(show.id)
                    && (other.service, other.phase) == (policy.service, policy.phase)
            })
        };
        let concerned = self.shows.iter().filter(|show| match policy.show_id {
            Some(id) => show.id == id,
            None => !is_its_own(show),
        });
        let demand = |show: &Show| Demand {
            phase: policy.phase,
            model: policy.model,
            tasks: self.tasks_of(show.id, policy.service),
            languages: show.languages.clone(),
        };
        self.lack(concerned.map(|show| (show, vec![demand(show)])))
    }

    /// Whether the tasks that a delivery opens find an operator and a verifier.
    pub fn warnings_of_request_policy(&self, policy: &RequestPolicyView) -> Vec<String> {
        let is_its_own = |show: &Show| {
            self.requests.iter().any(|other| {
                other.show_id == Some(show.id)
                    && (other.asset_kind, other.delivery_phase) == (policy.asset_kind, policy.delivery_phase)
            })
        };
        let concerned = self.shows.iter().filter(|show| match policy.show_id {
            Some(id) => show.id == id,
            None => !is_its_own(show),
        });
        let demand = |show: &Show, phase| Demand {
            phase,
            model: self.model_of(show.id, policy.service, phase),
            tasks: policy.tasks.iter().map(|task| task.kind).collect(),
            languages: show.languages.clone(),
        };
        let of_show = |show| {
            let both = Phase::ALL.iter().map(|phase| demand(show, *phase)).collect();
            (show, both)
        };
        self.lack(concerned.map(of_show)).warnings
    }

    /// Every shortage of these shows, those of several shows in one sentence.
    fn lack<'a>(&self, concerned: impl Iterator<Item = (&'a Show, Vec<Demand>)>) -> Lack {
        let mut by_shortage: BTreeMap<Shortage, Vec<&str>> = BTreeMap::new();
        let (mut shows, mut without) = (0, 0);
        for (show, demands) in concerned {
            shows += 1;
            let found: Vec<Shortage> = demands
                .iter()
                .flat_map(|demand| shortages(&show.people, demand))
                .collect();
            without += usize::from(found.iter().any(Shortage::is_total));
            for shortage in found {
                by_shortage.entry(shortage).or_default().push(&show.name);
            }
        }
        let warnings = by_shortage
            .iter()
            .map(|(shortage, names)| self.sentence(shortage, &listed(names)));
        Lack {
            warnings: warnings.collect(),
            is_total: shows > 0 && without == shows,
        }
    }

    /// Tasks that policies open in this service for this show.
    fn tasks_of(&self, show: ShowId, service: Service) -> Vec<TaskKind> {
        let of_show = |policy: &&RequestPolicyView| {
            let is_shadowed = policy.show_id.is_none()
                && self.requests.iter().any(|other| {
                    other.show_id == Some(show)
                        && (other.asset_kind, other.delivery_phase)
                            == (policy.asset_kind, policy.delivery_phase)
                });
            policy.service == service && !is_shadowed && policy.show_id.is_none_or(|of| of == show)
        };
        let tasks = self
            .requests
            .iter()
            .filter(of_show)
            .flat_map(|policy| &policy.tasks);
        tasks.map(|task| task.kind).collect()
    }

    fn model_of(&self, show: ShowId, service: Service, phase: Phase) -> AssignmentModel {
        let fits = |policy: &&AssignmentPolicyView| policy.service == service && policy.phase == phase;
        let own = self
            .assignment
            .iter()
            .filter(fits)
            .find(|policy| policy.show_id == Some(show));
        own.or_else(|| {
            self.assignment
                .iter()
                .filter(fits)
                .find(|policy| policy.show_id.is_none())
        })
        .map_or_else(|| default_model(service, phase), |policy| policy.model)
    }

    fn sentence(&self, shortage: &Shortage, shows: &str) -> String {
        match shortage {
            Shortage::Nobody(phase) => {
                let who = worker(*phase);
                format!(
                    "No active {who} works at a facility that is cleared for {shows}: clear a facility that has one, or invite one."
                )
            }
            Shortage::NoOtherFacilityAtAll => format!(
                "Every verifier for {shows} works at the only facility that reviews it, and nobody verifies a report of their own \
                 facility: clear another facility that has a verifier."
            ),
            Shortage::NoOtherFacility(facilities) => {
                let names: Vec<&str> = facilities
                    .iter()
                    .filter_map(|facility| self.facilities.get(facility))
                    .map(String::as_str)
                    .collect();
                format!(
                    "Reports of {} on {shows} find no verifier of another facility: clear one that has a verifier.",
                    listed(&names)
                )
            }
            Shortage::NoSkill(phase, skill) => {
                let (who, skill) = (
                    worker(*phase),
                    if *skill == qc::person::SKILL_HDR {
                        "HDR"
                    } else {
                        "Atmos"
                    },
                );
                format!(
                    "No {who} for {shows} has the skill “{skill}”; its tasks would wait. Give the skill to somebody on the page People, \
                     or clear a facility that has one."
                )
            }
            Shortage::NoSpeaker(phase, language) => {
                let who = worker(*phase);
                format!(
                    "No {who} for {shows} has the language “{language}”; its titles would wait. Add the language to somebody on the page \
                     People, or clear a facility that has one."
                )
            }
            Shortage::NoManager(phase) => {
                let who = worker(*phase);
                format!(
                    "No facility with an {who} for {shows} has a vendor manager: only a studio admin could give this work. Invite a vendor \
                     manager, or choose pull or push."
                )
                .replace("an verifier", "a verifier")
            }
        }
    }
}

fn worker(phase: Phase) -> &'static str {
    match phase {
        Phase::Qc => "operator",
        Phase::Verification => "verifier",
    }
}

/// "Harbour Lights", "Harbour Lights and Long Tide", "Harbour Lights, Long Tide and 4 more".
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_shows_are_counted_not_listed() {
        assert_eq!(listed(&["A"]), "A");
        assert_eq!(listed(&["A", "B"]), "A and B");
        assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
        assert_eq!(listed(&["A", "B", "C", "D"]), "A, B and 2 more");
    }
}
