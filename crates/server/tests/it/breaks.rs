//! "Not now": breaks, and what is served to whom while they last.

use qc::asset::AssetKind;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::breaks::EndBreaks;
use server::jobs::{Attempt, Job};
use uuid::Uuid;

use crate::world::{Master, Person, Story, issue, text};

const BREAKS: &str = "/api/v1/breaks";
const NEXT: &str = "/api/v1/work/next";

/// Browser tasks, one for each episode.
async fn browser_tasks(story: &Story, count: usize) -> Vec<String> {
    story
        .opens(AssetKind::PrimaryAv, Service::Browser, &[("sdr", "full")])
        .await;
    let mut requests = Vec::new();
    for _ in 0..count {
        let (delivery, id) = story.delivers(Master::picture()).await;
        story.streams_are_ready(delivery).await;
        requests.push(id);
    }
    requests
}

async fn served(person: &Person) -> Value {
    person.post(NEXT, ()).await.expect(200)["served"]["id"].clone()
}

async fn sweep(story: &Story) {
    let attempt = Attempt {
        job: 0,
        number: 1,
        is_last: false,
        token: Uuid::now_v7(),
    };
    EndBreaks.run(story.world.app(), &attempt).await.expect("sweeps");
}

async fn acts(story: &Story, person: &Person) -> Vec<String> {
    sqlx::query_scalar(
        "select h.act from history h join break b on b.id = h.noun_id where h.noun = 'break' and b.person_id = $1 order by h.id",
    )
    .bind(person.id.uuid())
    .fetch_all(&story.world.app().db)
    .await
    .expect("history")
}

#[tokio::test]
async fn nothing_is_served_on_a_break_and_what_was_served_goes_to_others() {
    let story = Story::begin().await;
    let requests = browser_tasks(&story, 2).await;
    assert_eq!(served(&story.olga).await, requests[0].as_str());

    let begun = story
        .olga
        .post(BREAKS, json!({ "reason": "Lunch" }))
        .await
        .expect(201);
    assert_eq!(begun["put_back"].as_array().map(Vec::len), Some(1));
    let work = story.olga.post(NEXT, ()).await.expect(200);
    assert_eq!(work["served"], Value::Null);
    assert_eq!(work["on_break"]["reason"], "Lunch");
    assert!(text(&work["why_nothing"]).starts_with("You are on a break"));
    assert_eq!(served(&story.omar).await, requests[0].as_str());

    let id = text(&begun["on_break"]["id"]);
    story
        .omar
        .post(&format!("{BREAKS}/{id}/end"), ())
        .await
        .refused(404, "not_found");
    story
        .olga
        .post(&format!("{BREAKS}/{id}/end"), ())
        .await
        .expect(200);
    story
        .olga
        .post(&format!("{BREAKS}/{id}/end"), ())
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(served(&story.olga).await, requests[1].as_str());
    assert_eq!(acts(&story, &story.olga).await, ["break.begun", "break.ended"]);
}

#[tokio::test]
async fn what_was_declined_is_not_served_to_the_same_person_for_a_while() {
    let story = Story::begin().await;
    let requests = browser_tasks(&story, 1).await;
    assert_eq!(served(&story.olga).await, requests[0].as_str());
    let begun = story
        .olga
        .post(BREAKS, json!({ "reason": "A call" }))
        .await
        .expect(201);
    let end = format!("{BREAKS}/{}/end", text(&begun["on_break"]["id"]));
    story.olga.post(&end, ()).await.expect(200);
    assert_eq!(served(&story.olga).await, Value::Null, "no ping-pong");
    sqlx::query("update decline set rests_until = now()")
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    assert_eq!(served(&story.olga).await, requests[0].as_str());

    // Handing it back says the same.
    let back = json!({ "reason": "Not my genre" });
    story
        .olga
        .post(&format!("/api/v1/requests/{}/hand-back", requests[0]), back)
        .await
        .expect(200);
    assert_eq!(served(&story.olga).await, Value::Null);
    assert_eq!(served(&story.omar).await, requests[0].as_str());
}

#[tokio::test]
async fn what_has_begun_stays_and_nobody_takes_or_gives_during_a_break() {
    let story = Story::begin().await;
    let pooled = story.available(Service::Cast).await;
    let (delivery, other) = story.delivers(Master::picture()).await;
    story.streams_are_ready(delivery).await;
    let path = |id: &str, rest: &str| format!("/api/v1/requests/{id}{rest}");
    story.olga.post(&path(&pooled, "/take"), ()).await.expect(200);
    story.olga.post(&path(&pooled, "/begin"), ()).await.expect(200);
    let begun = story
        .olga
        .post(BREAKS, json!({ "reason": "Dentist" }))
        .await
        .expect(201);
    assert_eq!(begun["put_back"], json!([]));
    assert_eq!(story.state(&pooled).await, "in_qc");
    let refusal = story
        .olga
        .post(&path(&other, "/take"), ())
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&refusal["detail"]).contains("on a break"));

    let give = json!({ "person_id": story.olga.id, "reason": "She knows it" });
    story
        .ada
        .post(&path(&other, "/reassign"), give)
        .await
        .refused(422, "invalid");
    let candidates = story.ada.get(&path(&other, "/candidates")).await.expect(200);
    let of = |name: &str| {
        let all = candidates.as_array().expect("candidates");
        all.iter()
            .find(|found| found["person"]["name"] == name)
            .expect("a candidate")
            .clone()
    };
    assert_eq!(of("omar Tester")["why_not"], Value::Null);
    assert_eq!(of("olga Tester")["why_not"], "They are on a break.");
    assert_eq!(of("olga Tester")["held"], 1);
    // Reviewing what one has begun goes on.
    story
        .olga
        .post(&path(&pooled, "/issues"), issue("fyi", 0, 9))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_break_ends_at_its_time_with_its_history() {
    let story = Story::begin().await;
    let requests = browser_tasks(&story, 1).await;
    let until = chrono::Utc::now() + chrono::TimeDelta::minutes(5);
    let form = json!({ "reason": "Tea", "until": until });
    story.olga.post(BREAKS, &form).await.expect(201);
    let again = story
        .olga
        .post(BREAKS, &form)
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&again["detail"]).contains("already"));
    assert_eq!(served(&story.olga).await, Value::Null);
    let earlier =
        "update break set began_at = now() - interval '10 minutes', until_at = now() - interval '1 second'";
    sqlx::query(earlier)
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    assert_eq!(
        served(&story.olga).await,
        requests[0].as_str(),
        "serving does not wait for the sweep"
    );
    sweep(&story).await;
    sweep(&story).await;
    assert_eq!(acts(&story, &story.olga).await, ["break.begun", "break.ended"]);
    let own = format!("{BREAKS}?person_id={}", story.olga.id);
    let all = story.olga.get(&own).await.expect(200);
    assert_eq!(all[0]["ended_at"], all[0]["until"]);
}

#[tokio::test]
async fn a_break_is_said_with_a_reason_and_a_time_to_come() {
    let story = Story::begin().await;
    let past = json!({ "reason": "x", "until": "2020-01-01T00:00:00Z" });
    let far = json!({ "reason": "x", "until": chrono::Utc::now() + chrono::TimeDelta::days(90) });
    for (form, field) in [
        (json!({ "reason": " " }), "reason"),
        (past, "until"),
        (far, "until"),
    ] {
        let refusal = story.olga.post(BREAKS, form).await.refused(422, "invalid");
        assert_eq!(refusal["fields"][0]["field"], field);
    }
    for person in [&story.vera, &story.pia, &story.dan] {
        person
            .post(BREAKS, json!({ "reason": "x" }))
            .await
            .refused(403, "not_permitted");
    }
}

#[tokio::test]
async fn managers_see_the_breaks_of_their_facility() {
    let story = Story::begin().await;
    for person in [&story.olga, &story.vik] {
        person.post(BREAKS, json!({ "reason": "Away" })).await.expect(201);
    }
    let names = async |person: &Person| -> Vec<String> {
        let all = person.get(BREAKS).await.expect(200);
        let mut names: Vec<String> = all
            .as_array()
            .expect("breaks")
            .iter()
            .map(|found| text(&found["person"]["name"]))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&story.vera).await, ["olga Tester"]);
    assert_eq!(names(&story.ada).await, ["olga Tester", "vik Tester"]);
    assert_eq!(names(&story.omar).await, Vec::<String>::new());
    story.pia.get(BREAKS).await.refused(403, "not_permitted");
}

#[tokio::test]
async fn a_verification_that_was_served_goes_back_and_is_served_to_another() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Push)
        .await;
    let request = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
        .await;
    assert_eq!(served(&story.vik).await, request.as_str());
    let begun = story
        .vik
        .post(BREAKS, json!({ "reason": "Lunch" }))
        .await
        .expect(201);
    assert_eq!(begun["put_back"].as_array().map(Vec::len), Some(1));
    assert_eq!(story.state(&request).await, "verification_available");
    assert_eq!(served(&story.vik).await, Value::Null);
    assert_eq!(served(&story.val).await, request.as_str());
}
