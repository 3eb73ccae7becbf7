//! Issues of fix notes handed to another production account: what it may do, and that it sees nothing else of the show.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Person, Reply, Story, issue, text};

struct Handed {
    story: Story,
    noel: Person,
    request: String,
    issues: Vec<String>,
    delegation: String,
}

/// Two issues wait for an answer; the first was handed to Noel, of a vendor, who is onboarded to no show.
async fn handed() -> Handed {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = [issue("issue", 0, 9), issue("issue", 50, 59)];
    let issues = story.reviews(&story.olga, &request, &flagged).await;
    story.verifies(&story.vik, &request, &[]).await;
    let noel = story.world.production("noel@vendor.example").await;
    let delegation = story.delegates(&request, &issues[..1], &noel).await;
    Handed {
        story,
        noel,
        request,
        issues,
        delegation,
    }
}

impl Handed {
    fn path(&self, rest: &str) -> String {
        format!("/api/v1/delegations/{}{rest}", self.delegation)
    }

    fn answer(&self, at: usize) -> String {
        self.path(&format!("/answers/{}", self.issues[at]))
    }
}

#[tokio::test]
async fn the_delegate_answers_exactly_what_was_handed_over_under_their_own_name() {
    let handed = handed().await;
    let Handed { story, noel, .. } = &handed;
    let told: (String,) =
        sqlx::query_as("select link from notice where person_id = $1 and kind = 'fix_notes_delegated'")
            .bind(noel.id.uuid())
            .fetch_one(&story.world.app().db)
            .await
            .expect("a notice");
    assert_eq!(told.0, format!("/delegations/{}", handed.delegation));
    let twice = story.hands_over(&handed.request, &handed.issues[..1], noel).await;
    twice.refused(422, "invalid");
    let mine = noel.get("/api/v1/delegations").await.expect(200);
    assert_eq!(mine.as_array().map(Vec::len), Some(1));
    assert_eq!(mine[0]["id"], handed.delegation);
    let view = noel.get(&handed.path("")).await.expect(200);
    assert_eq!(view["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["items"][0]["id"], handed.issues[0]);
    assert_eq!(view["items"][0]["verdict"], Value::Null);

    let fix = json!({ "answer": "production_will_fix", "reason": "Regraded" });
    noel.put(&handed.answer(1), &fix).await.refused(404, "not_found");
    let view = noel.put(&handed.answer(0), &fix).await.expect(200);
    assert_eq!(view["answered"], 1);
    noel.put(&handed.answer(0), &fix)
        .await
        .refused(428, "needs_if_match");
    let put = noel.call(reqwest::Method::PUT, &handed.answer(0));
    Reply::of(put.header("If-Match", "\"7\"").json(&fix))
        .await
        .refused(412, "stale");
    let notes = story
        .max
        .get(&format!("/api/v1/requests/{}/fix-notes", handed.request))
        .await
        .expect(200);
    let note = &notes["issues"][0]["fix_note"];
    assert_eq!(
        (&note["answered_by"]["name"], &note["state"]),
        (&json!("noel Tester"), &json!("draft"))
    );
    noel.post(&handed.path("/finish"), ()).await.expect(200);
    let put = noel.call(reqwest::Method::PUT, &handed.answer(0));
    Reply::of(put.header("If-Match", "\"1\"").json(&fix))
        .await
        .refused(409, "not_allowed_now");
    let told: i64 = sqlx::query_scalar(
        "select count(*) from notice where person_id = $1 and kind = 'delegation_finished'",
    )
    .bind(story.max.id.uuid())
    .fetch_one(&story.world.app().db)
    .await
    .expect("notices");
    assert_eq!(told, 1);
    let actor: uuid::Uuid = sqlx::query_scalar("select actor_id from history where act = 'fix_note.saved'")
        .fetch_one(&story.world.app().db)
        .await
        .expect("history");
    assert_eq!(actor, noel.id.uuid());
}

#[tokio::test]
async fn the_delegate_sees_nothing_else_of_the_show() {
    let handed = handed().await;
    let Handed { story, noel, .. } = &handed;
    let (request, handed_issue) = (&handed.request, &handed.issues[0]);
    for path in [
        format!("/api/v1/requests/{request}"),
        format!("/api/v1/requests/{request}/fix-notes"),
        format!("/api/v1/requests/{request}/report"),
        format!("/api/v1/requests/{request}/report.csv"),
        format!("/api/v1/requests/{request}/history"),
        format!("/api/v1/requests/{request}/issues"),
        format!("/api/v1/requests/{request}/watch-list"),
        format!("/api/v1/requests/{request}/playback"),
        format!("/api/v1/requests/{request}/delegations"),
        format!("/api/v1/issues/{handed_issue}"),
        format!("/api/v1/issues/{handed_issue}/comments"),
        format!("/api/v1/issues/{}", handed.issues[1]),
        format!("/api/v1/titles/{}", story.title),
        format!("/api/v1/titles/{}/issues", story.title),
        format!("/api/v1/titles/{}/history", story.title),
    ] {
        noel.get(&path).await.refused(404, "not_found");
    }
    for path in ["/api/v1/requests", "/api/v1/titles", "/api/v1/deliveries"] {
        assert_eq!(noel.get(path).await.expect(200)["items"], json!([]), "{path}");
    }
    let fix = json!({ "answer": "production_will_fix" });
    noel.put(
        &format!("/api/v1/requests/{request}/fix-notes/{handed_issue}"),
        fix,
    )
    .await
    .refused(404, "not_found");
    noel.post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .refused(404, "not_found");
    noel.post(&handed.path("/revoke"), ())
        .await
        .refused(403, "not_permitted");
    let stranger = story.world.production("mona@other.example").await;
    stranger.get(&handed.path("")).await.refused(404, "not_found");
    story.olga.get(&handed.path("")).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_is_revoked_expired_or_handed_in_is_closed_to_the_delegate_and_the_drafts_stay() {
    let handed = handed().await;
    let Handed { story, noel, .. } = &handed;
    let fix = json!({ "answer": "production_will_fix" });
    noel.put(&handed.answer(0), &fix).await.expect(200);
    story.max.post(&handed.path("/revoke"), ()).await.expect(200);
    story
        .max
        .post(&handed.path("/revoke"), ())
        .await
        .refused(409, "not_allowed_now");
    noel.get(&handed.path("")).await.refused(404, "not_found");
    noel.put(&handed.answer(0), &fix).await.refused(404, "not_found");

    let again = story.delegates(&handed.request, &handed.issues, noel).await;
    sqlx::query("update delegation set expires_at = now() where id = $1")
        .bind(again.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    let path = format!("/api/v1/delegations/{again}");
    noel.get(&path).await.refused(404, "not_found");
    assert_eq!(noel.get("/api/v1/delegations").await.expect(200), json!([]));

    let third = story.delegates(&handed.request, &handed.issues[1..], noel).await;
    let path = format!("/api/v1/delegations/{third}");
    noel.put(&format!("{path}/answers/{}", handed.issues[1]), &fix)
        .await
        .expect(200);
    let view = story
        .max
        .post(
            &format!("/api/v1/requests/{}/fix-notes/submit", handed.request),
            (),
        )
        .await
        .expect(200);
    assert_eq!(view["state"], "awaiting_redelivery", "the drafts were kept");
    noel.get(&path).await.refused(404, "not_found");
}

#[tokio::test]
async fn issues_are_handed_only_to_production_accounts_and_only_those_to_be_answered() {
    let handed = handed().await;
    let Handed { story, .. } = &handed;
    let path = format!("/api/v1/requests/{}/delegations", handed.request);
    let soon = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    let late = chrono::Utc::now() + chrono::TimeDelta::days(90);
    let body =
        |email: &str, issue: &str, until| json!({ "email": email, "issues": [issue], "expires_at": until });
    for (body, field) in [
        (body("olga@northlight.example", &handed.issues[0], soon), "email"),
        (body("nobody@vendor.example", &handed.issues[0], soon), "email"),
        (body("max@production.example", &handed.issues[0], soon), "email"),
        (body("noel@vendor.example", &handed.request, soon), "issues"),
        (body("noel@vendor.example", &handed.issues[0], late), "expires_at"),
    ] {
        let refusal = story.max.post(&path, body).await.refused(422, "invalid");
        assert_eq!(refusal["fields"][0]["field"], field, "{refusal}");
    }
    let right = body("noel@vendor.example", &handed.issues[0], soon);
    story.pia.post(&path, right).await.refused(403, "not_permitted");
    let view = story.pia.get(&path).await.expect(200);
    assert_eq!(text(&view["delegations"][0]["state"]), "active");
}
