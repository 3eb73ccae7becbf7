//! Who holds a request and what becomes of it: the pool, taking, serving, giving, leases, holds, clocks, races.

use std::collections::HashSet;
use std::sync::Arc;

use qc::asset::AssetKind;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::jobs::{Attempt, Job};
use server::requests::SweepLeases;
use uuid::Uuid;

use crate::world::{Master, Person, Story, issue, text};

fn request(id: &str, rest: &str) -> String {
    format!("/api/v1/requests/{id}{rest}")
}

async fn ids(person: &Person, query: &str) -> Vec<String> {
    let page = person.get(&format!("/api/v1/requests?{query}")).await.expect(200);
    page["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["id"]))
        .collect()
}

fn action(view: &Value, act: &str) -> Value {
    let actions = view["actions"].as_array().expect("actions");
    actions
        .iter()
        .find(|action| action["act"] == act)
        .cloned()
        .unwrap_or(Value::Null)
}

#[tokio::test]
async fn a_cast_request_is_prepared_then_taken_by_one() {
    let story = Story::begin().await;
    story
        .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let (delivery, id) = story.delivers(Master::picture()).await;
    assert_eq!(story.state(&id).await, "preparing");
    assert_eq!(ids(&story.olga, "view=pool").await, Vec::<String>::new());
    story.olga.get(&request(&id, "")).await.refused(404, "not_found");

    story.streams_are_ready(delivery).await;
    assert_eq!(ids(&story.olga, "view=pool").await, std::slice::from_ref(&id));
    let view = story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    assert_eq!(view["state"], "assigned");
    assert_eq!(view["operator"]["name"], "olga Tester");
    assert!(view["clock"]["report_due_at"].is_string());
    assert_eq!(action(&view, "begin_review")["allowed"], true);
    assert_eq!(
        action(&view, "submit_report")["why_not"],
        "It is assigned, and the review has not begun."
    );

    story
        .omar
        .post(&request(&id, "/take"), ())
        .await
        .refused(409, "conflict");
    story.omar.get(&request(&id, "")).await.refused(404, "not_found");
    story
        .omar
        .post(&request(&id, "/begin"), ())
        .await
        .refused(404, "not_found");
    story
        .vera
        .post(&request(&id, "/begin"), ())
        .await
        .refused(403, "not_permitted");
    assert_eq!(ids(&story.olga, "view=mine").await, std::slice::from_ref(&id));
    assert_eq!(ids(&story.vera, "view=facility&state=assigned").await, [id]);
}

#[tokio::test]
async fn an_uncleared_facility_or_a_barred_person_sees_nothing() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    let elsewhere = story.world.facility("Westpier").await;
    let otto = story.world.operator("otto@westpier.example", elsewhere).await;
    otto.get(&request(&id, "")).await.refused(404, "not_found");
    otto.post(&request(&id, "/take"), ())
        .await
        .refused(404, "not_found");

    sqlx::query("insert into legal_bar (id, person_id, title_id, reason) values ($1, $2, $3, 'family')")
        .bind(Uuid::now_v7())
        .bind(story.omar.id.uuid())
        .bind(story.title.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a bar");
    story
        .omar
        .post(&request(&id, "/take"), ())
        .await
        .refused(404, "not_found");
    assert_eq!(ids(&story.omar, "view=pool").await, Vec::<String>::new());
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
}

#[tokio::test]
async fn a_skill_or_language_that_is_missing_is_said() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    sqlx::query("update person set languages = array['fr'] where id = $1")
        .bind(story.omar.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    assert_eq!(ids(&story.omar, "view=pool").await, Vec::<String>::new());
    let view = story.omar.get(&request(&id, "")).await.expect(200);
    assert_eq!(
        action(&view, "take_request")["why_not"],
        "This needs a language that is not on your list."
    );
    story
        .omar
        .post(&request(&id, "/take"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn browser_work_is_served_one_at_a_time() {
    let story = Story::begin().await;
    story
        .opens(AssetKind::PrimaryAv, Service::Browser, &[("sdr", "full")])
        .await;
    let mut requests = Vec::new();
    for _ in 0..2 {
        let (delivery, id) = story.delivers(Master::picture()).await;
        story.streams_are_ready(delivery).await;
        requests.push(id);
    }
    story
        .olga
        .post(&request(&requests[0], "/take"), ())
        .await
        .refused(404, "not_found");
    let nothing = story.olga.get("/api/v1/work").await.expect(200);
    assert_eq!(nothing["served"], Value::Null);

    let work = story.olga.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(work["served"]["id"], requests[0]);
    let again = story.olga.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(
        again["served"]["id"], requests[0],
        "nothing new until the current one is done"
    );
    assert_eq!(again["held"], json!([]));

    story.finishes(&story.olga, &requests[0], &[]).await;
    let work = story.olga.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(work["served"]["id"], requests[1]);
    let work = story.omar.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(work["served"], Value::Null);
    assert!(text(&work["why_nothing"]).starts_with("No task waits"));
}

#[tokio::test]
async fn rush_goes_first_and_shortens_the_clock() {
    let story = Story::begin().await;
    let first = story.available(Service::Download).await;
    let (_, second) = story.delivers(Master::picture()).await;
    assert_eq!(
        ids(&story.olga, "view=pool").await,
        [first.clone(), second.clone()]
    );
    // Elsewhere the newest comes first, unless one asks for what is due, page by page.
    assert_eq!(ids(&story.ada, "view=all").await, [second.clone(), first.clone()]);
    let page = story
        .ada
        .get("/api/v1/requests?order=due&limit=1")
        .await
        .expect(200);
    assert_eq!(page["items"][0]["id"], first);
    let rest = format!("order=due&limit=1&cursor={}", text(&page["next"]));
    assert_eq!(ids(&story.ada, &rest).await, vec![second.clone()]);
    story
        .max
        .post(&request(&second, "/priority"), json!({ "priority": "rush" }))
        .await
        .refused(403, "not_permitted");
    story
        .pia
        .post(&request(&second, "/priority"), json!({ "priority": "rush" }))
        .await
        .expect(200);
    assert_eq!(ids(&story.olga, "view=pool").await, [second.clone(), first]);

    let view = story.olga.post(&request(&second, "/take"), ()).await.expect(200);
    let at = |field: &Value| {
        text(field)
            .parse::<chrono::DateTime<chrono::Utc>>()
            .expect("an instant")
    };
    let due = at(&view["clock"]["report_due_at"]);
    assert_eq!((due - at(&view["assigned_at"])).num_hours(), 24);
    let extension = json!({ "ground": "tool_fault", "extra_h": 12 });
    story
        .vera
        .post(&request(&second, "/extensions"), &extension)
        .await
        .refused(403, "not_permitted");
    story
        .ada
        .post(&request(&second, "/extensions"), &extension)
        .await
        .expect(201);
    let too_long = json!({ "ground": "tool_fault", "extra_h": 500 });
    story
        .ada
        .post(&request(&second, "/extensions"), &too_long)
        .await
        .refused(422, "invalid");
    let view = story.olga.get(&request(&second, "")).await.expect(200);
    assert_eq!((at(&view["clock"]["report_due_at"]) - due).num_hours(), 12);
    assert_eq!(at(&view["clock"]["original_due_at"]), due);
    assert_eq!(view["extensions"][0]["ground"], "tool_fault");
}

#[tokio::test]
async fn a_download_is_announced_to_the_data_people_and_waits_for_its_files() {
    let story = Story::begin().await;
    let id = story.available(Service::Download).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let (notices,): (i64,) =
        sqlx::query_as("select count(*) from notice where person_id = $1 and kind = 'download_assigned'")
            .bind(story.dan.id.uuid())
            .fetch_one(&story.world.app().db)
            .await
            .expect("notices");
    assert_eq!(notices, 1);
    let refusal = story
        .olga
        .post(&request(&id, "/begin"), ())
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(
        refusal["detail"],
        "The files have not been downloaded and verified yet."
    );
    assert_eq!(ids(&story.dan, "view=mine").await, [id]);
}

#[tokio::test]
async fn a_manager_gives_returns_and_only_within_the_facility() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let to = |person: &Person| json!({ "person_id": person.id, "reason": "Olga is ill" });
    story
        .omar
        .post(&request(&id, "/reassign"), to(&story.omar))
        .await
        .refused(404, "not_found");
    story
        .pia
        .post(&request(&id, "/reassign"), to(&story.omar))
        .await
        .refused(403, "not_permitted");
    story
        .vera
        .post(&request(&id, "/reassign"), to(&story.vik))
        .await
        .refused(422, "invalid");
    let no_reason = json!({ "person_id": story.omar.id, "reason": " " });
    story
        .vera
        .post(&request(&id, "/reassign"), no_reason)
        .await
        .refused(422, "invalid");
    let view = story
        .vera
        .post(&request(&id, "/reassign"), to(&story.omar))
        .await
        .expect(200);
    assert_eq!(
        (&view["operator"]["name"], &view["assigned_how"]),
        (&json!("omar Tester"), &json!("given"))
    );
    story
        .olga
        .post(&request(&id, "/begin"), ())
        .await
        .refused(403, "not_permitted");
    let back = json!({ "person_id": null, "reason": "Nobody has time" });
    let view = story
        .vera
        .post(&request(&id, "/reassign"), back)
        .await
        .expect(200);
    assert_eq!(view["state"], "available");
    let history = story.ada.get(&request(&id, "/history")).await.expect(200);
    let acts: Vec<&str> = history["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["act"].as_str().expect("an act"))
        .collect();
    assert_eq!(
        acts,
        [
            "request.returned",
            "request.given",
            "request.taken",
            "request.prepared",
            "request.opened"
        ]
    );
}

#[tokio::test]
async fn managed_work_is_given_not_taken() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Qc, AssignmentModel::Managed)
        .await;
    let id = story.available(Service::Cast).await;
    assert_eq!(ids(&story.olga, "view=pool").await, Vec::<String>::new());
    story
        .olga
        .post(&request(&id, "/take"), ())
        .await
        .refused(404, "not_found");
    let given = json!({ "person_id": story.olga.id, "reason": "She knows the show" });
    story
        .vera
        .post(&request(&id, "/reassign"), given)
        .await
        .expect(200);
    story.olga.post(&request(&id, "/begin"), ()).await.expect(200);
}

#[tokio::test]
async fn what_is_handed_back_or_lapses_is_anybodys_again() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    story
        .olga
        .post(&request(&id, "/hand-back"), json!({ "reason": "" }))
        .await
        .refused(422, "invalid");
    story
        .olga
        .post(&request(&id, "/hand-back"), json!({ "reason": "Power cut" }))
        .await
        .expect(200);
    assert_eq!(story.state(&id).await, "available");

    story.omar.post(&request(&id, "/take"), ()).await.expect(200);
    sweep(&story).await;
    assert_eq!(story.state(&id).await, "assigned", "the lease is not over");
    let db = &story.world.app().db;
    let back = sqlx::query("update qc_request set lease_until = now() - interval '1 second' where id = $1");
    back.bind(id.parse::<Uuid>().expect("an id"))
        .execute(db)
        .await
        .expect("a change");
    sweep(&story).await;
    sweep(&story).await;
    assert_eq!(story.state(&id).await, "available");
    let (told,): (i64,) =
        sqlx::query_as("select count(*) from notice where person_id = $1 and kind = 'lease_lapsed'")
            .bind(story.omar.id.uuid())
            .fetch_one(db)
            .await
            .expect("notices");
    assert_eq!(told, 1);
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

#[tokio::test]
async fn a_hold_returns_to_where_it_was_and_a_cancel_is_final() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    story.olga.post(&request(&id, "/begin"), ()).await.expect(200);
    story
        .max
        .post(&request(&id, "/hold"), json!({ "reason": "x" }))
        .await
        .refused(403, "not_permitted");
    let held = story
        .pia
        .post(&request(&id, "/hold"), json!({ "reason": "Wrong cut" }))
        .await
        .expect(200);
    assert_eq!(
        (&held["state"], &held["held_from"]),
        (&json!("on_hold"), &json!("in_qc"))
    );
    story
        .olga
        .post(&request(&id, "/issues"), issue("fyi", 0, 0))
        .await
        .refused(409, "not_allowed_now");
    let released = story
        .pia
        .post(&request(&id, "/release"), json!({ "reason": "Right after all" }))
        .await
        .expect(200);
    assert_eq!(
        (&released["state"], &released["held_from"]),
        (&json!("in_qc"), &Value::Null)
    );
    story
        .pia
        .post(&request(&id, "/cancel"), json!({ "reason": "Not needed" }))
        .await
        .expect(200);
    story
        .pia
        .post(&request(&id, "/hold"), json!({ "reason": "x" }))
        .await
        .refused(409, "not_allowed_now");
    story
        .olga
        .post(&request(&id, "/submit"), json!({}))
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn printmaster_and_music_and_effects_are_one_request_until_somebody_begins() {
    let story = Story::begin().await;
    let (_, first) = story
        .delivers(Master::sound(AssetKind::Printmaster, "pm_51.wav"))
        .await;
    let (_, joined) = story
        .delivers(Master::sound(AssetKind::MusicAndEffects, "me_51.wav"))
        .await;
    assert_eq!(joined, first);
    let view = story.ada.get(&request(&first, "")).await.expect(200);
    assert_eq!(view["asset_kinds"], json!(["printmaster", "music_and_effects"]));
    let kinds: Vec<&Value> = view["tasks"]
        .as_array()
        .expect("tasks")
        .iter()
        .map(|task| &task["kind"])
        .collect();
    assert_eq!(kinds, ["pm", "me"]);
    assert_eq!(view["service"], "download");

    let title = story.world.episode(story.show, 1, 4).await;
    let (_, begun) = story
        .delivers_to(title, Master::sound(AssetKind::Printmaster, "pm_51.wav"))
        .await;
    story.olga.post(&request(&begun, "/take"), ()).await.expect(200);
    let (_, alone) = story
        .delivers_to(title, Master::sound(AssetKind::MusicAndEffects, "me_51.wav"))
        .await;
    assert_ne!(alone, begun);
}

#[tokio::test]
async fn a_report_is_submitted_when_everything_is_done_and_seen_or_a_reason_is_given() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&request(&id, "/take"), ()).await.expect(200);
    let view = story.olga.post(&request(&id, "/begin"), ()).await.expect(200);
    let task = text(&view["tasks"][0]["id"]);
    let refusal = story
        .olga
        .post(&request(&id, "/submit"), json!({}))
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(refusal["detail"], "Not done yet: SDR.");

    let coverage = format!("/api/v1/tasks/{task}/coverage");
    story
        .olga
        .put(&coverage, json!({ "ranges": [[0, 2400]] }))
        .await
        .refused(422, "invalid");
    story
        .omar
        .put(&coverage, json!({ "ranges": [[0, 1]] }))
        .await
        .refused(404, "not_found");
    for _ in 0..2 {
        let seen = story
            .olga
            .put(&coverage, json!({ "ranges": [[0, 999], [900, 2111]] }))
            .await
            .expect(200);
        assert_eq!(seen["coverage"], json!([[0, 2111]]));
    }
    let done = story
        .olga
        .post(&format!("/api/v1/tasks/{task}/done"), ())
        .await
        .expect(200);
    assert_eq!(
        (&done["state"], &done["covered_percent"]),
        (&json!("done"), &json!(88.0))
    );
    let refusal = story
        .olga
        .post(&request(&id, "/submit"), json!({}))
        .await
        .refused(422, "invalid");
    assert_eq!(refusal["fields"][0]["field"], "gap_reason");
    assert!(
        text(&refusal["fields"][0]["detail"]).contains("12 s of SDR not seen"),
        "{refusal}"
    );
    let stopped =
        json!({ "stopped_note": "No picture after 00:01:28:00", "not_reviewed": "The last three minutes" });
    story
        .olga
        .post(&request(&id, "/submit"), stopped)
        .await
        .refused(422, "invalid");
    let view = story
        .olga
        .post(
            &request(&id, "/submit"),
            json!({ "gap_reason": "Black after the credits" }),
        )
        .await
        .expect(200);
    assert_eq!(
        (&view["state"], &view["gap_reason"]),
        (
            &json!("verification_available"),
            &json!("Black after the credits")
        )
    );
    story
        .olga
        .put(&coverage, json!({ "ranges": [[0, 1]] }))
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn filters_and_pages_of_the_list_hold_together() {
    let story = Story::begin().await;
    let first = story.available(Service::Download).await;
    let mut all = vec![first];
    for _ in 0..4 {
        all.push(story.delivers(Master::picture()).await.1);
    }
    let page = story.pia.get("/api/v1/requests?limit=2").await.expect(200);
    assert_eq!(page["total"], 5);
    let mut seen: Vec<String> = page["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["id"]))
        .collect();
    let mut next = page["next"].clone();
    while let Some(cursor) = next.as_str() {
        let page = story
            .pia
            .get(&format!("/api/v1/requests?limit=2&cursor={cursor}"))
            .await
            .expect(200);
        seen.extend(
            page["items"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|row| text(&row["id"])),
        );
        next = page["next"].clone();
    }
    all.reverse();
    assert_eq!(seen, all);
    assert_eq!(
        ids(
            &story.pia,
            "q=harbour%20s01&state=available&state=assigned&bucket=on_track"
        )
        .await
        .len(),
        5
    );
    assert_eq!(ids(&story.pia, "q=harbour%20s09").await.len(), 0);
    assert_eq!(ids(&story.pia, "bucket=critical").await.len(), 0);
    story
        .pia
        .get("/api/v1/requests?state=lost")
        .await
        .refused(422, "invalid");
    story
        .pia
        .get("/api/v1/requests?colour=red")
        .await
        .refused(422, "invalid");
    let other = story.world.production("mona@other.example").await;
    assert_eq!(ids(&other, "view=all").await.len(), 0);
}

/// What a list shows and what a page opens is the same, for everyone, whatever happened before.
#[tokio::test]
async fn lists_and_pages_show_the_same_requests() {
    let story = Story::begin().await;
    let taken = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &taken, &[issue("issue", 10, 20)])
        .await;
    let (delivery, given_back) = story.delivers(Master::picture()).await;
    story.streams_are_ready(delivery).await;
    story
        .omar
        .post(&request(&given_back, "/take"), ())
        .await
        .expect(200);
    story
        .omar
        .post(&request(&given_back, "/hand-back"), json!({ "reason": "Ill" }))
        .await
        .expect(200);
    let (delivery, held) = story.delivers(Master::picture()).await;
    story.streams_are_ready(delivery).await;
    story.olga.post(&request(&held, "/take"), ()).await.expect(200);
    story.delivers(Master::picture()).await;
    story.delivers(Master::sound(AssetKind::Atmos, "mix.wav")).await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story.takes_verification(&story.vik, &taken).await;

    let all = ids(&story.ada, "").await;
    assert_eq!(all.len(), 5);
    let people = [
        &story.ada,
        &story.pia,
        &story.max,
        &story.olga,
        &story.omar,
        &story.vera,
        &story.dan,
        &story.vik,
        &story.val,
    ];
    for person in people {
        let listed: HashSet<String> = ids(person, "").await.into_iter().collect();
        for id in &all {
            let opened = person.get(&request(id, "")).await.status == 200;
            assert_eq!(listed.contains(id), opened, "{} {id}", person.id);
        }
    }
}

/// 200 clients race for 50 tasks: each task has one holder, none is lost, nobody is told they have what they have not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_clients_racing_for_fifty_tasks_take_each_once() {
    let story = Arc::new(Story::begin().await);
    story
        .opens(AssetKind::PrimaryAv, Service::Download, &[("sdr", "full")])
        .await;
    let mut tasks = Vec::new();
    for _ in 0..50 {
        tasks.push(story.delivers(Master::picture()).await.1);
    }
    let tasks = Arc::new(tasks);
    let mut racers = tokio::task::JoinSet::new();
    for racer in 0..200 {
        let (story, tasks) = (story.clone(), tasks.clone());
        racers.spawn(async move {
            let person = if racer % 2 == 0 { &story.olga } else { &story.omar };
            let id = &tasks[racer % 50];
            (
                id.clone(),
                person.post(&request(id, "/take"), ()).await.status.as_u16(),
            )
        });
    }
    let answers = racers.join_all().await;
    for id in tasks.iter() {
        let won: Vec<_> = answers
            .iter()
            .filter(|(task, status)| task == id && *status == 200)
            .collect();
        assert_eq!(won.len(), 1, "{id} has one winner");
    }
    assert!(
        answers.iter().all(|(_, status)| matches!(status, 200 | 409)),
        "{answers:?}"
    );
    let (holders, acts): (i64, i64) = sqlx::query_as(
        "select (select count(*) from qc_request where state = 'assigned' and operator_id is not null),
                (select count(*) from history where act = 'request.taken')",
    )
    .fetch_one(&story.world.app().db)
    .await
    .expect("counts");
    assert_eq!((holders, acts), (50, 50));
}

/// Many servers serve many people at once: a person never holds two, a task is never held twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_are_served_at_once_go_to_different_people() {
    let story = Arc::new(Story::begin().await);
    story
        .opens(AssetKind::PrimaryAv, Service::Browser, &[("sdr", "full")])
        .await;
    for _ in 0..10 {
        let (delivery, _) = story.delivers(Master::picture()).await;
        story.streams_are_ready(delivery).await;
    }
    let mut people = Vec::new();
    for number in 0..12 {
        people.push(Arc::new(
            story
                .world
                .operator(&format!("o{number}@northlight.example"), story.northlight)
                .await,
        ));
    }
    let mut calls = tokio::task::JoinSet::new();
    for person in people.iter().cycle().take(48) {
        let person = person.clone();
        calls.spawn(async move { person.post("/api/v1/work/next", ()).await.status.as_u16() });
    }
    assert!(calls.join_all().await.iter().all(|status| *status == 200));
    let (held, people): (i64, i64) = sqlx::query_as(
        "select count(*), count(distinct operator_id) from qc_request where state = 'assigned' and assigned_how = 'served'",
    )
    .fetch_one(&story.world.app().db)
    .await
    .expect("counts");
    assert_eq!((held, people), (10, 10));
}
