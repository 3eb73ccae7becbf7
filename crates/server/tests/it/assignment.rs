//! How work finds people beyond the pool: warnings of leases, managers who give and take back, fix checks that stay with the
//! first operator, versions in other languages, joint requests, deeper checks, later originals, the order of the pool.

use qc::asset::AssetKind;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::jobs::{Attempt, Job};
use server::requests::SweepLeases;
use uuid::Uuid;

use crate::world::{FRAMES, Master, Person, Story, issue, text};

fn request(id: &str, rest: &str) -> String {
    format!("/api/v1/requests/{id}{rest}")
}

async fn pool(person: &Person) -> Vec<String> {
    let page = person.get("/api/v1/requests?view=pool").await.expect(200);
    let rows = page["items"].as_array().expect("rows");
    rows.iter().map(|row| text(&row["id"])).collect()
}

async fn sweep(story: &Story) {
    let attempt = Attempt {
        job: 0,
        number: 1,
        is_last: false,
        token: Uuid::now_v7(),
    };
    SweepLeases
        .run(story.world.app(), &attempt)
        .await
        .expect("sweeps");
}

async fn told(story: &Story, person: &Person, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from notice where person_id = $1 and kind = $2")
        .bind(person.id.uuid())
        .bind(kind)
        .fetch_one(&story.world.app().db)
        .await
        .expect("notices")
}

async fn set(story: &Story, sql: &'static str, id: &str) {
    sqlx::query(sql)
        .bind(id.parse::<Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a change");
}

async fn acts(story: &Story, id: &str) -> Vec<String> {
    let history = story.ada.get(&request(id, "/history")).await.expect(200);
    let rows = history["items"].as_array().expect("rows");
    rows.iter().map(|row| text(&row["act"])).collect()
}

// Leases

#[tokio::test]
async fn the_holder_is_warned_once_for_each_lease() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    sweep(&story).await;
    assert_eq!(told(&story, &story.olga, "lease_ending").await, 0);
    let soon = "update qc_request set lease_warn_at = now() where id = $1";
    set(&story, soon, &id).await;
    let before = story.olga.get(&request(&id, "")).await.expect(200)["revision"].clone();
    sweep(&story).await;
    sweep(&story).await;
    assert_eq!(told(&story, &story.olga, "lease_ending").await, 1);
    let after = story.olga.get(&request(&id, "")).await.expect(200)["revision"].clone();
    assert_eq!(before, after, "nothing that anyone decides on has changed");

    // A new lease has a warning of its own; one that has begun has none.
    let back = json!({ "reason": "Power cut" });
    story
        .olga
        .post(&request(&id, "/hand-back"), back)
        .await
        .expect(200);
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    set(&story, soon, &id).await;
    story.olga.post(&request(&id, "/begin"), ()).await.expect(200);
    sweep(&story).await;
    assert_eq!(told(&story, &story.olga, "lease_ending").await, 1);
}

#[tokio::test]
async fn the_policy_says_when_the_warning_comes() {
    let story = Story::begin().await;
    let policy =
        json!({ "service": "cast", "phase": "qc", "model": "pull", "lease_s": 7200, "warn_percent": 50 });
    let saved = story
        .ada
        .put("/api/v1/policies/assignment", policy)
        .await
        .expect(200);
    assert_eq!(saved["warnings"], json!([]));
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let (before_s,): (f64,) = sqlx::query_as(
        "select extract(epoch from lease_until - lease_warn_at)::float8 from qc_request where id = $1",
    )
    .bind(id.parse::<Uuid>().expect("an id"))
    .fetch_one(&story.world.app().db)
    .await
    .expect("a lease");
    assert_eq!(before_s, 3600.0);
}

// Managers

async fn in_verification(story: &Story) -> (String, String) {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &id, &[issue("issue", 0, 9), issue("fyi", 20, 29)])
        .await;
    let verification = story.takes_verification(&story.vik, &id).await;
    (id, format!("/api/v1/verifications/{verification}"))
}

async fn manager_of_southbank(story: &Story) -> Person {
    let southbank: Uuid = sqlx::query_scalar("select facility_id from person where id = $1")
        .bind(story.vik.id.uuid())
        .fetch_one(&story.world.app().db)
        .await
        .expect("a facility");
    story
        .world
        .vendor_manager("mia@southbank.example", southbank.into())
        .await
}

#[tokio::test]
async fn a_begun_verification_is_taken_from_who_vanished() {
    let story = Story::begin().await;
    let (id, path) = in_verification(&story).await;
    let mia = manager_of_southbank(&story).await;
    let view = story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let first = view["undecided"][0].clone();
    let verdict = json!({ "kind": "deleted", "issue_id": first, "reason": "Not there" });
    story
        .vik
        .post(&format!("{path}/verdicts"), verdict)
        .await
        .expect(200);
    assert_eq!(story.issue_state(&text(&first)).await, "deleted");

    let to = |person: &Person| json!({ "person_id": person.id, "reason": "Vik does not answer" });
    let reassign = format!("{path}/reassign");
    // Neither the facility whose report it is, nor the show's people, nor a verifier.
    story
        .vera
        .post(&reassign, to(&story.val))
        .await
        .refused(403, "not_permitted");
    story
        .pia
        .post(&reassign, to(&story.val))
        .await
        .refused(403, "not_permitted");
    story
        .vik
        .post(&reassign, to(&story.val))
        .await
        .refused(403, "not_permitted");
    mia.post(&reassign, to(&story.olga)).await.refused(422, "invalid");
    mia.post(&reassign, to(&story.vik)).await.refused(422, "invalid");
    mia.post(&reassign, json!({ "person_id": null, "reason": " " }))
        .await
        .refused(422, "invalid");

    mia.post(&reassign, to(&story.val)).await.expect(200);
    assert_eq!(
        story.issue_state(&text(&first)).await,
        "open",
        "what was said is taken back"
    );
    assert_eq!(told(&story, &story.vik, "task_reassigned").await, 1);
    assert_eq!(told(&story, &story.val, "task_assigned").await, 1);
    story
        .vik
        .post(&format!("{path}/submit"), ())
        .await
        .refused(403, "not_permitted");
    story.val.post(&format!("{path}/begin"), ()).await.expect(200);

    let back = json!({ "person_id": null, "reason": "Val has gone as well" });
    story.ada.post(&reassign, &back).await.expect(200);
    assert_eq!(story.state(&id).await, "verification_available");
    story
        .ada
        .post(&reassign, &back)
        .await
        .refused(409, "not_allowed_now");
    let acts = acts(&story, &id).await;
    for act in ["verification.returned", "verification.given"] {
        assert!(acts.iter().any(|done| done == act), "{act} in {acts:?}");
    }
}

#[tokio::test]
async fn the_manager_of_the_verifying_facility_sees_who_holds_it_and_not_the_report() {
    let story = Story::begin().await;
    let (id, path) = in_verification(&story).await;
    let mia = manager_of_southbank(&story).await;
    let view = mia.get(&request(&id, "")).await.expect(200);
    assert_eq!(view["verifier"]["name"], "vik Tester");
    assert_eq!(view["issues"], json!({ "blocker": 0, "issue": 0, "fyi": 0 }));
    mia.get(&request(&id, "/report")).await.refused(404, "not_found");
    let history = mia.get(&request(&id, "/history")).await.expect(200);
    let rows = history["items"].as_array().expect("rows");
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["noun"] == "verification"), "{history}");
    let other = json!({ "person_id": null, "reason": "x" });
    mia.post(&request(&id, "/reassign"), other)
        .await
        .refused(403, "not_permitted");
    let candidates = mia.get(&format!("{path}/candidates")).await.expect(200);
    assert_eq!(candidates.as_array().map(Vec::len), Some(1));
    assert_eq!(candidates[0]["person"]["name"], "val Tester");
}

#[tokio::test]
async fn managed_verification_is_given_by_a_manager_elsewhere() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Managed)
        .await;
    let id = story.available(Service::Cast).await;
    story.reviews(&story.olga, &id, &[]).await;
    let verification = text(&story.ada.get(&request(&id, "")).await.expect(200)["verification_id"]);
    let path = format!("/api/v1/verifications/{verification}");
    let mia = manager_of_southbank(&story).await;
    story.vik.get(&path).await.refused(404, "not_found");
    let give = json!({ "person_id": story.vik.id, "reason": "Your turn" });
    story
        .vera
        .post(&format!("{path}/reassign"), &give)
        .await
        .refused(403, "not_permitted");
    mia.post(&format!("{path}/reassign"), &give).await.expect(200);
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
}

#[tokio::test]
async fn candidates_are_named_with_what_stands_against_them() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let elsewhere = story.world.facility("Westpier").await;
    story.world.operator("otto@westpier.example", elsewhere).await;
    sqlx::query("update person set languages = array['fr'] where id = $1")
        .bind(story.omar.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    story
        .world
        .operator("orla@northlight.example", story.northlight)
        .await;
    let of_vera = story.vera.get(&request(&id, "/candidates")).await.expect(200);
    let lines = |found: &Value| -> Vec<(String, Option<String>)> {
        let all = found.as_array().expect("candidates").iter();
        all.map(|found| {
            (
                text(&found["person"]["name"]),
                found["why_not"].as_str().map(str::to_owned),
            )
        })
        .collect()
    };
    assert_eq!(
        lines(&of_vera),
        [
            ("orla Tester".to_owned(), None),
            (
                "omar Tester".to_owned(),
                Some("They do not speak its language.".to_owned())
            ),
        ]
    );
    let of_ada = story.ada.get(&request(&id, "/candidates")).await.expect(200);
    let otto = lines(&of_ada).into_iter().find(|(name, _)| name == "otto Tester");
    assert_eq!(
        otto.and_then(|(_, why)| why).as_deref(),
        Some("Their facility is not cleared for this show.")
    );
    story
        .olga
        .get(&request(&id, "/candidates"))
        .await
        .refused(403, "not_permitted");
}

// The first operator

/// A title whose first round is answered, and its redelivery.
async fn redelivered(story: &Story) -> String {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    let flagged = story.reviews(&story.olga, &id, &[issue("issue", 0, 9)]).await;
    story.verifies(&story.vik, &id, &[]).await;
    story.answers(&id, &flagged[0], "production_will_fix").await;
    story
        .max
        .post(&request(&id, "/fix-notes/submit"), ())
        .await
        .expect(200);
    let (delivery, check) = story.delivers(Master::picture().answering(&id)).await;
    story.streams_are_ready(delivery).await;
    check
}

#[tokio::test]
async fn a_fix_check_is_kept_until_its_operator_is_away_for_long() {
    let story = Story::begin().await;
    let check = redelivered(&story).await;
    assert_eq!(pool(&story.omar).await, Vec::<String>::new());
    assert_eq!(pool(&story.olga).await, std::slice::from_ref(&check));
    let short = json!({ "reason": "Lunch", "until": chrono::Utc::now() + chrono::TimeDelta::hours(1) });
    let begun = story.olga.post("/api/v1/breaks", short).await.expect(201);
    assert_eq!(pool(&story.omar).await, Vec::<String>::new());
    let end = format!("/api/v1/breaks/{}/end", text(&begun["on_break"]["id"]));
    story.olga.post(&end, ()).await.expect(200);
    let open_ended = json!({ "reason": "Ill" });
    story.olga.post("/api/v1/breaks", open_ended).await.expect(201);
    assert_eq!(pool(&story.omar).await, std::slice::from_ref(&check));
    assert!(
        acts(&story, &check)
            .await
            .contains(&"request.released_to_all".to_owned())
    );
}

#[tokio::test]
async fn a_fix_check_falls_to_all_when_its_operator_leaves_or_hands_it_back() {
    let story = Story::begin().await;
    let check = redelivered(&story).await;
    let leave = "update person set state = 'disabled' where id = $1";
    set(&story, leave, &story.olga.id.to_string()).await;
    sweep(&story).await;
    assert_eq!(pool(&story.omar).await, std::slice::from_ref(&check));

    let story = Story::begin().await;
    let check = redelivered(&story).await;
    story.olga.post(&request(&check, "/take"), ()).await.expect(200);
    let back = json!({ "reason": "No time" });
    story
        .olga
        .post(&request(&check, "/hand-back"), back)
        .await
        .expect(200);
    assert_eq!(pool(&story.omar).await, [check]);
}

#[tokio::test]
async fn the_policy_says_how_long_a_fix_check_is_kept() {
    let story = Story::begin().await;
    let policy =
        json!({ "service": "cast", "phase": "qc", "model": "pull", "lease_s": 3600, "reservation_s": 0 });
    story
        .ada
        .put("/api/v1/policies/assignment", policy)
        .await
        .expect(200);
    let check = redelivered(&story).await;
    assert_eq!(pool(&story.omar).await, [check]);
}

// Versions in other languages

#[tokio::test]
async fn a_version_in_another_language_keeps_service_and_operator_and_has_the_originals_issues() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let original = story.available(Service::Cast).await;
    let flagged = story
        .reviews(
            &story.olga,
            &original,
            &[issue("issue", 100, 109), issue("fyi", 200, 209)],
        )
        .await;
    story.verifies(&story.vik, &original, &[]).await;
    story.answers(&original, &flagged[0], "production_will_fix").await;
    story
        .max
        .post(&request(&original, "/fix-notes/submit"), ())
        .await
        .expect(200);

    let german = Master::picture().in_language("de");
    let (delivery, version) = story.delivers_to(story.title, german).await;
    story.streams_are_ready(delivery).await;
    let view = story.ada.get(&request(&version, "")).await.expect(200);
    assert_eq!(
        (&view["service"], &view["version_language"], &view["round"]),
        (&json!("cast"), &json!("de"), &json!(1))
    );
    assert_eq!(view["tasks"][0]["depth"], "spot");
    assert_eq!(view["reserved_for"]["name"], "olga Tester");
    assert_eq!(story.state(&original).await, "awaiting_redelivery");
    assert_eq!(pool(&story.omar).await, Vec::<String>::new());

    story.olga.post(&request(&version, "/take"), ()).await.expect(200);
    story
        .olga
        .post(&request(&version, "/begin"), ())
        .await
        .expect(200);
    let items = story
        .olga
        .get(&request(&version, "/watch-list"))
        .await
        .expect(200);
    let v1: Vec<&Value> = items
        .as_array()
        .expect("items")
        .iter()
        .filter(|item| item["kind"] == "v1_issue")
        .collect();
    assert_eq!(v1.len(), 2);
    assert_eq!(
        (&v1[0]["issue_id"], &v1[0]["first_frame"], &v1[0]["may"]),
        (&json!(flagged[0]), &json!(100), &json!(["seen"]))
    );

    story.sees_everything(&story.olga, &version).await;
    let refusal = story
        .olga
        .post(&request(&version, "/submit"), json!({}))
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(
        refusal["detail"],
        "One item of the watch list is not decided yet."
    );
    let verdict = format!("/api/v1/watch-items/{}/verdict", text(&v1[0]["id"]));
    story
        .olga
        .put(&verdict, json!({ "verdict": "seen" }))
        .await
        .expect(200);
    story
        .olga
        .post(&request(&version, "/submit"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        story.issue_state(&flagged[0]).await,
        "will_fix",
        "the original's issue stays as it was"
    );
}

#[tokio::test]
async fn a_version_is_announced_in_a_language_that_is_not_the_titles() {
    let story = Story::begin().await;
    let announce = async |language: &str, kind: &str| {
        let form = json!({
            "title_id": story.title, "asset_kind": kind, "language": language, "edit_rate": { "num": 24, "den": 1 },
            "files": [{ "path": "ASSETMAP.xml", "size_bytes": 10 }],
        });
        story.max.post("/api/v1/deliveries", form).await
    };
    for (language, kind) in [("en", "primary_av"), ("d", "primary_av"), ("de", "printmaster")] {
        let refusal = announce(language, kind).await.refused(422, "invalid");
        assert_eq!(refusal["fields"][0]["field"], "language", "{language} {kind}");
    }
    let view = announce("de-CH", "primary_av").await.expect(201);
    assert_eq!((&view["language"], &view["number"]), (&json!("de-CH"), &json!(1)));
    let page = story
        .max
        .get(&format!("/api/v1/titles/{}", story.title))
        .await
        .expect(200);
    assert_eq!(page["assets"][0]["language"], "de-CH");
}

// Joint requests and passes

#[tokio::test]
async fn the_halves_of_a_joint_request_find_each_other_in_either_order_and_at_once() {
    let printmaster = || Master::sound(AssetKind::Printmaster, "pm_51.wav");
    let music = || Master::sound(AssetKind::MusicAndEffects, "me_51.wav");
    let story = Story::begin().await;
    let (_, first) = story.delivers_to(story.title, music()).await;
    let (_, second) = story.delivers_to(story.title, printmaster()).await;
    assert_eq!(first, second);

    let title = story.world.episode(story.show, 1, 9).await;
    let ((_, first), (_, second)) = tokio::join!(
        story.delivers_to(title, printmaster()),
        story.delivers_to(title, music())
    );
    assert_eq!(first, second);
    let view = story.ada.get(&request(&first, "")).await.expect(200);
    assert_eq!(view["tasks"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["deliveries"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn hdr_and_sdr_are_two_passes_and_neither_stands_for_the_other() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    // The story's master has no HDR: the second pass is written as a delivery in HDR would open it.
    sqlx::query("insert into task (id, request_id, ordinal, kind, depth) values ($1, $2, 1, 'hdr', 'full')")
        .bind(Uuid::now_v7())
        .bind(id.parse::<Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a task");
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let view = story.olga.post(&request(&id, "/begin"), ()).await.expect(200);
    let task = |kind: &str| {
        let tasks = view["tasks"].as_array().expect("tasks");
        text(&tasks.iter().find(|task| task["kind"] == kind).expect("a task")["id"])
    };
    let seen = json!({ "ranges": [[0, FRAMES - 1]] });
    for kind in ["hdr", "sdr"] {
        story
            .olga
            .post(&format!("/api/v1/tasks/{}/done", task(kind)), ())
            .await
            .expect(200);
    }
    story
        .olga
        .put(&format!("/api/v1/tasks/{}/coverage", task("hdr")), &seen)
        .await
        .expect(200);
    let refusal = story
        .olga
        .post(&request(&id, "/submit"), json!({}))
        .await
        .refused(422, "invalid");
    assert!(text(&refusal["fields"][0]["detail"]).contains("of SDR not seen"));
    story
        .olga
        .post(&format!("/api/v1/tasks/{}/reopen", task("sdr")), ())
        .await
        .expect(200);
    let refusal = story
        .olga
        .post(
            &request(&id, "/submit"),
            json!({ "gap_reason": "Only HDR was watched" }),
        )
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(refusal["detail"], "Not done yet: SDR.");
}

// A deeper check

const MINUTE: u64 = 60 * 24;

/// A fix check whose redelivery brought so much of the picture new.
async fn fix_check_with_new_clip(story: &Story, frames: u64) -> String {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story
        .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let whole = 30 * MINUTE;
    let (delivery, id) = story
        .delivers(Master {
            picture: vec![(1, 0, whole)],
            ..Master::picture()
        })
        .await;
    story.streams_are_ready(delivery).await;
    let flagged = story.reviews(&story.olga, &id, &[issue("issue", 0, 9)]).await;
    story.verifies(&story.vik, &id, &[]).await;
    story.answers(&id, &flagged[0], "production_will_fix").await;
    story
        .max
        .post(&request(&id, "/fix-notes/submit"), ())
        .await
        .expect(200);
    let redelivery = Master {
        picture: vec![(2, 0, frames), (1, frames, whole - frames)],
        ..Master::picture().answering(&id)
    };
    let (delivery, check) = story.delivers(redelivery).await;
    story.streams_are_ready(delivery).await;
    story.olga.post(&request(&check, "/take"), ()).await.expect(200);
    story.olga.post(&request(&check, "/begin"), ()).await.expect(200);
    check
}

#[tokio::test]
async fn a_long_new_clip_makes_a_full_qc_when_the_studio_agrees() {
    let story = Story::begin().await;
    let check = fix_check_with_new_clip(&story, 12 * MINUTE).await;
    let items = story.olga.get(&request(&check, "/watch-list")).await.expect(200);
    let fix = items
        .as_array()
        .expect("items")
        .iter()
        .find(|item| item["kind"] == "will_fix")
        .expect("a fix")
        .clone();
    let verdict = format!("/api/v1/watch-items/{}/verdict", text(&fix["id"]));
    story
        .olga
        .put(&verdict, json!({ "verdict": "resolved" }))
        .await
        .expect(200);
    let task = text(&story.olga.get(&request(&check, "")).await.expect(200)["tasks"][0]["id"]);
    story
        .olga
        .put(
            &format!("/api/v1/tasks/{task}/coverage"),
            json!({ "ranges": [[0, 999]] }),
        )
        .await
        .expect(200);
    story
        .olga
        .post(&format!("/api/v1/tasks/{task}/done"), ())
        .await
        .expect(200);

    let ask = request(&check, "/ask-full-qc");
    story
        .omar
        .post(&ask, json!({ "reason": "x" }))
        .await
        .refused(404, "not_found");
    story
        .pia
        .post(&ask, json!({ "reason": "x" }))
        .await
        .refused(403, "not_permitted");
    story
        .olga
        .post(&ask, json!({ "reason": "" }))
        .await
        .refused(422, "invalid");
    let why = json!({ "reason": "The whole first reel is new" });
    let ticket = story.olga.post(&ask, &why).await.expect(201);
    assert_eq!(ticket["kind"], "retiering");
    story.vera.post(&ask, &why).await.refused(409, "not_allowed_now");
    let approve = format!("/api/v1/tickets/{}/retier", text(&ticket["id"]));
    story.olga.post(&approve, ()).await.refused(403, "not_permitted");
    let answered = story.ada.post(&approve, ()).await.expect(200);
    assert_eq!(answered["state"], "solved");
    story.ada.post(&approve, ()).await.refused(409, "not_allowed_now");

    let view = story.olga.get(&request(&check, "")).await.expect(200);
    assert_eq!(view["operator"]["name"], "olga Tester");
    let task = &view["tasks"][0];
    assert_eq!(
        (&task["depth"], &task["state"], &task["coverage"]),
        (&json!("full"), &json!("in_progress"), &json!([[0, 999]]))
    );
    let items = story.olga.get(&request(&check, "/watch-list")).await.expect(200);
    let kept = items
        .as_array()
        .expect("items")
        .iter()
        .find(|item| item["id"] == fix["id"]);
    assert_eq!(kept.expect("the fix")["verdict"], "resolved");
    assert_eq!(told(&story, &story.olga, "request_retiered").await, 1);
    assert!(
        acts(&story, &check)
            .await
            .contains(&"request.retiered".to_owned())
    );
    story.sees_everything(&story.olga, &check).await;
    story
        .olga
        .post(&request(&check, "/submit"), json!({}))
        .await
        .expect(200);
}

#[tokio::test]
async fn ten_minutes_are_no_ground_for_a_full_qc() {
    let story = Story::begin().await;
    let check = fix_check_with_new_clip(&story, 10 * MINUTE).await;
    let refusal = story
        .olga
        .post(
            &request(&check, "/ask-full-qc"),
            json!({ "reason": "Much is new" }),
        )
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(
        refusal["detail"],
        "No new clip of the redelivery is longer than 10 minutes."
    );
    let form =
        json!({ "kind": "retiering", "subject": "Full", "description": "Please", "request_id": check });
    story
        .olga
        .post("/api/v1/tickets", form)
        .await
        .refused(422, "invalid");
}

// Later originals

#[tokio::test]
async fn a_later_original_takes_the_place_of_a_review_that_is_not_handed_in() {
    let story = Story::begin().await;
    let first = story.available(Service::Cast).await;
    story
        .pia
        .post(&request(&first, "/priority"), json!({ "priority": "rush" }))
        .await
        .expect(200);
    story.olga.post(&request(&first, "/take"), ()).await.expect(200);
    story.olga.post(&request(&first, "/begin"), ()).await.expect(200);
    story
        .olga
        .post(&request(&first, "/issues"), issue("issue", 0, 9))
        .await
        .expect(201);
    let (delivery, second) = story.delivers_to(story.title, Master::picture()).await;
    story.streams_are_ready(delivery).await;
    assert_eq!(story.state(&first).await, "canceled");
    let view = story.ada.get(&request(&second, "")).await.expect(200);
    assert_eq!(
        (&view["state"], &view["priority"], &view["reserved_for"]["name"]),
        (&json!("available"), &json!("rush"), &json!("olga Tester"))
    );
    assert_eq!(told(&story, &story.olga, "request_superseded").await, 1);
    assert_eq!(
        acts(&story, &first).await[..2],
        ["request.canceled", "request.superseded"]
    );
    story
        .olga
        .post(&request(&first, "/submit"), json!({}))
        .await
        .refused(409, "not_allowed_now");

    // A report that is handed in stands, whatever comes later.
    story.reviews(&story.olga, &second, &[]).await;
    let (_, third) = story.delivers_to(story.title, Master::picture()).await;
    assert_eq!(story.state(&second).await, "verification_available");
    assert_eq!(story.state(&third).await, "preparing");
}

#[tokio::test]
async fn the_other_half_of_a_joint_request_goes_over_to_the_new_one() {
    let story = Story::begin().await;
    let printmaster = || Master::sound(AssetKind::Printmaster, "pm_51.wav");
    let music = Master::sound(AssetKind::MusicAndEffects, "me_51.wav");
    let (_, joint) = story.delivers_to(story.title, printmaster()).await;
    story.delivers_to(story.title, music).await;
    story.olga.post(&request(&joint, "/take"), ()).await.expect(200);
    let (_, new) = story.delivers_to(story.title, printmaster()).await;
    assert_ne!(joint, new);
    assert_eq!(story.state(&joint).await, "canceled");
    let view = story.ada.get(&request(&new, "")).await.expect(200);
    let numbers: Vec<(&Value, &Value)> = view["deliveries"]
        .as_array()
        .expect("deliveries")
        .iter()
        .map(|delivery| (&delivery["asset_kind"], &delivery["number"]))
        .collect();
    assert_eq!(
        numbers,
        [
            (&json!("printmaster"), &json!(2)),
            (&json!("music_and_effects"), &json!(1))
        ]
    );
    assert_eq!(view["tasks"].as_array().map(Vec::len), Some(2));
}

// The order of the pool

#[tokio::test]
async fn what_is_due_first_comes_first_extensions_included() {
    let story = Story::begin().await;
    let first = story.available(Service::Download).await;
    let (_, second) = story.delivers(Master::picture()).await;
    assert_eq!(pool(&story.olga).await, [first.clone(), second.clone()]);
    let longer = json!({ "ground": "capacity_limits", "extra_h": 24 });
    story
        .ada
        .post(&request(&first, "/extensions"), longer)
        .await
        .expect(201);
    assert_eq!(pool(&story.olga).await, [second.clone(), first.clone()]);
    let page = story
        .olga
        .get("/api/v1/requests?view=pool&limit=1")
        .await
        .expect(200);
    let next = text(&page["next"]);
    let rest = story
        .olga
        .get(&format!("/api/v1/requests?view=pool&limit=1&cursor={next}"))
        .await
        .expect(200);
    assert_eq!(rest["items"][0]["id"], first);
    let early = rest["items"][0]["clock"]["whole_due_at"].clone();
    assert!(text(&page["items"][0]["clock"]["whole_due_at"]) < text(&early));
}
