//! Metrics: counted from verdicts and clocks, seen by the person, the facility's manager and the studio, each figure with
//! the issues behind it.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Story, issue};

const OPERATORS: &str = "/api/v1/metrics/operators";

/// A verified report of Olga's with one issue confirmed, one deleted.
async fn verified() -> (Story, String) {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = [issue("issue", 10, 20), issue("fyi", 100, 120)];
    let issues = story.reviews(&story.olga, &request, &flagged).await;
    let deleted = json!({ "kind": "deleted", "issue_id": issues[1], "reason": "as intended" });
    story.verifies(&story.vik, &request, &[deleted]).await;
    (story, request)
}

fn of_olga(story: &Story, rest: &str) -> String {
    format!("{OPERATORS}/{}/issues{rest}", story.olga.id)
}

#[tokio::test]
async fn accuracy_is_counted_from_the_verdicts_and_opens_its_issues() {
    let (story, request) = verified().await;
    let cards = story.ada.get(OPERATORS).await.expect(200);
    let card = &cards[0];
    assert_eq!(card["operator"]["name"], "olga Tester");
    assert_eq!(
        (&card["reports"], &card["on_time_reports"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(card["on_time_percent"], 100.0);
    assert_eq!(
        (&card["accuracy"]["confirmed"], &card["accuracy"]["deleted"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(card["accuracy"]["accuracy"], 0.5);
    assert_eq!(card["accuracy"]["recall"], 1.0);

    let behind = story.ada.get(&of_olga(&story, "")).await.expect(200);
    assert_eq!(behind.as_array().expect("issues").len(), 2);
    assert_eq!(behind[0]["request_id"], json!(request));
    let deleted = story.ada.get(&of_olga(&story, "?kind=deleted")).await.expect(200);
    assert_eq!(deleted.as_array().expect("issues").len(), 1);
    assert_eq!(deleted[0]["kind"], "deleted");
}

#[tokio::test]
async fn nothing_counts_before_the_verification_is_submitted() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let issues = story
        .reviews(&story.olga, &request, &[issue("issue", 10, 20)])
        .await;
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let verdict = json!({ "kind": "deleted", "issue_id": issues[0], "reason": "not seen" });
    story
        .vik
        .post(&format!("{path}/verdicts"), verdict)
        .await
        .expect(200);
    let cards = story.olga.get(OPERATORS).await.expect(200);
    assert_eq!(cards[0]["reports"], 1);
    assert_eq!(cards[0]["accuracy"]["deleted"], 0);
    assert_eq!(story.olga.get(&of_olga(&story, "")).await.expect(200), json!([]));
}

#[tokio::test]
async fn figures_are_seen_by_oneself_the_manager_and_the_studio() {
    let (story, _) = verified().await;
    let elsewhere = story.world.facility("Elsewhere").await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    for person in [&story.olga, &story.vera, &story.ada] {
        assert_eq!(
            person
                .get(OPERATORS)
                .await
                .expect(200)
                .as_array()
                .expect("cards")
                .len(),
            1
        );
        person.get(&of_olga(&story, "")).await.expect(200);
    }
    for person in [&story.omar, &eve] {
        assert_eq!(person.get(OPERATORS).await.expect(200), json!([]));
        person.get(&of_olga(&story, "")).await.refused(404, "not_found");
    }
    // Another facility cannot be asked for by its id.
    let asked = story
        .vera
        .get(&format!("{OPERATORS}?facility_id={elsewhere}"))
        .await
        .expect(200);
    assert_eq!(asked, json!([]));
    for person in [&story.pia, &story.max, &story.vik, &story.dan] {
        person.get(OPERATORS).await.refused(403, "not_permitted");
    }
}

#[tokio::test]
async fn a_period_counts_the_reports_submitted_in_it() {
    let (story, _) = verified().await;
    let count = async |query: &str| -> usize {
        let cards: Value = story.ada.get(&format!("{OPERATORS}?{query}")).await.expect(200);
        cards.as_array().expect("cards").len()
    };
    assert_eq!(count("from=2020-01-01T00:00:00Z").await, 1);
    assert_eq!(count("to=2020-01-01T00:00:00Z").await, 0);
    let turned = format!("{OPERATORS}?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
    let problem = story.ada.get(&turned).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "to");
}

#[tokio::test]
async fn a_report_after_its_due_time_is_late_unless_it_was_extended() {
    let (story, request) = verified().await;
    let aged = sqlx::query("update qc_request set assigned_at = now() - interval '50 hours'");
    aged.execute(&story.world.app().db).await.expect("aged");
    let card = async || story.ada.get(OPERATORS).await.expect(200)[0].clone();
    assert_eq!(card().await["on_time_reports"], 0);
    let extended = sqlx::query(
        "insert into sla_extension (id, request_id, ground, extra_s, granted_by) values (gen_random_uuid(), $1::uuid, 'tool_fault', 10800, $2)",
    );
    extended
        .bind(&request)
        .bind(story.ada.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("extended");
    assert_eq!(card().await["on_time_percent"], 100.0);
}
