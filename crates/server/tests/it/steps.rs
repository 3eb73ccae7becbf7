//! The table of steps against the real server: in every state, every role tries every step that people take, and the answer
//! is what the table of the rules says. And three people who press buttons at random at the same time: whatever comes of
//! it, the invariants of the whole hold.

use std::collections::BTreeSet;

use qc::asset::AssetKind;
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, RequestState, Service, Step, StepRefused, taken_by};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Master, Person, Reply, Story, issue};

/// A request that has been verified once, so that everything that hangs on it is there; its state is set by hand.
struct Table {
    story: Story,
    id: String,
    verification: String,
}

impl Table {
    async fn lay() -> Table {
        let story = Story::begin().await;
        let (qc, verification) = (Phase::Qc, Phase::Verification);
        story
            .assigns(Service::Download, verification, AssignmentModel::Pull)
            .await;
        story.assigns(Service::Download, qc, AssignmentModel::Pull).await;
        let id = story.available(Service::Download).await;
        let table = Table {
            verification: String::new(),
            story,
            id,
        };
        table.set(RequestState::Assigned).await;
        table.story.finishes(&table.story.olga, &table.id, &[]).await;
        let verification = table.story.takes_verification(&table.story.vik, &table.id).await;
        Table {
            verification,
            ..table
        }
    }

    fn person(&self, role: Role) -> &Person {
        match role {
            Role::Operator => &self.story.olga,
            Role::Verifier => &self.story.vik,
            Role::VendorManager => &self.story.vera,
            Role::DownloadManager => &self.story.dan,
            Role::Post => &self.story.pia,
            Role::Production => &self.story.max,
            Role::StudioAdmin => &self.story.ada,
        }
    }

    /// Puts the request into a state with everything that belongs to it.
    async fn set(&self, state: RequestState) {
        use RequestState::*;
        let at = if state == OnHold { InQc } else { state };
        let is_held = !matches!(at, Preparing | Available);
        let is_reported = is_held && !at.is_held_by_operator() && at != Canceled;
        let verification = match at {
            VerificationAvailable => "available",
            InVerification => "assigned",
            _ => "submitted",
        };
        let db = &self.story.world.app().db;
        let id: Uuid = self.id.parse().expect("an id");
        sqlx::query(
            "update qc_request set state = $2, held_from = case when $2 = 'on_hold' then 'in_qc' end,
                operator_id = case when $3 then $5::uuid end, operator_facility_id = case when $3 then $6::uuid end,
                assigned_how = case when $3 then 'taken' end, assigned_at = case when $3 then now() end, lease_until = null,
                downloaded_at = case when $3 and $2 <> 'downloading' then now() end, begun_at = null, reserved_for_id = null,
                submitted_at = case when $4 then now() end, verified_at = null, concluded_at = null, revision = revision + 1
             where id = $1",
        )
        .bind(id)
        .bind(state.as_str())
        .bind(is_held)
        .bind(is_reported)
        .bind(self.story.olga.id.uuid())
        .bind(self.story.northlight.uuid())
        .execute(db)
        .await
        .expect("a state");
        sqlx::query("delete from request_hold where request_id = $1")
            .bind(id)
            .execute(db)
            .await
            .expect("nothing holds it up");
        self.set_verification(id, is_reported.then_some(verification))
            .await;
        sqlx::query("update task set state = 'done' where request_id = $1")
            .bind(id)
            .execute(db)
            .await
            .expect("tasks are done");
    }

    /// The verification of a report that was handed in, as it stands; before that there is none.
    async fn set_verification(&self, request: Uuid, state: Option<&str>) {
        let Ok(verification) = self.verification.parse::<Uuid>() else {
            return;
        };
        let db = &self.story.world.app().db;
        sqlx::query("delete from verification where request_id = $1")
            .bind(request)
            .execute(db)
            .await
            .expect("no verification");
        let Some(state) = state else { return };
        sqlx::query(
            "insert into verification (id, request_id, state, verifier_id, facility_id, assigned_how, assigned_at, begun_at)
             values ($1, $2, $3, case when $3 <> 'available' then $4::uuid end, case when $3 <> 'available' then (select p.facility_id from person p where p.id = $4) end,
                case when $3 <> 'available' then 'taken' end, now(), case when $3 <> 'available' then now() end)",
        )
        .bind(verification)
        .bind(request)
        .bind(state)
        .bind(self.story.vik.id.uuid())
        .execute(db)
        .await
        .expect("a verification");
    }

    /// The call by which people take the step; none for what nobody calls by itself (the first byte of a download).
    async fn call(&self, role: Role, step: Step) -> Option<Reply> {
        let person = self.person(role);
        let request = |rest: &str| format!("/api/v1/requests/{}/{rest}", self.id);
        let verification = |rest: &str| format!("/api/v1/verifications/{}/{rest}", self.verification);
        let manages = matches!(role, Role::VendorManager | Role::StudioAdmin);
        let because = json!({ "reason": "because" });
        let to = |person: Value| json!({ "person_id": person, "reason": "because" });
        let reply = match step {
            Step::Assign if manages => {
                person
                    .post(&request("reassign"), to(json!(self.story.omar.id)))
                    .await
            }
            Step::Assign => person.post(&request("take"), ()).await,
            Step::Reassign => {
                person
                    .post(&request("reassign"), to(json!(self.story.omar.id)))
                    .await
            }
            Step::Return if manages => person.post(&request("reassign"), to(json!(null))).await,
            Step::Return => person.post(&request("hand-back"), because).await,
            Step::CompleteDownload => person.post(&request("download-complete"), ()).await,
            Step::BeginReview => person.post(&request("begin"), ()).await,
            Step::SubmitReport => person.post(&request("submit"), json!({})).await,
            Step::AssignVerification => person.post(&verification("take"), ()).await,
            Step::ReturnVerification => person.post(&verification("hand-back"), because).await,
            Step::SubmitVerification => person.post(&verification("submit"), ()).await,
            Step::SubmitFixNotes => person.post(&request("fix-notes/submit"), ()).await,
            Step::Hold => person.post(&request("hold"), because).await,
            Step::Cancel => person.post(&request("cancel"), because).await,
            _ => return None,
        };
        Some(reply)
    }

    /// A manager is shown what waits only where work is given.
    async fn sets_model(&self, role: Role, step: Step) {
        let gives = role == Role::VendorManager && step == Step::Assign;
        let model = if gives {
            AssignmentModel::Managed
        } else {
            AssignmentModel::Pull
        };
        self.story.assigns(Service::Download, Phase::Qc, model).await;
    }
}

/// Whether the answer is what the cell says. What one does not see is answered with 404, whatever stands against it.
fn is_right(cell: Result<RequestState, StepRefused>, step: Step, state: RequestState, reply: &Reply) -> bool {
    let status = reply.status.as_u16();
    match cell {
        // Its files have not been fetched: allowed by the table, refused for another reason. Where they were, saying it
        // again changes nothing.
        Ok(_) if step == Step::CompleteDownload => matches!(status, 204 | 409),
        Err(StepRefused::NotNow(_)) if step == Step::CompleteDownload && status == 204 => true,
        Ok(_) => status == 200,
        Err(StepRefused::NotTheirs { .. }) => matches!(status, 403 | 404),
        // Whoever gives a request to somebody gives it whether or not somebody had it.
        Err(StepRefused::NotNow(_)) if matches!(step, Step::Assign | Step::Reassign) && status == 200 => {
            state == RequestState::Available || state.is_held_by_operator()
        }
        Err(StepRefused::NotNow(_)) => matches!(status, 403 | 404 | 409),
        Err(StepRefused::FollowsByItself(_)) => false,
    }
}

#[tokio::test]
async fn every_cell_of_the_table_is_what_the_server_does() {
    let table = Table::lay().await;
    let (mut wrong, mut asked, mut allowed) = (Vec::new(), 0, 0);
    for state in RequestState::ALL {
        for step in Step::ALL {
            for role in Role::ALL {
                table.set(*state).await;
                table.sets_model(*role, *step).await;
                let cell = taken_by(*role, *state, *step);
                let Some(reply) = table.call(*role, *step).await else {
                    continue;
                };
                asked += 1;
                allowed += usize::from(reply.status == 200);
                if !is_right(cell, *step, *state, &reply) {
                    wrong.push(format!(
                        "{role} {step} when {state}: {cell:?}, but {}",
                        reply.text
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(asked, RequestState::ALL.len() * Role::ALL.len() * 12);
    assert!(allowed > 50, "{allowed}");
}

/// What one of three people does next, whether or not it makes sense.
async fn presses(story: &Story, who: usize, act: u32, id: &str) -> Reply {
    let request = |rest: &str| format!("/api/v1/requests/{id}/{rest}");
    let because = json!({ "reason": "because" });
    let verification = verification_of(story, id).await;
    let verified = |rest: &str| format!("/api/v1/verifications/{verification}/{rest}");
    match (who, act) {
        (0, 0 | 1) => story.olga.post(&request("take"), ()).await,
        (0, 2 | 3) => story.olga.post(&request("begin"), ()).await,
        (0, 4) => story.olga.post(&request("issues"), issue("issue", 10, 20)).await,
        (0, 5 | 6) => {
            story
                .olga
                .post(&request("submit"), json!({ "gap_reason": "in haste" }))
                .await
        }
        (0, _) => story.olga.post(&request("hand-back"), because).await,
        (1, 0 | 1) => story.vik.post(&verified("take"), ()).await,
        (1, 2) => story.vik.post(&verified("begin"), ()).await,
        (1, 3 | 4) => story.vik.post(&verified("submit"), ()).await,
        (1, 5) => story.vik.post(&verified("hand-back"), because).await,
        (1, 6) => {
            let omar = json!({ "person_id": story.omar.id, "reason": "because" });
            story.vera.post(&request("reassign"), omar).await
        }
        (1, _) => {
            let pool = json!({ "person_id": null, "reason": "because" });
            story.vera.post(&request("reassign"), pool).await
        }
        // Seldom, or the walks would all end before their third step.
        (_, 0) => story.pia.post(&request("cancel"), because).await,
        (_, 1 | 2) => story.pia.post(&request("hold"), because).await,
        (_, 3..=15) => story.pia.post(&request("release"), because).await,
        (_, 16..=19) => {
            story
                .pia
                .post(&request("priority"), json!({ "priority": "rush" }))
                .await
        }
        (_, _) => {
            story
                .pia
                .post(&request("priority"), json!({ "priority": "standard" }))
                .await
        }
    }
}

/// Its id, or one that is nobody's.
async fn verification_of(story: &Story, request: &str) -> Uuid {
    let found = sqlx::query_scalar("select id from verification where request_id = $1")
        .bind(request.parse::<Uuid>().expect("an id"))
        .fetch_optional(&story.world.app().db)
        .await;
    found.expect("looked up").unwrap_or_else(Uuid::now_v7)
}

#[tokio::test]
async fn three_people_who_press_anything_at_once_break_nothing() {
    const WALKS: u64 = 8;
    const ROUNDS: usize = 24;
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story
        .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let app = story.world.app();
    let mut reached = BTreeSet::new();
    for seed in 0..WALKS {
        let mut random = StdRng::seed_from_u64(seed);
        let (delivery, id) = story.delivers(Master::picture()).await;
        story.streams_are_ready(delivery).await;
        sqlx::query("update task set state = 'done' where request_id = $1")
            .bind(id.parse::<Uuid>().expect("an id"))
            .execute(&app.db)
            .await
            .expect("tasks are done");
        for round in 0..ROUNDS {
            let acts: [u32; 3] = [8, 8, 24].map(|kinds| random.random_range(0..kinds));
            let (one, two, three) = tokio::join!(
                presses(&story, 0, acts[0], &id),
                presses(&story, 1, acts[1], &id),
                presses(&story, 2, acts[2], &id)
            );
            for reply in [one, two, three] {
                let status = reply.status.as_u16();
                let is_answer = matches!(status, 200 | 201 | 403 | 404 | 409 | 412 | 422);
                assert!(
                    is_answer,
                    "seed {seed}, round {round}, {acts:?}: {status} {}",
                    reply.text
                );
            }
            reached.insert(story.state(&id).await);
        }
        let found = server::check::check(&app.db, &app.blobs, &server::check::Look::default())
            .await
            .expect("a check");
        // The story lays its master without the acts of a delivery.
        let found: Vec<_> = found
            .into_iter()
            .filter(|violation| !violation.what.starts_with("delivery "))
            .collect();
        assert_eq!(found, [], "seed {seed}");
        let (held, rows): (bool, i64) = sqlx::query_as(
            "select state not in ('assigned', 'in_qc') or operator_id is not null,
                (select count(*) from history h where h.request_id = r.id and h.noun = 'request' and h.after ? 'state')
             from qc_request r where id = $1",
        )
        .bind(id.parse::<Uuid>().expect("an id"))
        .fetch_one(&app.db)
        .await
        .expect("a row");
        assert!(held && rows > 0, "seed {seed}");
    }
    for state in [
        "assigned",
        "in_qc",
        "on_hold",
        "verification_available",
        "in_verification",
    ] {
        assert!(reached.contains(state), "{state} was never reached: {reached:?}");
    }
}
