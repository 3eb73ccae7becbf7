//! Reports at random. What happens to each is decided here act by act; every act writes its history as the server does, and
//! changes the rows as the server would. The rows are laid down in bulk.

use chrono::{DateTime, TimeDelta, Utc};
use qc::id::{FacilityId, PersonId, ShowId, TitleId};
use qc::request::{Priority, Service};
use qc::sla::report_time;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, World};

/// The same reports in every run: a failure can be looked at twice.
const SEED: u64 = 20_261_126;
const CODES: [&str; 6] = [
    "video-hit",
    "audio-drop-out-mute",
    "dead-pixel",
    "boom-in-shot",
    "sync",
    "moire",
];
const SEVERITIES: [&str; 3] = ["blocker", "issue", "fyi"];
const VERDICTS: [&str; 6] = [
    "confirmed",
    "confirmed",
    "confirmed",
    "severity_lowered",
    "replaced",
    "deleted",
];

/// What a report is of, which no act changes.
#[derive(Clone, Copy)]
pub struct Origin {
    pub request: Uuid,
    pub title: TitleId,
    pub show: ShowId,
    pub service: Service,
    pub priority: Priority,
    pub operator: PersonId,
    pub facility: FacilityId,
    pub round: u32,
    pub programme_s: u64,
    pub delivered_at: DateTime<Utc>,
}

pub fn operator(of: &Origin) -> String {
    of.operator.to_string()
}

pub fn facility(of: &Origin) -> String {
    of.facility.to_string()
}

pub fn show(of: &Origin) -> String {
    of.show.to_string()
}

pub fn service(of: &Origin) -> String {
    of.service.to_string()
}

pub struct Made {
    pub facilities: Vec<FacilityId>,
    pub shows: Vec<ShowId>,
    pub origins: Vec<Origin>,
}

struct Title {
    id: TitleId,
    show: ShowId,
    asset: Uuid,
    delivery: Uuid,
    programme_s: u64,
}

/// Everything that is laid down.
struct Press {
    rng: StdRng,
    verifier: PersonId,
    admin: PersonId,
    number: i32,
    rows: [(&'static str, &'static str, Vec<Value>); 8],
}

const REQUEST: usize = 0;
const REQUEST_DELIVERY: usize = 1;
const ISSUE: usize = 2;
const VERIFICATION: usize = 3;
const VERDICT: usize = 4;
const FIX_NOTE: usize = 5;
const EXTENSION: usize = 6;
const HISTORY: usize = 7;

impl Made {
    pub async fn at_random(world: &World, admin: &Person, reports: usize) -> Made {
        let mut facilities = Vec::new();
        let mut operators = Vec::new();
        for name in ["Northlight", "Southbank", "Westgate"] {
            let facility = world.facility(name).await;
            facilities.push(facility);
            for at in 0..4 {
                let email = format!("{at}@{name}.example").to_lowercase();
                let account = world
                    .account(qc::person::Role::Operator, &email, Some(facility))
                    .await;
                operators.push((account, facility));
            }
        }
        let verifier = qc::person::Role::Verifier;
        let mut press = Press::new(
            world
                .account(verifier, "vik@southbank.example", Some(facilities[1]))
                .await,
            admin.id,
        );
        let mut shows = Vec::new();
        let mut titles = Vec::new();
        for name in ["Harbour Lights", "Long Tide", "Night Ferry"] {
            let show = world.show(name).await;
            shows.push(show);
            for episode in 1..=20 {
                titles.push(Title::new(world, &mut press.rng, show, episode, admin.id).await);
            }
        }
        let origins = (0..reports).map(|_| press.report(&titles, &operators)).collect();
        press.lay_down(world).await;
        Made {
            facilities,
            shows,
            origins,
        }
    }
}

impl Title {
    async fn new(world: &World, rng: &mut StdRng, show: ShowId, episode: i32, by: PersonId) -> Title {
        let id = world.episode(show, 1, episode).await;
        let (asset, delivery) = (Uuid::now_v7(), Uuid::now_v7());
        let frames: i64 = rng.random_range(20_000..150_000);
        sqlx::query("insert into asset (id, title_id, kind) values ($1, $2, 'primary_av')")
            .bind(asset)
            .bind(id.uuid())
            .execute(&world.app().db)
            .await
            .expect("an asset");
        sqlx::query(
            "insert into delivery (id, asset_id, number, package_kind, state, created_by, edit_rate_num, edit_rate_den, duration_frames)
             values ($1, $2, 1, 'original', 'accepted', $3, 24000, 1001, $4)",
        )
        .bind(delivery)
        .bind(asset)
        .bind(by.uuid())
        .bind(frames)
        .execute(&world.app().db)
        .await
        .expect("a delivery");
        let programme_s = u64::try_from(frames * 1001 / 24_000).expect("a length");
        Title {
            id,
            show,
            asset,
            delivery,
            programme_s,
        }
    }
}

/// An issue while its report is made.
struct Flag {
    id: Uuid,
    code: &'static str,
    severity: &'static str,
    state: &'static str,
    origin: &'static str,
    supersedes: Option<Uuid>,
}

impl Press {
    fn new(verifier: PersonId, admin: PersonId) -> Press {
        let table = |name, columns| (name, columns, Vec::new());
        Press {
            rng: StdRng::seed_from_u64(SEED),
            verifier,
            admin,
            number: 0,
            rows: [
                table(
                    "qc_request",
                    "id, title_id, service, priority, state, round, operator_id, operator_facility_id, assigned_how, assigned_at,
                     downloaded_at, begun_at, submitted_at, verified_at, concluded_at, delivered_at",
                ),
                table("request_delivery", "request_id, delivery_id"),
                table(
                    "issue",
                    "id, asset_id, number, request_id, delivery_id, code, severity, tasks, first_frame, last_frame, description, state,
                     supersedes_id, author_id, origin",
                ),
                table("verification", "id, request_id, state, verifier_id, submitted_at"),
                table(
                    "verdict",
                    "verification_id, issue_id, kind, reason, severity_before, severity_after, replacement_id",
                ),
                table("fix_note", "id, request_id, issue_id, answer, reason, answered_by, state"),
                table("sla_extension", "id, request_id, ground, extra_s, granted_by"),
                table("history", "at, actor_id, act, noun, noun_id, title_id, request_id, before, after"),
            ],
        }
    }

    fn add(&mut self, table: usize, row: Value) {
        self.rows[table].2.push(row);
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn act(
        &mut self,
        of: &Origin,
        at: DateTime<Utc>,
        actor: Option<PersonId>,
        act: &str,
        noun: Uuid,
        change: (Value, Value),
    ) {
        let name = act.split('.').next();
        let row = json!({
            "at": at, "actor_id": actor, "act": act, "noun": name, "noun_id": noun, "title_id": of.title, "request_id": of.request,
            "before": change.0, "after": change.1,
        });
        self.add(HISTORY, row);
    }

    fn step(
        &mut self,
        of: &Origin,
        at: DateTime<Utc>,
        actor: Option<PersonId>,
        act: &str,
        from: &str,
        to: &str,
    ) {
        self.act(
            of,
            at,
            actor,
            act,
            of.request,
            (json!({ "state": from }), json!({ "state": to })),
        );
    }

    fn report(&mut self, titles: &[Title], operators: &[(PersonId, FacilityId)]) -> Origin {
        let title = titles.choose(&mut self.rng).expect("titles");
        let (operator, facility) = *operators.choose(&mut self.rng).expect("operators");
        let first: DateTime<Utc> = "2026-01-03T00:00:00Z".parse().expect("an instant");
        let of = Origin {
            request: Uuid::now_v7(),
            title: title.id,
            show: title.show,
            service: *Service::ALL.choose(&mut self.rng).expect("services"),
            priority: if self.happens(20) {
                Priority::Rush
            } else {
                Priority::Standard
            },
            operator,
            facility,
            round: self.rng.random_range(1..=3),
            programme_s: title.programme_s,
            delivered_at: first + TimeDelta::minutes(self.rng.random_range(0..450_000)),
        };
        self.add(
            REQUEST_DELIVERY,
            json!({ "request_id": of.request, "delivery_id": title.delivery }),
        );
        let assigned_at = self.assignment(&of);
        let fetched = of.service == Service::Download;
        let downloaded_at =
            fetched.then(|| assigned_at + TimeDelta::seconds(self.rng.random_range(60..40_000)));
        if let Some(at) = downloaded_at {
            self.step(&of, at, None, "request.downloaded", "downloading", "assigned");
        }
        let submitted_at = self.submission(&of, assigned_at);
        let (verified_at, state) = self.outcome(&of, title, submitted_at);
        self.add(REQUEST, json!({
            "id": of.request, "title_id": of.title, "service": of.service, "priority": of.priority, "state": state, "round": of.round,
            "operator_id": of.operator, "operator_facility_id": of.facility, "assigned_how": "taken", "assigned_at": assigned_at,
            "downloaded_at": downloaded_at, "begun_at": downloaded_at.unwrap_or(assigned_at), "submitted_at": submitted_at,
            "verified_at": verified_at, "concluded_at": verified_at, "delivered_at": of.delivered_at,
        }));
        of
    }

    /// From the pool into the operator's hands, once in four times by way of somebody who gave it back.
    fn assignment(&mut self, of: &Origin) -> DateTime<Utc> {
        let mut at = of.delivered_at;
        self.step(of, at, None, "request.opened", "", "available");
        if self.happens(25) {
            at += TimeDelta::seconds(self.rng.random_range(1..90_000));
            self.step(of, at, Some(self.admin), "request.taken", "available", "assigned");
            at += TimeDelta::seconds(self.rng.random_range(1..20_000));
            self.step(
                of,
                at,
                Some(self.admin),
                "request.handed_back",
                "assigned",
                "available",
            );
        }
        at += TimeDelta::seconds(self.rng.random_range(1..90_000));
        self.step(
            of,
            at,
            Some(of.operator),
            "request.taken",
            "available",
            "assigned",
        );
        at
    }

    /// In time, late, or to the second.
    fn submission(&mut self, of: &Origin, assigned_at: DateTime<Utc>) -> DateTime<Utc> {
        let mut due_at = assigned_at + report_time(of.service, of.priority);
        if self.happens(15) {
            let extra_h = self.rng.random_range(1..=48);
            due_at += TimeDelta::hours(extra_h);
            let row = json!({ "id": Uuid::now_v7(), "request_id": of.request, "ground": "tool_fault", "extra_s": extra_h * 3600, "granted_by": self.admin });
            self.add(EXTENSION, row);
            let change = (json!({}), json!({ "ground": "tool_fault", "extra_h": extra_h }));
            self.act(
                of,
                assigned_at,
                Some(self.admin),
                "request.extended",
                of.request,
                change,
            );
        }
        if self.happens(10) {
            return due_at;
        }
        assigned_at + TimeDelta::seconds(self.rng.random_range(50_000..260_000))
    }

    /// The report with its flags, what verification made of it, and how it ended.
    fn outcome(
        &mut self,
        of: &Origin,
        title: &Title,
        submitted_at: DateTime<Utc>,
    ) -> (Option<DateTime<Utc>>, &'static str) {
        let mut flags: Vec<Flag> = Vec::new();
        for _ in 0..self.rng.random_range(0..5) {
            let flag = self.flag(of, submitted_at, of.operator, None);
            flags.push(flag);
        }
        if self.happens(20) {
            // Taken back by its author before anyone else saw it.
            let mut flag = self.flag(of, submitted_at, of.operator, None);
            self.becomes(
                of,
                submitted_at,
                of.operator,
                &mut flag,
                "deleted",
                "issue.deleted",
            );
            flags.push(flag);
        }
        self.step(
            of,
            submitted_at,
            Some(of.operator),
            "request.submitted",
            "in_qc",
            "submitted",
        );
        let is_verified = self.happens(85);
        let verified_at = submitted_at + TimeDelta::seconds(self.rng.random_range(600..90_000));
        self.verification(of, &mut flags, verified_at, is_verified);
        let state = if !is_verified {
            "in_verification"
        } else {
            self.conclusion(of, &mut flags, verified_at)
        };
        for flag in &flags {
            self.number += 1;
            let (author, frame) = (
                if flag.origin == "operator" {
                    of.operator
                } else {
                    self.verifier
                },
                self.number,
            );
            self.add(ISSUE, json!({
                "id": flag.id, "asset_id": title.asset, "number": self.number, "request_id": of.request, "delivery_id": title.delivery,
                "code": flag.code, "severity": flag.severity, "tasks": ["sdr"], "first_frame": frame, "last_frame": frame,
                "description": "as flagged", "state": flag.state, "supersedes_id": flag.supersedes, "author_id": author,
                "origin": flag.origin,
            }));
        }
        (is_verified.then_some(verified_at), state)
    }

    fn flag(&mut self, of: &Origin, at: DateTime<Utc>, author: PersonId, supersedes: Option<Uuid>) -> Flag {
        let flag = Flag {
            id: Uuid::now_v7(),
            code: CODES.choose(&mut self.rng).expect("codes"),
            severity: SEVERITIES.choose(&mut self.rng).expect("severities"),
            state: "open",
            origin: if author == of.operator {
                "operator"
            } else {
                "verifier"
            },
            supersedes,
        };
        let after = json!({ "state": "open", "code": flag.code, "severity": flag.severity, "supersedes_id": supersedes });
        self.act(of, at, Some(author), "issue.created", flag.id, (json!({}), after));
        flag
    }

    fn becomes(
        &mut self,
        of: &Origin,
        at: DateTime<Utc>,
        who: PersonId,
        flag: &mut Flag,
        state: &'static str,
        act: &str,
    ) {
        let change = (
            json!({ "state": flag.state, "severity": flag.severity }),
            json!({ "state": state, "severity": flag.severity }),
        );
        flag.state = state;
        self.act(of, at, Some(who), act, flag.id, change);
    }

    fn verification(&mut self, of: &Origin, flags: &mut Vec<Flag>, at: DateTime<Utc>, is_submitted: bool) {
        let (id, verifier) = (Uuid::now_v7(), self.verifier);
        let state = if is_submitted { "submitted" } else { "assigned" };
        let row = json!({ "id": id, "request_id": of.request, "state": state, "verifier_id": verifier, "submitted_at": is_submitted.then_some(at) });
        self.add(VERIFICATION, row);
        let mut written = Vec::new();
        for flag in flags.iter_mut().filter(|flag| flag.state == "open") {
            if self.happens(5) {
                // Said, and taken back before it was submitted.
                let change = (json!({}), json!({ "verdict": "deleted", "issue_id": flag.id }));
                self.act(of, at, Some(verifier), "verdict.given", flag.id, change);
                self.act(
                    of,
                    at,
                    Some(verifier),
                    "verdict.withdrawn",
                    flag.id,
                    (json!({}), json!({ "issue_id": flag.id })),
                );
            }
            written.extend(self.verdict(of, at, id, flag));
        }
        for _ in 0..self.rng.random_range(0..3) {
            let missed = self.flag(of, at, verifier, None);
            self.judges(of, at, id, missed.id, "added", (None, None), None);
            written.push(missed);
        }
        flags.extend(written);
        if is_submitted {
            let change = (json!({ "state": "assigned" }), json!({ "state": "submitted" }));
            self.act(of, at, Some(verifier), "verification.submitted", id, change);
        }
    }

    /// Gives the replacement, if there is one.
    fn verdict(
        &mut self,
        of: &Origin,
        at: DateTime<Utc>,
        verification: Uuid,
        flag: &mut Flag,
    ) -> Option<Flag> {
        let kind = *VERDICTS.choose(&mut self.rng).expect("verdicts");
        let kind = if kind == "severity_lowered" && flag.severity == "fyi" {
            "confirmed"
        } else {
            kind
        };
        let mut severities = (None, None);
        let mut replacement = None;
        match kind {
            "severity_lowered" => {
                severities = (Some(flag.severity), Some("fyi"));
                let change = (
                    json!({ "severity": flag.severity }),
                    json!({ "state": flag.state, "severity": "fyi" }),
                );
                flag.severity = "fyi";
                self.act(
                    of,
                    at,
                    Some(self.verifier),
                    "issue.severity_lowered",
                    flag.id,
                    change,
                );
            }
            "deleted" => self.becomes(of, at, self.verifier, flag, "deleted", "issue.deleted"),
            "replaced" => {
                self.becomes(of, at, self.verifier, flag, "replaced", "issue.replaced");
                replacement = Some(self.flag(of, at, self.verifier, Some(flag.id)));
            }
            _ => {}
        }
        let by = replacement.as_ref().map(|flag: &Flag| flag.id);
        self.judges(of, at, verification, flag.id, kind, severities, by);
        replacement
    }

    #[allow(clippy::too_many_arguments)]
    fn judges(
        &mut self,
        of: &Origin,
        at: DateTime<Utc>,
        verification: Uuid,
        issue: Uuid,
        kind: &str,
        severities: (Option<&str>, Option<&str>),
        replacement: Option<Uuid>,
    ) {
        self.add(VERDICT, json!({
            "verification_id": verification, "issue_id": issue, "kind": kind, "reason": "seen again", "severity_before": severities.0,
            "severity_after": severities.1, "replacement_id": replacement,
        }));
        let change = (
            json!({}),
            json!({ "verdict": kind, "issue_id": issue, "replacement_id": replacement }),
        );
        self.act(of, at, Some(self.verifier), "verdict.given", issue, change);
    }

    fn conclusion(&mut self, of: &Origin, flags: &mut [Flag], at: DateTime<Utc>) -> &'static str {
        if self.happens(3) {
            self.step(
                of,
                at,
                Some(self.admin),
                "request.canceled",
                "verified",
                "canceled",
            );
            return "canceled";
        }
        let asks = flags
            .iter()
            .any(|flag| flag.state == "open" && flag.severity != "fyi");
        if !asks || of.service == Service::Browser {
            self.step(of, at, None, "request.approved", "verified", "approved");
            return "approved";
        }
        self.step(
            of,
            at,
            None,
            "request.fix_notes_asked",
            "verified",
            "fix_notes_needed",
        );
        let is_answered = self.happens(80);
        let mut will_fix = false;
        for flag in flags
            .iter_mut()
            .filter(|flag| flag.state == "open" && flag.severity != "fyi")
        {
            let answers = ["production_will_fix", "creative_intent", "best_possible"];
            let answer = *answers.choose(&mut self.rng).expect("answers");
            will_fix |= answer == "production_will_fix";
            let (id, state) = (Uuid::now_v7(), if is_answered { "submitted" } else { "draft" });
            self.add(FIX_NOTE, json!({
                "id": id, "request_id": of.request, "issue_id": flag.id, "answer": answer, "reason": "as shot", "answered_by": self.admin,
                "state": state,
            }));
            self.act(
                of,
                at,
                Some(self.admin),
                "fix_note.saved",
                id,
                (json!({}), json!({ "answer": answer })),
            );
        }
        if !is_answered {
            return "fix_notes_needed";
        }
        self.step(
            of,
            at,
            Some(self.admin),
            "request.fix_notes_submitted",
            "fix_notes_needed",
            "fix_notes_submitted",
        );
        let (act, state) = match (will_fix, self.happens(50)) {
            (false, _) => ("request.approved", "approved"),
            (true, false) => ("request.redelivery_awaited", "awaiting_redelivery"),
            (true, true) => ("request.redelivered", "rejected"),
        };
        self.step(of, at, None, act, "fix_notes_submitted", state);
        state
    }

    async fn lay_down(self, world: &World) {
        let mut tx = world.app().db.begin().await.expect("a transaction");
        // References are right by the way they are made; to look each of them up takes longer than all the rest.
        sqlx::query("set local session_replication_role = replica")
            .execute(&mut *tx)
            .await
            .expect("without look-ups");
        for (table, columns, rows) in self.rows {
            for some in rows.chunks(5_000) {
                let insert = format!(
                    "insert into {table} ({columns}) {} select {columns} from jsonb_populate_recordset(null::{table}, $1)",
                    if table == "history" {
                        "overriding user value"
                    } else {
                        ""
                    }
                );
                sqlx::query(sqlx::AssertSqlSafe(insert))
                    .bind(Value::from(some))
                    .execute(&mut *tx)
                    .await
                    .unwrap_or_else(|error| panic!("{table}: {error}"));
            }
        }
        tx.commit().await.expect("laid down");
        sqlx::query("analyze")
            .execute(&world.app().db)
            .await
            .expect("analysed");
    }
}
