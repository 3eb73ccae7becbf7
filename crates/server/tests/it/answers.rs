//! Fix notes beyond one answer: several at once and undone, two people at once, objections, the deadline, estimates.

use serde_json::{Value, json};
use server::fix_notes::SweepFixNotes;
use server::jobs::{Attempt, Job};

use crate::world::{Person, Story, issue, text};

/// A Cast report with these issues waits for fix notes.
async fn asked(story: &Story, issues: &[Value]) -> (String, Vec<String>) {
    use qc::request::{AssignmentModel, Phase, Service};
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = story.reviews(&story.olga, &request, issues).await;
    story.verifies(&story.vik, &request, &[]).await;
    (request, flagged)
}

async fn three(story: &Story) -> (String, Vec<String>) {
    asked(
        story,
        &[
            issue("issue", 0, 9),
            issue("issue", 50, 59),
            issue("blocker", 90, 99),
        ],
    )
    .await
}

fn batch(answer: &str, reason: &str, issues: &[(&String, Option<i64>)]) -> Value {
    let issues: Vec<Value> = issues
        .iter()
        .map(|(id, revision)| json!({ "issue_id": id, "revision": revision }))
        .collect();
    json!({ "answer": answer, "reason": reason, "issues": issues })
}

async fn notes(person: &Person, request: &str) -> Value {
    person
        .get(&format!("/api/v1/requests/{request}/fix-notes"))
        .await
        .expect(200)
}

fn note<'a>(view: &'a Value, issue: &str) -> &'a Value {
    let issues = view["issues"].as_array().expect("issues");
    &issues.iter().find(|one| one["id"] == issue).expect("the issue")["fix_note"]
}

async fn notices(story: &Story, person: &Person, kind: &str) -> Vec<(String, String)> {
    sqlx::query_as(
        "select subject, link from notice where person_id = $1 and kind = $2 order by created_at, id",
    )
    .bind(person.id.uuid())
    .bind(kind)
    .fetch_all(&story.world.app().db)
    .await
    .expect("notices")
}

async fn sweep(story: &Story) {
    let attempt = Attempt {
        job: 0,
        number: 1,
        is_last: false,
        token: uuid::Uuid::now_v7(),
    };
    SweepFixNotes
        .run(story.world.app(), &attempt)
        .await
        .expect("sweeps");
}

/// Moves the deadline of a request by so many hours.
async fn shift_deadline(story: &Story, request: &str, hours: f64) {
    sqlx::query(
        "update answer_deadline set due_at = now() + make_interval(secs => $2 * 3600), warn_at = now() - interval '1 hour'
         where request_id = $1",
    )
    .bind(request.parse::<uuid::Uuid>().expect("an id"))
    .bind(hours)
    .execute(&story.world.app().db)
    .await
    .expect("a change");
}

#[tokio::test]
async fn the_show_is_told_when_the_report_is_done_and_led_to_the_fix_notes() {
    let story = Story::begin().await;
    let (request, _) = three(&story).await;
    let link = format!("/requests/{request}/fix-notes");
    for person in [&story.pia, &story.max] {
        assert_eq!(notices(&story, person, "qc_completed").await.len(), 1);
        let asked = notices(&story, person, "fix_notes_needed").await;
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].1, link);
    }
    let body: String = sqlx::query_scalar("select body from notice where kind = 'fix_notes_needed' limit 1")
        .fetch_one(&story.world.app().db)
        .await
        .expect("a body");
    assert_eq!(body, "To be answered: 1 Blocker and 2 Issues.");
}

#[tokio::test]
async fn several_are_answered_at_once_or_none_and_each_refusal_is_named() {
    let story = Story::begin().await;
    let (request, flagged) = three(&story).await;
    let path = format!("/api/v1/requests/{request}/fix-notes/batches");
    story.answers(&request, &flagged[1], "production_will_fix").await;
    let all: Vec<_> = flagged.iter().map(|id| (id, None)).collect();
    let refusal = story
        .max
        .post(&path, batch("best_possible", "Archive footage", &all))
        .await
        .refused(422, "invalid");
    assert_eq!(refusal["fields"].as_array().map(Vec::len), Some(1));
    assert_eq!(refusal["fields"][0]["field"], "issues[1]");
    assert!(
        text(&refusal["fields"][0]["detail"]).starts_with("Issue 2: "),
        "{refusal}"
    );
    let view = notes(&story.max, &request).await;
    assert_eq!(
        note(&view, &flagged[0]),
        &Value::Null,
        "none of them was answered"
    );

    let without_reason = batch("best_possible", "", &[(&flagged[0], None)]);
    story
        .max
        .post(&path, without_reason)
        .await
        .refused(422, "invalid");
    story
        .pia
        .post(&path, batch("best_possible", "x", &all))
        .await
        .refused(403, "not_permitted");
    let some = [(&flagged[0], None), (&flagged[1], Some(1))];
    let done = story
        .max
        .post(&path, batch("best_possible", "Archive footage", &some))
        .await
        .expect(200);
    assert_eq!(done["fix_notes"]["unanswered"], json!([flagged[2]]));
    assert_eq!(note(&done["fix_notes"], &flagged[1])["answer"], "best_possible");

    let undo = format!("/api/v1/requests/{request}/fix-notes/undo");
    let body = json!({ "batch_id": done["batch_id"] });
    let view = story.max.post(&undo, &body).await.expect(200);
    assert_eq!(note(&view, &flagged[0]), &Value::Null, "a first answer goes");
    assert_eq!(note(&view, &flagged[1])["answer"], "production_will_fix");
    story.max.post(&undo, &body).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_batch_is_not_undone_over_somebody_elses_answer() {
    let story = Story::begin().await;
    let (request, flagged) = three(&story).await;
    let mona = story.world.production("mona@production.example").await;
    story.world.grant(&mona, story.show).await;
    let all: Vec<_> = flagged.iter().map(|id| (id, None)).collect();
    let done = story
        .max
        .post(
            &format!("/api/v1/requests/{request}/fix-notes/batches"),
            batch("production_will_fix", "", &all),
        )
        .await
        .expect(200);
    let put = mona.call(
        reqwest::Method::PUT,
        &format!("/api/v1/requests/{request}/fix-notes/{}", flagged[2]),
    );
    let answer = json!({ "answer": "creative_intent", "reason": "A lighthouse" });
    crate::world::Reply::of(put.header("If-Match", "\"1\"").json(&answer))
        .await
        .expect(200);
    let undo = format!("/api/v1/requests/{request}/fix-notes/undo");
    let body = json!({ "batch_id": done["batch_id"] });
    mona.post(&undo, &body).await.refused(404, "not_found");
    let refusal = story.max.post(&undo, &body).await.refused(422, "invalid");
    assert!(text(&refusal["detail"]).starts_with("Issue 3: "), "{refusal}");
    let view = notes(&story.max, &request).await;
    assert_eq!(note(&view, &flagged[2])["answer"], "creative_intent");
    assert_eq!(note(&view, &flagged[0])["answer"], "production_will_fix");
}

#[tokio::test]
async fn of_two_first_answers_at_once_one_is_kept_and_the_other_is_told() {
    let story = Story::begin().await;
    let (request, flagged) = asked(&story, &[issue("issue", 0, 9)]).await;
    let mona = story.world.production("mona@production.example").await;
    story.world.grant(&mona, story.show).await;
    let path = format!("/api/v1/requests/{request}/fix-notes/{}", flagged[0]);
    let fix = json!({ "answer": "production_will_fix" });
    let (one, two) = tokio::join!(story.max.put(&path, &fix), mona.put(&path, &fix));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(matches!(statuses[1], 412 | 428), "{statuses:?}");
    let kept: i64 = sqlx::query_scalar("select count(*) from fix_note")
        .fetch_one(&story.world.app().db)
        .await
        .expect("a count");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn waivers_are_decided_together_or_not_at_all() {
    let story = Story::begin().await;
    let (request, flagged) = three(&story).await;
    for id in &flagged[..2] {
        story.answers(&request, id, "creative_intent").await;
    }
    story.answers(&request, &flagged[2], "production_will_fix").await;
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
    let view = notes(&story.pia, &request).await;
    let id = |issue: &str| note(&view, issue)["id"].clone();
    let path = format!("/api/v1/requests/{request}/waivers");
    let body = json!({ "decision": "agree", "fix_notes": [id(&flagged[0]), id(&flagged[2])] });
    let refusal = story.pia.post(&path, body).await.refused(422, "invalid");
    assert!(text(&refusal["detail"]).starts_with("Issue 3: "), "{refusal}");
    let view = notes(&story.pia, &request).await;
    assert_eq!(note(&view, &flagged[0])["waiver"], "proposed");
    let body = json!({ "decision": "agree", "fix_notes": [id(&flagged[0]), id(&flagged[1])] });
    story.max.post(&path, &body).await.refused(403, "not_permitted");
    let view = story.pia.post(&path, &body).await.expect(200);
    assert_eq!(view["state"], "awaiting_redelivery");
}

#[tokio::test]
async fn an_objection_is_upheld_or_dismissed_by_post_and_nothing_is_deleted() {
    let story = Story::begin().await;
    let (request, flagged) = asked(&story, &[issue("issue", 0, 9), issue("issue", 50, 59)]).await;
    let path = format!("/api/v1/requests/{request}/objections");
    let object = |id: &str, reason: &str| json!({ "issue_id": id, "reason": reason });
    story
        .max
        .post(&path, object(&flagged[0], "  "))
        .await
        .refused(422, "invalid");
    story
        .pia
        .post(&path, object(&flagged[0], "x"))
        .await
        .refused(403, "not_permitted");
    let mut ids = Vec::new();
    for id in &flagged {
        let view = story
            .max
            .post(&path, object(id, "A lighthouse, as shot"))
            .await
            .expect(201);
        ids.push(text(&view["id"]));
    }
    story
        .max
        .post(&path, object(&flagged[0], "again"))
        .await
        .refused(409, "conflict");
    assert_eq!(notices(&story, &story.pia, "objection_to_decide").await.len(), 2);
    let answer = format!("/api/v1/requests/{request}/fix-notes/{}", flagged[0]);
    story
        .max
        .put(&answer, json!({ "answer": "production_will_fix" }))
        .await
        .refused(409, "not_allowed_now");
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .refused(409, "not_allowed_now");

    let decide = |id: &str| format!("/api/v1/objections/{id}/decision");
    story
        .max
        .post(&decide(&ids[0]), json!({ "decision": "uphold" }))
        .await
        .refused(403, "not_permitted");
    story
        .pia
        .post(&decide(&ids[1]), json!({ "decision": "dismiss" }))
        .await
        .refused(422, "invalid");
    let dismissed = json!({ "decision": "dismiss", "reason": "It is in no other shot" });
    story.pia.post(&decide(&ids[1]), &dismissed).await.expect(200);
    story
        .pia
        .post(&decide(&ids[1]), &dismissed)
        .await
        .refused(409, "not_allowed_now");
    // Post decides once; all that was said stays to be read.
    let again = story.max.post(&path, object(&flagged[1], "It is meant")).await;
    let refusal = again.refused(409, "not_allowed_now");
    assert!(refusal.to_string().contains("stands"), "{refusal}");
    story
        .pia
        .post(&decide(&ids[0]), json!({ "decision": "uphold" }))
        .await
        .expect(200);
    assert_eq!(story.issue_state(&flagged[0]).await, "not_an_issue");
    assert_eq!(story.issue_state(&flagged[1]).await, "open");
    let view = notes(&story.max, &request).await;
    assert_eq!(view["unanswered"], json!([flagged[1]]));
    let detail = story
        .max
        .get(&format!("/api/v1/issues/{}", flagged[0]))
        .await
        .expect(200);
    assert_eq!(
        detail["issue"]["description"],
        issue("issue", 0, 9)["description"]
    );
    assert_eq!(detail["objections"][0]["state"], "upheld");
    let acts: Vec<_> = detail["history"]
        .as_array()
        .expect("history")
        .iter()
        .map(|row| text(&row["act"]))
        .collect();
    for act in ["objection.raised", "objection.upheld", "issue.found_to_be_none"] {
        assert!(acts.contains(&act.to_owned()), "{acts:?}");
    }
    story.answers(&request, &flagged[1], "production_will_fix").await;
    let view = story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
    assert_eq!(view["state"], "awaiting_redelivery");
}

#[tokio::test]
async fn when_every_issue_is_none_the_request_is_approved() {
    let story = Story::begin().await;
    let (request, flagged) = asked(&story, &[issue("issue", 0, 9)]).await;
    let body = json!({ "issue_id": flagged[0], "reason": "Lens flare, as shot" });
    let objection = story
        .max
        .post(&format!("/api/v1/requests/{request}/objections"), body)
        .await
        .expect(201);
    let path = format!("/api/v1/objections/{}/decision", text(&objection["id"]));
    story
        .pia
        .post(&path, json!({ "decision": "uphold" }))
        .await
        .expect(200);
    assert_eq!(story.state(&request).await, "approved");
}

async fn with_deadline(story: &Story, days: i64) {
    let policy =
        json!({ "show_id": story.show, "answer_days": days, "zone": "Europe/Berlin", "redelivery_days": 7 });
    story
        .ada
        .put("/api/v1/policies/fix-notes", policy)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_policy_names_a_real_zone_and_sensible_days() {
    let story = Story::begin().await;
    let wrong = json!({ "answer_days": 0, "zone": "Berlin", "redelivery_days": 1000 });
    let refusal = story
        .ada
        .put("/api/v1/policies/fix-notes", &wrong)
        .await
        .refused(422, "invalid");
    assert_eq!(refusal["fields"].as_array().map(Vec::len), Some(3), "{refusal}");
    story
        .pia
        .put("/api/v1/policies/fix-notes", &wrong)
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn the_deadline_warns_once_and_then_answers_for_production() {
    let story = Story::begin().await;
    with_deadline(&story, 2).await;
    let (request, flagged) = three(&story).await;
    story.answers(&request, &flagged[0], "creative_intent").await;
    let view = notes(&story.max, &request).await;
    assert_eq!(view["deadline"]["business_days"], 2);
    sweep(&story).await;
    assert_eq!(notices(&story, &story.max, "answers_due_soon").await.len(), 0);
    shift_deadline(&story, &request, 20.0).await;
    sweep(&story).await;
    sweep(&story).await;
    assert_eq!(notices(&story, &story.max, "answers_due_soon").await.len(), 1);
    assert_eq!(story.state(&request).await, "fix_notes_needed");

    shift_deadline(&story, &request, -1.0).await;
    sweep(&story).await;
    sweep(&story).await;
    assert_eq!(story.state(&request).await, "fix_notes_submitted");
    let view = notes(&story.pia, &request).await;
    assert_eq!(
        view["undecided"],
        json!([flagged[0]]),
        "the draft stands as it was"
    );
    let closed = note(&view, &flagged[2]);
    assert_eq!(closed["answer"], "production_will_fix");
    assert_eq!(closed["answered_by"], Value::Null);
    assert_eq!(story.issue_state(&flagged[2]).await, "will_fix");
    assert_eq!(view["deadline"], Value::Null);
    let acts: Vec<String> =
        sqlx::query_scalar("select act from history where act like '%by_deadline' and actor_id is null")
            .fetch_all(&story.world.app().db)
            .await
            .expect("history");
    assert_eq!(acts.len(), 1 + flagged.len(), "{acts:?}");
}

#[tokio::test]
async fn the_deadline_waits_while_post_decides_on_an_objection() {
    let story = Story::begin().await;
    with_deadline(&story, 1).await;
    let (request, flagged) = asked(&story, &[issue("issue", 0, 9)]).await;
    let body = json!({ "issue_id": flagged[0], "reason": "Lens flare, as shot" });
    let objection = story
        .max
        .post(&format!("/api/v1/requests/{request}/objections"), body)
        .await
        .expect(201);
    shift_deadline(&story, &request, -5.0).await;
    sweep(&story).await;
    assert_eq!(story.state(&request).await, "fix_notes_needed");
    let path = format!("/api/v1/objections/{}/decision", text(&objection["id"]));
    let dismissed = json!({ "decision": "dismiss", "reason": "It moves with the cut" });
    story.pia.post(&path, dismissed).await.expect(200);
    sweep(&story).await;
    assert_eq!(
        story.state(&request).await,
        "fix_notes_needed",
        "there is still time to answer"
    );
}

#[tokio::test]
async fn a_redelivery_is_due_by_the_policy_estimated_by_production_and_told_of_when_late() {
    let story = Story::begin().await;
    with_deadline(&story, 5).await;
    let (request, flagged) = asked(&story, &[issue("issue", 0, 9)]).await;
    let path = format!("/api/v1/requests/{request}/redelivery/estimates");
    let in_days = |days| chrono::Utc::now() + chrono::TimeDelta::days(days);
    let estimate =
        |reason: &str, note: &str| json!({ "estimated_at": in_days(4), "reason": reason, "note": note });
    story
        .max
        .post(&path, estimate("remix", ""))
        .await
        .refused(409, "not_allowed_now");
    story.answers(&request, &flagged[0], "production_will_fix").await;
    let view = story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
    assert!(
        view["redelivery_due_at"].is_string(),
        "seven days by the policy: {view}"
    );
    story
        .max
        .post(&path, estimate("other", ""))
        .await
        .refused(422, "invalid");
    story
        .pia
        .post(&path, estimate("remix", ""))
        .await
        .refused(403, "not_permitted");
    story.max.post(&path, estimate("scheduled", "")).await.expect(200);
    let view = story
        .max
        .post(&path, estimate("remix", "The stage is booked on Thursday"))
        .await
        .expect(200);
    assert_eq!(view["estimates"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["estimates"][0]["reason"], "remix");
    assert_eq!(notices(&story, &story.pia, "redelivery_estimated").await.len(), 2);

    sqlx::query("update qc_request set redelivery_due_at = now() - interval '1 hour'")
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    sweep(&story).await;
    sweep(&story).await;
    for person in [&story.pia, &story.max] {
        assert_eq!(notices(&story, person, "redelivery_overdue").await.len(), 1);
    }
    let view = story
        .max
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    assert_eq!(view["redelivery_is_overdue"], true);
    assert_eq!(view["redelivery_estimate"]["reason"], "remix");
}
