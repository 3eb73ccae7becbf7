//! The work as its history tells it: from the acts alone, in their order, what each report says. Nothing is read from the
//! rows that metrics are served from.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use qc::id::PersonId;
use qc::metrics::{Counted, Severities, Share, Tally};
use qc::request::Service;
use qc::severity::Severity;
use qc::sla::SlaClock;
use qc::verification::VerdictKind;
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::made::{Made, Origin};
use crate::world::World;

/// One report, told.
pub struct Told {
    pub origin: Origin,
    pub counted: Counted,
    /// By issue: its code, its severity while it stands, its verdict.
    pub issues: Vec<(String, Option<Severity>, Option<VerdictKind>)>,
}

impl Told {
    pub fn submitted_at(&self) -> DateTime<Utc> {
        self.counted.clock.submitted_at.expect("it was submitted")
    }
}

#[derive(FromRow)]
struct Act {
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    act: String,
    noun_id: Uuid,
    request_id: Uuid,
    before: Option<Value>,
    after: Option<Value>,
}

/// The reports that count, each from its acts.
pub async fn read(world: &World, made: &Made) -> Vec<Told> {
    let acts: Vec<Act> = sqlx::query_as(
        "select at, actor_id, act, noun_id, request_id, before, after from history where request_id is not null order by id",
    )
    .fetch_all(&world.app().db)
    .await
    .expect("the history");
    let mut by_request: HashMap<Uuid, Vec<Act>> = HashMap::new();
    for act in acts {
        by_request.entry(act.request_id).or_default().push(act);
    }
    let told = made.origins.iter().filter_map(|of| {
        let mut teller = Teller::default();
        for act in by_request.get(&of.request).into_iter().flatten() {
            teller.hear(of, act);
        }
        teller.report(of)
    });
    told.collect()
}

#[derive(Default)]
struct Teller {
    waited_s: i64,
    pooled_at: Option<DateTime<Utc>>,
    assigned_at: Option<DateTime<Utc>>,
    downloaded_at: Option<DateTime<Utc>>,
    submitted_at: Option<DateTime<Utc>>,
    extra_h: i64,
    codes: BTreeMap<Uuid, String>,
    standing: HashMap<Uuid, Severity>,
    /// What the operator flagged, as it was then.
    flags: HashMap<Uuid, Severity>,
    verdicts: HashMap<Uuid, VerdictKind>,
    is_verified: bool,
    answers: HashMap<Uuid, bool>,
    are_answered: bool,
    ended: Option<bool>,
    is_canceled: bool,
}

fn word<T: std::str::FromStr>(value: &Option<Value>, field: &str) -> Option<T> {
    value.as_ref()?[field].as_str()?.parse().ok()
}

impl Teller {
    fn hear(&mut self, of: &Origin, act: &Act) {
        let state = |side: &Option<Value>| word::<String>(side, "state");
        if act.noun_id == of.request {
            if state(&act.before).as_deref() == Some("available") {
                self.waited_s += self
                    .pooled_at
                    .take()
                    .map_or(0, |since| (act.at - since).num_seconds());
            }
            if state(&act.after).as_deref() == Some("available") {
                self.pooled_at = Some(act.at);
            }
        }
        match act.act.as_str() {
            "request.taken" => self.assigned_at = Some(act.at),
            "request.handed_back" => (self.assigned_at, self.downloaded_at) = (None, None),
            "request.downloaded" => self.downloaded_at = Some(act.at),
            "request.extended" => {
                self.extra_h += act
                    .after
                    .as_ref()
                    .map_or(0, |after| after["extra_h"].as_i64().unwrap_or(0))
            }
            "request.submitted" => self.submitted_at = Some(act.at),
            "verification.submitted" => self.is_verified = true,
            "fix_note.saved" => {
                let refuses = word::<String>(&act.after, "answer").as_deref() != Some("production_will_fix");
                self.answers.insert(act.noun_id, refuses);
            }
            "request.fix_notes_submitted" => self.are_answered = true,
            "request.approved" => self.ended = Some(false),
            "request.redelivery_awaited" | "request.redelivered" => self.ended = Some(true),
            "request.canceled" => self.is_canceled = true,
            // What else happens to a request changes no figure.
            _ if act.noun_id == of.request => {}
            _ => self.hear_of_issue(of, act),
        }
    }

    fn hear_of_issue(&mut self, of: &Origin, act: &Act) {
        let by_operator = act.actor_id.map(PersonId::from) == Some(of.operator);
        match act.act.as_str() {
            "issue.created" => {
                self.codes
                    .insert(act.noun_id, word(&act.after, "code").expect("a code"));
                self.standing
                    .insert(act.noun_id, word(&act.after, "severity").expect("a severity"));
                if by_operator {
                    self.flags
                        .insert(act.noun_id, word(&act.after, "severity").expect("a severity"));
                }
            }
            "issue.deleted" => {
                self.standing.remove(&act.noun_id);
                if by_operator {
                    self.flags.remove(&act.noun_id);
                }
            }
            "issue.replaced" => drop(self.standing.remove(&act.noun_id)),
            "issue.severity_lowered" => {
                self.standing
                    .insert(act.noun_id, word(&act.after, "severity").expect("a severity"));
            }
            "verdict.given" => {
                self.verdicts
                    .insert(act.noun_id, word(&act.after, "verdict").expect("a verdict"));
            }
            "verdict.withdrawn" => drop(self.verdicts.remove(&act.noun_id)),
            other => panic!("the story of a report knows no {other}"),
        }
    }

    fn report(self, of: &Origin) -> Option<Told> {
        let submitted_at = self.submitted_at.filter(|_| !self.is_canceled)?;
        let flag_count = self.flags.len() as u64;
        // A verification that is under way has changed nothing yet.
        let (verdicts, standing, codes) = if self.is_verified {
            (self.verdicts, self.standing, self.codes)
        } else {
            let is_flag = |(id, _): &(Uuid, String)| self.flags.contains_key(id);
            let codes = self.codes.into_iter().filter(is_flag).collect();
            (HashMap::new(), self.flags, codes)
        };
        let mut severities = Severities::default();
        for severity in standing.values() {
            severities.add(*severity, 1);
        }
        let refused = Share {
            part: self.answers.values().filter(|refuses| **refuses).count() as u64,
            whole: self.answers.len() as u64,
        };
        let assigned_at = self.assigned_at?;
        let counted = Counted {
            title: of.title,
            round: of.round,
            clock: SlaClock {
                service: of.service,
                priority: of.priority,
                delivered_at: of.delivered_at,
                assigned_at: Some(assigned_at),
                submitted_at: Some(submitted_at),
                verified_at: None,
                extended: TimeDelta::hours(self.extra_h),
            },
            waited_s: Some(self.waited_s),
            download_s: self
                .downloaded_at
                .filter(|_| of.service == Service::Download)
                .map(|at| (at - assigned_at).num_seconds()),
            tally: Tally::of(verdicts.values().copied()),
            is_verified: self.is_verified,
            flags: flag_count,
            programme_s: of.programme_s,
            severities,
            refused: if self.are_answered {
                refused
            } else {
                Share::default()
            },
            is_redelivered: self.ended,
        };
        let issues = codes
            .into_iter()
            .map(|(id, code)| (code, standing.get(&id).copied(), verdicts.get(&id).copied()));
        Some(Told {
            origin: *of,
            counted,
            issues: issues.collect(),
        })
    }
}

/// What became of the issues of each code, in the shape that is served.
pub fn codes(told: &[Told]) -> Value {
    let mut codes: BTreeMap<&str, (Severities, BTreeMap<&str, u64>)> = BTreeMap::new();
    for (code, severity, verdict) in told.iter().flat_map(|of| &of.issues) {
        let (severities, verdicts) = codes.entry(code).or_default();
        if let Some(severity) = severity {
            severities.add(*severity, 1);
        }
        if let Some(verdict) = verdict {
            *verdicts.entry(verdict.as_str()).or_default() += 1;
        }
    }
    let codes: BTreeMap<&str, Value> = codes
        .into_iter()
        .map(|(code, (severities, verdicts))| {
            let count = |kind: &VerdictKind| {
                (
                    kind.as_str().to_owned(),
                    verdicts.get(kind.as_str()).copied().unwrap_or(0),
                )
            };
            let verdicts: BTreeMap<String, u64> = VerdictKind::ALL.iter().map(count).collect();
            let severities =
                json!({ "blocker": severities.blocker, "issue": severities.issue, "fyi": severities.fyi });
            (code, json!([severities, verdicts]))
        })
        .collect();
    json!(codes)
}
