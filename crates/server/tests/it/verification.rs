//! The second look: who may verify what, every kind of verdict, taking verdicts back, the conclusion.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Story, issue, text};

#[tokio::test]
async fn every_kind_of_verdict_does_what_it_says_and_counts() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let issues = [
        issue("issue", 0, 9),
        issue("issue", 100, 109),
        issue("issue", 200, 209),
        issue("issue", 300, 309),
    ];
    let flagged = story.reviews(&story.olga, &request, &issues).await;
    let [right, harmless, wrong, absent]: [String; 4] = flagged.try_into().expect("four");

    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    let verdicts = format!("{path}/verdicts");
    let give = |verdict: Value| story.vik.post(&verdicts, verdict);
    give(json!({ "kind": "confirmed", "issue_id": right }))
        .await
        .refused(409, "not_allowed_now");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    give(json!({ "kind": "deleted", "issue_id": absent, "reason": "" }))
        .await
        .refused(422, "invalid");
    let raised = json!({ "kind": "severity_lowered", "issue_id": harmless, "severity": "blocker" });
    give(raised).await.refused(422, "invalid");
    story
        .vik
        .post(&format!("{path}/submit"), ())
        .await
        .refused(409, "not_allowed_now");

    give(json!({ "kind": "confirmed", "issue_id": right }))
        .await
        .expect(200);
    give(json!({ "kind": "severity_lowered", "issue_id": harmless, "severity": "fyi" }))
        .await
        .expect(200);
    let replacement = issue("issue", 203, 212);
    give(json!({ "kind": "replaced", "issue_id": wrong, "replacement": replacement, "reason": "3 frames late" })).await.expect(200);
    give(json!({ "kind": "deleted", "issue_id": absent, "reason": "A muzzle flash" }))
        .await
        .expect(200);
    let view = give(json!({ "kind": "added", "issue": issue("fyi", 400, 401) }))
        .await
        .expect(200);
    assert_eq!(view["undecided"], json!([]));
    assert_eq!(view["verdicts"].as_array().map(Vec::len), Some(5));
    assert_eq!(story.issue_state(&wrong).await, "replaced");
    assert_eq!(story.issue_state(&absent).await, "deleted");

    // Nobody reads the verdicts before they are final.
    let early = story
        .olga
        .get(&format!("/api/v1/requests/{request}/issues"))
        .await
        .expect(200);
    assert!(
        early["items"]
            .as_array()
            .expect("issues")
            .iter()
            .all(|issue| issue["verdict"].is_null())
    );
    let early = story
        .pia
        .get(&format!("/api/v1/requests/{request}/issues"))
        .await
        .expect(200);
    assert_eq!(early["items"], json!([]));

    story.vik.post(&format!("{path}/submit"), ()).await.expect(200);
    assert_eq!(story.state(&request).await, "fix_notes_needed");
    let report = story
        .olga
        .get(&format!("/api/v1/requests/{request}/report"))
        .await
        .expect(200);
    assert_eq!(report["coverage_text"], "100.0 % of SDR seen");
    let accuracy = &report["accuracy"];
    let counts = ["confirmed", "replaced", "deleted", "added"].map(|count| accuracy[count].as_i64());
    assert_eq!(counts, [Some(2), Some(1), Some(1), Some(1)]);
    assert_eq!(accuracy["accuracy"], 0.4);
    let view = story
        .max
        .get(&format!("/api/v1/issues/{wrong}"))
        .await
        .expect(200);
    assert_eq!(view["lineage"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["issue"]["superseded_by_id"], view["lineage"][1]["id"]);
    assert_eq!(view["issue"]["verdict"]["reason"], "3 frames late");
    let report = story
        .max
        .get(&format!("/api/v1/requests/{request}/report"))
        .await
        .expect(200);
    assert_eq!(
        report["accuracy"],
        Value::Null,
        "production does not judge operators"
    );
}

#[tokio::test]
async fn a_verdict_given_again_undoes_the_earlier_one() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = story
        .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
        .await
        .remove(0);
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let verdicts = format!("{path}/verdicts");
    let give = |verdict: Value| story.vik.post(&verdicts, verdict);

    let replaced = json!({ "kind": "replaced", "issue_id": flagged, "replacement": issue("blocker", 0, 4), "reason": "Worse" });
    let view = give(replaced).await.expect(200);
    let replacement = text(&view["verdicts"][0]["replacement_id"]);
    nothing_is_known_at_the_operators(&story, &request, &flagged, &replacement).await;
    give(json!({ "kind": "severity_lowered", "issue_id": flagged, "severity": "fyi" }))
        .await
        .expect(200);
    assert_eq!(story.issue_state(&replacement).await, "deleted");
    assert_eq!(story.issue_state(&flagged).await, "open");
    let view = story
        .vik
        .delete(&format!("{path}/verdicts/{flagged}"))
        .await
        .expect(200);
    assert_eq!(view["undecided"], json!([flagged]));
    let detail = story
        .ada
        .get(&format!("/api/v1/issues/{flagged}"))
        .await
        .expect(200);
    assert_eq!(detail["issue"]["severity"], "issue");
    assert_eq!(
        detail["lineage"].as_array().map(Vec::len),
        Some(2),
        "what was taken back stays in the history"
    );
    story
        .vik
        .delete(&format!("{path}/verdicts/{flagged}"))
        .await
        .refused(404, "not_found");

    give(json!({ "kind": "deleted", "issue_id": flagged, "reason": "Not there" }))
        .await
        .expect(200);
    let back = json!({ "reason": "No time" });
    story
        .vik
        .post(&format!("{path}/hand-back"), back)
        .await
        .expect(200);
    assert_eq!(
        story.issue_state(&flagged).await,
        "open",
        "the next verifier begins with the operator's report"
    );
    assert_eq!(story.state(&request).await, "verification_available");
    story.verifies(&story.val, &request, &[]).await;
    assert_eq!(story.state(&request).await, "fix_notes_needed");
}

/// What a verifier is about to change is theirs until the report is out.
async fn nothing_is_known_at_the_operators(story: &Story, request: &str, flagged: &str, replacement: &str) {
    for person in [&story.olga, &story.vera] {
        let page = person
            .get(&format!("/api/v1/requests/{request}/issues"))
            .await
            .expect(200);
        let rows = page["items"].as_array().expect("issues");
        assert_eq!((rows.len(), &page["total"]), (1, &json!(1)));
        assert_eq!(
            (&rows[0]["id"], &rows[0]["state"]),
            (&json!(flagged), &json!("open"))
        );
        assert_eq!(rows[0]["superseded_by_id"], Value::Null);
        person
            .get(&format!("/api/v1/issues/{replacement}"))
            .await
            .refused(404, "not_found");
        let row = person
            .get(&format!("/api/v1/requests/{request}"))
            .await
            .expect(200);
        assert_eq!(row["issues"], json!({ "blocker": 0, "issue": 1, "fyi": 0 }));
        let history = person
            .get(&format!("/api/v1/requests/{request}/history"))
            .await
            .expect(200);
        assert!(!history.to_string().contains(replacement), "{history}");
        let metrics = person.get("/api/v1/metrics?by=operator").await.expect(200);
        assert!(!metrics.to_string().contains("\"blocker\":1"), "{metrics}");
    }
    let page = story
        .vik
        .get(&format!("/api/v1/requests/{request}/issues"))
        .await
        .expect(200);
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn nobody_verifies_their_own_facilitys_report_or_their_own() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    story.reviews(&story.olga, &request, &[]).await;
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    let take = format!("/api/v1/verifications/{}/take", text(&view["verification_id"]));
    let vito = story
        .world
        .verifier("vito@northlight.example", story.northlight)
        .await;
    vito.post(&take, ()).await.refused(404, "not_found");
    sqlx::query("update person set identity = (select identity from person where id = $1) where id = $2")
        .bind(story.olga.id.uuid())
        .bind(story.val.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("one human being");
    story.val.post(&take, ()).await.refused(404, "not_found");
    story.olga.post(&take, ()).await.refused(403, "not_permitted");
    story.vik.post(&take, ()).await.expect(200);
    let other = story
        .world
        .verifier("vera2@southbank.example", story.world.facility("Eastquay").await)
        .await;
    other.post(&take, ()).await.refused(404, "not_found");
}

#[tokio::test]
async fn cast_verifications_are_served_and_the_loser_of_a_race_is_told() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    story.reviews(&story.olga, &request, &[]).await;
    assert_eq!(
        story.vik.get("/api/v1/requests?view=pool").await.expect(200)["items"],
        json!([])
    );
    let work = story.vik.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(work["served"]["id"], request);
    let work = story.val.post("/api/v1/work/next", ()).await.expect(200);
    assert_eq!(work["served"], Value::Null);
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let verification = text(&story.vik.get("/api/v1/work").await.expect(200)["served"]["verification_id"]);
    story
        .val
        .post(&format!("/api/v1/verifications/{verification}/take"), ())
        .await
        .refused(409, "conflict");
    story
        .val
        .post(&format!("/api/v1/verifications/{verification}/begin"), ())
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_browser_report_is_approved_or_rejected_by_a_blocker() {
    let story = Story::begin().await;
    story
        .assigns(Service::Browser, Phase::Verification, AssignmentModel::Pull)
        .await;
    story
        .opens(
            qc::asset::AssetKind::PrimaryAv,
            Service::Browser,
            &[("sdr", "full")],
        )
        .await;
    for (severity, end) in [
        ("blocker", "rejected"),
        ("issue", "approved"),
        ("fyi", "approved"),
    ] {
        let (delivery, request) = story.delivers(crate::world::Master::picture()).await;
        story.streams_are_ready(delivery).await;
        story.olga.post("/api/v1/work/next", ()).await.expect(200);
        story
            .finishes(&story.olga, &request, &[issue(severity, 0, 9)])
            .await;
        story.verifies(&story.vik, &request, &[]).await;
        assert_eq!(story.state(&request).await, end);
    }
}
