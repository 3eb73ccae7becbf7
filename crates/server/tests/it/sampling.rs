//! Sampling: which reports are verified, by the operator's record; what is kept of the lot, and who reads it.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Master, Person, Story, issue, text};

const SAMPLING: &str = "/api/v1/policies/sampling";

/// A show whose Cast reports are sampled, and an operator with so many verified reports, five issues each, all right.
async fn sampled(full_until: u32, minimum_percent: u32) -> Story {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story
        .opens(qc::asset::AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let form = json!({ "service": "cast", "minimum_percent": minimum_percent, "full_until": full_until });
    story.ada.put(SAMPLING, form).await.expect(200);
    story
}

async fn next(story: &Story) -> String {
    let (delivery, request) = story.delivers(Master::picture()).await;
    story.streams_are_ready(delivery).await;
    request
}

/// A long clean record, as verification would have left it.
async fn gives_record(story: &Story, issues: usize) {
    let request = next(story).await;
    let flags: Vec<Value> = (0..issues as u64)
        .map(|at| issue("fyi", at * 10, at * 10 + 5))
        .collect();
    story.reviews(&story.olga, &request, &flags).await;
    story.verifies(&story.vik, &request, &[]).await;
}

async fn sampling(story: &Story, person: &Person, request: &str) -> Value {
    let _ = story;
    person
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200)["sampling"]
        .clone()
}

#[tokio::test]
async fn without_a_policy_every_report_is_verified_and_nothing_is_drawn() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    story.reviews(&story.olga, &request, &[]).await;
    assert_eq!(story.state(&request).await, "verification_available");
    assert_eq!(sampling(&story, &story.ada, &request).await, Value::Null);
}

#[tokio::test]
async fn a_short_record_is_verified_whole_and_a_good_one_by_its_share() {
    let story = sampled(1, 1).await;
    let request = next(&story).await;
    story.reviews(&story.olga, &request, &[issue("fyi", 0, 9)]).await;
    assert_eq!(story.state(&request).await, "verification_available");
    let lot = sampling(&story, &story.ada, &request).await;
    assert_eq!(lot["figures"]["ground"], "short_record");
    story.verifies(&story.vik, &request, &[]).await;

    gives_record(&story, 150).await;
    let mut spared = 0;
    for _ in 0..12 {
        let request = next(&story).await;
        story.reviews(&story.olga, &request, &[issue("fyi", 0, 9)]).await;
        let lot = sampling(&story, &story.ada, &request).await;
        let figures = &lot["figures"];
        assert_eq!(figures["share_percent"], 10.0, "{lot}");
        let is_drawn = figures["draw_percent"].as_f64() < figures["share_percent"].as_f64();
        assert_eq!(lot["is_verified"], is_drawn);
        let expected = if is_drawn {
            "verification_available"
        } else {
            "approved"
        };
        assert_eq!(story.state(&request).await, expected);
        spared += usize::from(!is_drawn);
        if is_drawn {
            story.verifies(&story.vik, &request, &[]).await;
        }
    }
    assert!(spared >= 6, "{spared} of 12 were spared at 10 %");
}

#[tokio::test]
async fn a_spared_report_is_out_at_once_and_says_why_to_those_who_may_know() {
    let story = sampled(1, 1).await;
    gives_record(&story, 150).await;
    let mut request = next(&story).await;
    story
        .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
        .await;
    while story.state(&request).await == "verification_available" {
        story.verifies(&story.vik, &request, &[]).await;
        request = next(&story).await;
        story
            .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
            .await;
    }
    assert_eq!(story.state(&request).await, "fix_notes_needed");
    for person in [&story.ada, &story.olga, &story.vera] {
        let lot = sampling(&story, person, &request).await;
        let label = lot["label"].as_str().expect("a label");
        assert!(
            label.starts_with("Not verified: sampled out (record 100 % over "),
            "{label}"
        );
    }
    for person in [&story.pia, &story.max] {
        let lot = sampling(&story, person, &request).await;
        assert_eq!(
            (&lot["label"], &lot["figures"]),
            (&json!("Not verified: sampled out"), &Value::Null)
        );
        let history = person
            .get(&format!("/api/v1/requests/{request}/history"))
            .await
            .expect(200);
        let rows = history["items"].as_array().expect("history");
        assert!(
            rows.iter().all(|row| row["noun"] != "sampling"),
            "the record is not for the show"
        );
    }
    let history = story
        .ada
        .get(&format!("/api/v1/requests/{request}/history"))
        .await
        .expect(200);
    let rows = history["items"].as_array().expect("history");
    let lot = rows
        .iter()
        .find(|row| row["act"] == "sampling.decided")
        .expect("the lot");
    let changes = lot["changes"].as_array().expect("changes");
    let after = |field: &str| {
        let change = changes.iter().find(|change| change["field"] == field);
        change.map(|change| text(&change["after"]))
    };
    assert_eq!(
        (after("ground").as_deref(), after("replaced").as_deref()),
        (Some("spared"), Some("0")),
        "{lot}"
    );
    let report = story
        .olga
        .get(&format!("/api/v1/requests/{request}/report"))
        .await
        .expect(200);
    assert_eq!(
        report["accuracy"],
        Value::Null,
        "what was not verified counts for nothing"
    );
    let metrics = story.ada.get("/api/v1/metrics?by=operator").await.expect(200);
    let confirmed = metrics["total"]["quality"]["accuracy"]["confirmed"]
        .as_i64()
        .expect("a count");
    let verified: i64 = sqlx::query_scalar("select count(*) from verdict")
        .fetch_one(&story.world.app().db)
        .await
        .expect("verdicts");
    assert_eq!(confirmed, verified);
}

#[tokio::test]
async fn a_blocker_is_always_verified() {
    let story = sampled(1, 1).await;
    gives_record(&story, 150).await;
    for _ in 0..3 {
        let request = next(&story).await;
        story
            .reviews(&story.olga, &request, &[issue("blocker", 0, 9)])
            .await;
        assert_eq!(story.state(&request).await, "verification_available");
        let lot = sampling(&story, &story.ada, &request).await;
        assert_eq!(lot["figures"]["ground"], "blocker");
    }
}

#[tokio::test]
async fn a_policy_is_tried_before_it_is_set() {
    let story = sampled(1, 1).await;
    gives_record(&story, 150).await;
    let form = json!({ "service": "cast", "minimum_percent": 25, "full_until": 1, "show_id": story.show });
    let preview = story
        .ada
        .post(&format!("{SAMPLING}/preview"), &form)
        .await
        .expect(200);
    let operators = preview["operators"].as_array().expect("operators");
    let share = |name: &str| {
        let found = operators
            .iter()
            .find(|row| row["operator"]["name"] == name)
            .expect(name);
        found["share_percent"].clone()
    };
    assert_eq!(
        (share("olga Tester"), share("omar Tester")),
        (json!(25), json!(100))
    );
    assert_eq!(
        story.ada.get(SAMPLING).await.expect(200).as_array().map(Vec::len),
        Some(1),
        "nothing was set"
    );

    let saved = story.ada.put(SAMPLING, &form).await.expect(200);
    assert_eq!(saved["show_id"], json!(story.show));
    let wrong = json!({ "service": "cast", "minimum_percent": 0, "full_until": 0 });
    let problem = story.ada.put(SAMPLING, wrong).await.refused(422, "invalid");
    assert_eq!(problem["fields"].as_array().map(Vec::len), Some(2), "{problem}");
    let unknown = json!({ "service": "cast", "minimum_percent": 5, "full_until": 5, "show_id": story.title });
    story.ada.put(SAMPLING, unknown).await.refused(422, "invalid");
    let id = saved["id"].as_str().expect("an id");
    story.ada.delete(&format!("{SAMPLING}/{id}")).await.expect(204);
    story
        .ada
        .delete(&format!("{SAMPLING}/{id}"))
        .await
        .refused(404, "not_found");
    story.pia.get(SAMPLING).await.refused(403, "not_permitted");
}
