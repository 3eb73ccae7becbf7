//! Answers, waivers, redeliveries, fix checks: rounds until a title is approved.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{FRAMES, Master, Story, issue, text};

async fn verified(story: &Story, issues: &[Value]) -> (String, Vec<String>) {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = story.reviews(&story.olga, &request, issues).await;
    story.verifies(&story.vik, &request, &[]).await;
    (request, flagged)
}

async fn fix_note(story: &Story, request: &str, issue: &str) -> Value {
    let notes = story
        .pia
        .get(&format!("/api/v1/requests/{request}/fix-notes"))
        .await
        .expect(200);
    let issues = notes["issues"].as_array().expect("issues");
    issues.iter().find(|view| view["id"] == issue).expect("the issue")["fix_note"].clone()
}

#[tokio::test]
async fn only_fyi_needs_no_answer_and_is_approved() {
    let story = Story::begin().await;
    let (request, _) = verified(&story, &[issue("fyi", 0, 9)]).await;
    assert_eq!(story.state(&request).await, "approved");
    let told: Vec<(String,)> =
        sqlx::query_as("select kind from notice where person_id = $1 order by created_at, id")
            .bind(story.max.id.uuid())
            .fetch_all(&story.world.app().db)
            .await
            .expect("notices");
    assert_eq!(
        told.iter().map(|(kind,)| kind.as_str()).collect::<Vec<_>>(),
        ["qc_completed", "request_approved"]
    );
}

#[tokio::test]
async fn waivers_are_agreed_refused_and_answered_again() {
    let story = Story::begin().await;
    let (request, flagged) = verified(&story, &[issue("issue", 0, 9), issue("blocker", 50, 59)]).await;
    let [first, second]: [String; 2] = flagged.try_into().expect("two");
    let notes = format!("/api/v1/requests/{request}/fix-notes");
    let answer = |issue: &str| format!("{notes}/{issue}");
    let without_reason = json!({ "answer": "creative_intent" });
    story
        .max
        .put(&answer(&first), &without_reason)
        .await
        .refused(422, "invalid");
    story
        .pia
        .put(&answer(&first), &without_reason)
        .await
        .refused(403, "not_permitted");
    story
        .max
        .put(&answer(&request), json!({ "answer": "production_will_fix" }))
        .await
        .refused(404, "not_found");
    story.answers(&request, &first, "creative_intent").await;
    story
        .max
        .put(&answer(&first), json!({ "answer": "production_will_fix" }))
        .await
        .refused(428, "needs_if_match");
    story
        .max
        .post(&format!("{notes}/submit"), ())
        .await
        .refused(409, "not_allowed_now");
    story.answers(&request, &second, "best_possible").await;
    story
        .pia
        .post(&format!("{notes}/submit"), ())
        .await
        .refused(403, "not_permitted");
    let view = story.max.post(&format!("{notes}/submit"), ()).await.expect(200);
    assert_eq!(view["state"], "fix_notes_submitted");
    assert_eq!(view["undecided"], json!([first, second]));

    let waiver = |note: &Value| format!("/api/v1/fix-notes/{}/waiver", text(&note["id"]));
    let (one, two) = (
        fix_note(&story, &request, &first).await,
        fix_note(&story, &request, &second).await,
    );
    story
        .max
        .post(&waiver(&one), json!({ "decision": "agree" }))
        .await
        .refused(403, "not_permitted");
    story
        .pia
        .post(&waiver(&two), json!({ "decision": "refuse" }))
        .await
        .refused(422, "invalid");
    story
        .pia
        .post(&waiver(&one), json!({ "decision": "agree" }))
        .await
        .expect(200);
    story
        .pia
        .post(&waiver(&one), json!({ "decision": "agree" }))
        .await
        .refused(409, "not_allowed_now");
    let refused = json!({ "decision": "refuse", "reason": "It was right in the trailer" });
    let view = story.pia.post(&waiver(&two), refused).await.expect(200);
    assert_eq!(
        (&view["state"], &view["unanswered"]),
        (&json!("fix_notes_needed"), &json!([second]))
    );
    assert_eq!(story.issue_state(&second).await, "open");
    assert_eq!(story.issue_state(&first).await, "creative_intent");

    let note = fix_note(&story, &request, &second).await;
    let revision = note["revision"].as_i64().expect("a revision");
    let put = |revision: i64| {
        let call = story.max.call(reqwest::Method::PUT, &answer(&second));
        crate::world::Reply::of(
            call.header("If-Match", format!("\"{revision}\""))
                .json(&json!({ "answer": "production_will_fix" })),
        )
    };
    put(revision - 1).await.refused(412, "stale");
    put(revision).await.expect(200);
    let view = story.max.post(&format!("{notes}/submit"), ()).await.expect(200);
    assert_eq!(view["state"], "awaiting_redelivery");
    assert_eq!(story.issue_state(&second).await, "will_fix");
}

#[tokio::test]
async fn everything_waived_is_approved_without_a_redelivery() {
    let story = Story::begin().await;
    let (request, flagged) = verified(&story, &[issue("issue", 0, 9)]).await;
    story.answers(&request, &flagged[0], "best_possible").await;
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
    let note = fix_note(&story, &request, &flagged[0]).await;
    let path = format!("/api/v1/fix-notes/{}/waiver", text(&note["id"]));
    story
        .pia
        .post(&path, json!({ "decision": "agree" }))
        .await
        .expect(200);
    assert_eq!(story.state(&request).await, "approved");
}

/// A request whose fixes are awaited: one issue to be fixed, one waived.
async fn awaiting(story: &Story) -> (String, String, String) {
    let (request, flagged) = verified(story, &[issue("issue", 1000, 1009), issue("issue", 2000, 2009)]).await;
    let [broken, waived]: [String; 2] = flagged.try_into().expect("two");
    story.answers(&request, &broken, "production_will_fix").await;
    story.answers(&request, &waived, "creative_intent").await;
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
    let note = fix_note(story, &request, &waived).await;
    let path = format!("/api/v1/fix-notes/{}/waiver", text(&note["id"]));
    story
        .pia
        .post(&path, json!({ "decision": "agree" }))
        .await
        .expect(200);
    (request, broken, waived)
}

/// A redelivery in which frames 1000 to 1009 come from a new clip.
fn repaired() -> Master {
    Master {
        picture: vec![(1, 0, 1000), (2, 0, 10), (1, 1010, FRAMES - 1010)],
        ..Master::picture()
    }
}

async fn watch_list(story: &Story, request: &str) -> Vec<Value> {
    let items = story
        .olga
        .get(&format!("/api/v1/requests/{request}/watch-list"))
        .await
        .expect(200);
    items.as_array().expect("items").clone()
}

async fn decides_everything(story: &Story, request: &str, of_fixes: &str) {
    for item in watch_list(story, request).await {
        let verdict = match item["kind"].as_str() {
            Some("will_fix") => of_fixes,
            Some("confirm_present") => "still_present",
            _ => "seen",
        };
        let path = format!("/api/v1/watch-items/{}/verdict", text(&item["id"]));
        story
            .olga
            .put(&path, json!({ "verdict": verdict }))
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn a_redelivery_is_checked_by_the_first_operator_and_approved() {
    let story = Story::begin().await;
    let (request, broken, waived) = awaiting(&story).await;
    assert_eq!(story.state(&request).await, "awaiting_redelivery");
    let ask = json!({ "due_at": "2020-01-01T00:00:00Z" });
    story
        .pia
        .post(&format!("/api/v1/requests/{request}/redelivery"), ask)
        .await
        .refused(422, "invalid");
    let ask = json!({ "note": "Only the reel of the crash" });
    story
        .pia
        .post(&format!("/api/v1/requests/{request}/redelivery"), ask)
        .await
        .refused(422, "invalid");
    let ask = json!({ "note": "Only the reel of the crash", "due_at": chrono::Utc::now() + chrono::TimeDelta::days(3) });
    story
        .pia
        .post(&format!("/api/v1/requests/{request}/redelivery"), ask)
        .await
        .expect(200);

    let (delivery, check) = story.delivers(repaired().answering(&request)).await;
    assert_eq!(
        story.state(&request).await,
        "rejected",
        "the redelivery takes its place"
    );
    story.streams_are_ready(delivery).await;
    story
        .omar
        .get(&format!("/api/v1/requests/{check}"))
        .await
        .refused(404, "not_found");
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{check}"))
        .await
        .expect(200);
    assert_eq!(
        (&view["round"], &view["predecessor_id"]),
        (&json!(2), &json!(request))
    );
    assert_eq!(view["tasks"][0]["depth"], "fix_check");
    assert_eq!(view["reserved_for"]["name"], "olga Tester");

    story
        .olga
        .post(&format!("/api/v1/requests/{check}/take"), ())
        .await
        .expect(200);
    story
        .olga
        .post(&format!("/api/v1/requests/{check}/begin"), ())
        .await
        .expect(200);
    let items = watch_list(&story, &check).await;
    let of = |kind: &str| {
        items
            .iter()
            .filter(|item| item["kind"] == kind)
            .collect::<Vec<_>>()
    };
    let range = |item: &Value| (item["first_frame"].clone(), item["last_frame"].clone());
    assert_eq!(
        of("changed_range").into_iter().map(range).collect::<Vec<_>>(),
        [(json!(760), json!(1249))]
    );
    assert_eq!(of("will_fix")[0]["issue_id"], broken);
    assert_eq!(of("confirm_present")[0]["issue_id"], waived);
    assert_eq!(
        of("spot_point").len(),
        1,
        "five points of a hundred seconds are one"
    );
    let confirm = format!(
        "/api/v1/watch-items/{}/verdict",
        text(&of("confirm_present")[0]["id"])
    );
    story
        .olga
        .put(&confirm, json!({ "verdict": "resolved" }))
        .await
        .refused(422, "invalid");
    story
        .omar
        .put(&confirm, json!({ "verdict": "still_present" }))
        .await
        .refused(404, "not_found");

    story.sees_everything(&story.olga, &check).await;
    let submit = format!("/api/v1/requests/{check}/submit");
    story
        .olga
        .post(&submit, json!({}))
        .await
        .refused(409, "not_allowed_now");
    decides_everything(&story, &check, "resolved").await;
    story.olga.post(&submit, json!({})).await.expect(200);
    assert_eq!(story.issue_state(&broken).await, "resolved");
    assert_eq!(story.issue_state(&waived).await, "creative_intent");
    story.verifies(&story.vik, &check, &[]).await;
    assert_eq!(story.state(&check).await, "approved");
}

#[tokio::test]
async fn a_redelivery_is_reviewed_as_the_policy_for_redeliveries_says() {
    let story = Story::begin().await;
    let (request, ..) = awaiting(&story).await;
    let policy = json!({
        "show_id": story.show, "asset_kind": "primary_av", "delivery_phase": "redelivery", "service": "download",
        "tasks": [{ "kind": "sdr", "depth": "full" }], "priority": "rush",
    });
    story
        .ada
        .put("/api/v1/policies/requests", policy)
        .await
        .expect(200);
    let (_, check) = story.delivers(repaired().answering(&request)).await;
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{check}"))
        .await
        .expect(200);
    assert_eq!(
        (&view["service"], &view["priority"], &view["round"]),
        (&json!("download"), &json!("rush"), &json!(2))
    );
    let tasks = view["tasks"].as_array().expect("tasks");
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (&tasks[0]["kind"], &tasks[0]["depth"]),
        (&json!("sdr"), &json!("full"))
    );
}

#[tokio::test]
async fn a_fix_that_did_not_help_opens_another_round() {
    let story = Story::begin().await;
    let (request, broken, _) = awaiting(&story).await;
    let (delivery, check) = story.delivers(repaired().answering(&request)).await;
    story.streams_are_ready(delivery).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{check}/take"), ())
        .await
        .expect(200);
    story
        .olga
        .post(&format!("/api/v1/requests/{check}/begin"), ())
        .await
        .expect(200);
    story.sees_everything(&story.olga, &check).await;
    decides_everything(&story, &check, "still_present").await;
    story
        .olga
        .post(&format!("/api/v1/requests/{check}/submit"), json!({}))
        .await
        .expect(200);
    assert_eq!(story.issue_state(&broken).await, "open");
    story.verifies(&story.vik, &check, &[]).await;
    assert_eq!(story.state(&check).await, "fix_notes_needed");

    let notes = story
        .max
        .get(&format!("/api/v1/requests/{check}/fix-notes"))
        .await
        .expect(200);
    assert_eq!(notes["unanswered"], json!([broken]));
    story.answers(&check, &broken, "production_will_fix").await;
    story
        .max
        .post(&format!("/api/v1/requests/{check}/fix-notes/submit"), ())
        .await
        .expect(200);
    assert_eq!(story.state(&check).await, "awaiting_redelivery");
    let repaired_again = Master {
        picture: vec![(1, 0, 990), (3, 0, 30), (1, 1020, FRAMES - 1020)],
        ..Master::picture()
    };
    let (delivery, third) = story.delivers(repaired_again.answering(&check)).await;
    story.streams_are_ready(delivery).await;
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{third}"))
        .await
        .expect(200);
    assert_eq!(
        (&view["round"], &view["reserved_for"]["name"]),
        (&json!(3), &json!("olga Tester"))
    );
    let detail = story
        .max
        .get(&format!("/api/v1/issues/{broken}"))
        .await
        .expect(200);
    assert_eq!(
        detail["fix_notes"].as_array().map(Vec::len),
        Some(2),
        "every answer stays"
    );
}

#[tokio::test]
async fn a_reservation_ends_after_its_hours() {
    let story = Story::begin().await;
    let (request, _, _) = awaiting(&story).await;
    let (delivery, check) = story.delivers(repaired().answering(&request)).await;
    story.streams_are_ready(delivery).await;
    let take = format!("/api/v1/requests/{check}/take");
    story.omar.post(&take, ()).await.refused(404, "not_found");
    sqlx::query("update qc_request set reserved_until = now() - interval '1 second' where id = $1")
        .bind(check.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    story.omar.post(&take, ()).await.expect(200);
}

#[tokio::test]
async fn a_report_goes_into_a_spreadsheet_as_text() {
    let story = Story::begin().await;
    let mut formula = issue("issue", 24, 47);
    formula["description"] = json!("=cmd|' /C calc'!A0, upper left");
    let (request, _) = verified(&story, &[formula]).await;
    let path = format!("/api/v1/requests/{request}/report.csv");
    let reply = story.max.get(&path).await;
    assert_eq!(reply.status, 200);
    assert!(
        reply.headers["content-type"]
            .to_str()
            .expect("a type")
            .starts_with("text/csv")
    );
    assert!(
        reply.text.contains("\"'=cmd|' /C calc'!A0, upper left\""),
        "{}",
        reply.text
    );
    assert!(
        reply.text.contains("\"00:00:01:00\",\"00:00:01:23\""),
        "{}",
        reply.text
    );
    story.dan.get(&path).await.refused(404, "not_found");
    let stranger = story.world.production("mona@other.example").await;
    stranger.get(&path).await.refused(404, "not_found");
}
