//! QC stopped at a Blocker, the hold that follows, and what the report says of it.

use qc::request::{AssignmentModel, Phase, RequestState, Service, Step};
use serde_json::{Value, json};

use crate::world::{Person, Story, issue, text};

fn path(id: &str, rest: &str) -> String {
    format!("/api/v1/requests/{id}{rest}")
}

async fn in_qc(story: &Story) -> (String, String) {
    let id = story.available(Service::Cast).await;
    story.olga.post(&path(&id, "/take"), ()).await.expect(200);
    story.olga.post(&path(&id, "/begin"), ()).await.expect(200);
    let blocker = story
        .olga
        .post(&path(&id, "/issues"), issue("blocker", 50, 59))
        .await
        .expect(201);
    (id, text(&blocker["id"]))
}

async fn ticket(by: &Person, request: &str) -> Value {
    let form = json!({
        "kind": "blocker", "request_id": request, "subject": "Harbour Lights S01E03, Cast: no picture",
        "description": "No picture after 00:00:02:02",
    });
    by.post("/api/v1/tickets", form).await.expect(201)
}

fn stop(blocker: &str) -> Value {
    json!({ "issue_id": blocker, "note": "No picture after this", "not_reviewed": "Everything after 00:00:02:11" })
}

async fn told(story: &Story, person: &Person, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from notice where person_id = $1 and kind = $2")
        .bind(person.id.uuid())
        .bind(kind)
        .fetch_one(&story.world.app().db)
        .await
        .expect("notices")
}

#[tokio::test]
async fn qc_stops_at_a_blocker_and_the_report_says_where_and_why() {
    let story = Story::begin().await;
    let (id, blocker) = in_qc(&story).await;
    let minor = story
        .olga
        .post(&path(&id, "/issues"), issue("issue", 10, 19))
        .await
        .expect(201);
    let at_an_issue = stop(&text(&minor["id"]));
    story
        .olga
        .post(&path(&id, "/stop"), at_an_issue)
        .await
        .refused(422, "invalid");
    let mut silent = stop(&blocker);
    silent["not_reviewed"] = json!(" ");
    let refusal = story
        .olga
        .post(&path(&id, "/stop"), silent)
        .await
        .refused(422, "invalid");
    assert_eq!(refusal["fields"][0]["field"], "not_reviewed");
    story
        .pia
        .post(&path(&id, "/stop"), stop(&blocker))
        .await
        .refused(403, "not_permitted");

    let view = story.olga.get(&path(&id, "")).await.expect(200);
    let task = text(&view["tasks"][0]["id"]);
    story
        .olga
        .put(
            &format!("/api/v1/tasks/{task}/coverage"),
            json!({ "ranges": [[0, 59]] }),
        )
        .await
        .expect(200);
    let opened = ticket(&story.olga, &id).await;
    let mut with_ticket = stop(&blocker);
    with_ticket["ticket_id"] = opened["id"].clone();
    let view = story
        .olga
        .post(&path(&id, "/stop"), &with_ticket)
        .await
        .expect(200);
    assert_eq!(view["stop"]["ticket_number"], opened["number"]);
    assert_eq!(view["stop"]["seen"][0]["last_timecode"], "00:00:02:11");
    assert_eq!(view["stop"]["in_timecode"], "00:00:02:02");
    for person in [&story.pia, &story.ada] {
        assert_eq!(told(&story, person, "qc_stopped").await, 1);
    }
    story
        .olga
        .post(&path(&id, "/stop"), stop(&blocker))
        .await
        .refused(409, "not_allowed_now");
    let view = story.max.get(&path(&id, "")).await.expect(200);
    assert_eq!(view["stop"], Value::Null, "the report is not out yet");
    for (person, knows) in [(&story.olga, true), (&story.max, false)] {
        let rows = person.get("/api/v1/requests?view=all").await.expect(200);
        assert_eq!(rows["items"][0]["is_stopped"], knows);
    }

    let view = story
        .olga
        .post(&path(&id, "/submit"), json!({}))
        .await
        .expect(200);
    assert_eq!(view["stopped_note"], "No picture after this");
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story.verifies(&story.vik, &id, &[]).await;
    let report = story.max.get(&path(&id, "/report")).await.expect(200);
    assert_eq!(
        report["request"]["stop"]["not_reviewed"],
        "Everything after 00:00:02:11"
    );
    let csv = story.max.get(&path(&id, "/report.csv")).await.text;
    assert!(
        csv.contains("Issue 1 at 00:00:02:02: No picture after this; seen: SDR to 00:00:02:11"),
        "{csv}"
    );
}

#[tokio::test]
async fn what_was_stopped_is_resumed_with_a_reason() {
    let story = Story::begin().await;
    let (id, blocker) = in_qc(&story).await;
    let resume = path(&id, "/resume");
    story
        .olga
        .post(&resume, json!({ "reason": "x" }))
        .await
        .refused(409, "not_allowed_now");
    story
        .olga
        .post(&path(&id, "/stop"), stop(&blocker))
        .await
        .expect(200);
    story
        .olga
        .post(&resume, json!({ "reason": "" }))
        .await
        .refused(422, "invalid");
    let view = story
        .olga
        .post(&resume, json!({ "reason": "Playback recovers after the reel" }))
        .await
        .expect(200);
    assert_eq!(view["stop"], Value::Null);
    story
        .olga
        .post(&path(&id, "/submit"), json!({}))
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_request_is_held_for_its_ticket_and_whoever_works_on_it_is_told() {
    let story = Story::begin().await;
    let (id, blocker) = in_qc(&story).await;
    story
        .olga
        .post(&path(&id, "/stop"), stop(&blocker))
        .await
        .expect(200);
    let opened = ticket(&story.olga, &id).await;
    let other = json!({ "kind": "access", "subject": "No sound", "description": "Since this morning" });
    let other = story.olga.post("/api/v1/tickets", other).await.expect(201);
    let hold =
        |ticket: &Value| json!({ "reason": "The delivery is being replaced", "ticket_id": ticket["id"] });
    story
        .pia
        .post(&path(&id, "/hold"), hold(&other))
        .await
        .refused(422, "invalid");
    let view = story
        .pia
        .post(&path(&id, "/hold"), hold(&opened))
        .await
        .expect(200);
    assert_eq!(
        (&view["hold"]["ticket_number"], &view["held_from"]),
        (&opened["number"], &json!("in_qc"))
    );
    assert_eq!(told(&story, &story.olga, "request_held").await, 1);
    assert_eq!(told(&story, &story.vera, "request_held").await, 1);
    assert_eq!(told(&story, &story.omar, "request_held").await, 0);
    story
        .pia
        .post(&path(&id, "/release"), json!({ "reason": " " }))
        .await
        .refused(422, "invalid");
    let view = story
        .pia
        .post(&path(&id, "/release"), json!({ "reason": "It plays after all" }))
        .await
        .expect(200);
    assert_eq!((&view["state"], &view["hold"]), (&json!("in_qc"), &Value::Null));
    assert_eq!(told(&story, &story.olga, "request_released").await, 1);
}

/// The request as it stands in a state: held by its operator once it was taken, with a report once that was handed in.
async fn is_in(story: &Story, id: &str, state: RequestState) {
    sqlx::query(
        "update qc_request set state = $2, held_from = null, revision = revision + 1,
            operator_id = case when $2 in ('preparing', 'available') then null else $3 end,
            operator_facility_id = case when $2 in ('preparing', 'available') then null else $4 end,
            submitted_at = case when $2 in ('preparing', 'available', 'assigned', 'downloading', 'in_qc') then null else now() end
         where id = $1 and $2 <> 'on_hold'",
    )
    .bind(id.parse::<uuid::Uuid>().expect("an id"))
    .bind(state.as_str())
    .bind(story.olga.id.uuid())
    .bind(story.northlight.uuid())
    .execute(&story.world.app().db)
    .await
    .expect("a state");
}

#[tokio::test]
async fn a_request_is_held_from_every_state_that_the_table_names_and_goes_back_there() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story.olga.post(&path(&id, "/take"), ()).await.expect(200);
    for state in RequestState::ALL {
        is_in(&story, &id, *state).await;
        if *state == RequestState::OnHold {
            continue;
        }
        let reply = story
            .pia
            .post(&path(&id, "/hold"), json!({ "reason": "A ticket" }))
            .await;
        if state.after(Step::Hold).is_err() {
            reply.refused(409, "not_allowed_now");
            continue;
        }
        assert_eq!(reply.expect(200)["held_from"], state.as_str());
        let view = story
            .ada
            .post(&path(&id, "/release"), json!({ "reason": "Answered" }))
            .await
            .expect(200);
        assert_eq!(view["state"], state.as_str());
    }
}

#[tokio::test]
async fn a_verifier_who_waits_gets_the_whole_lease_again() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    story.reviews(&story.olga, &id, &[issue("issue", 0, 9)]).await;
    story.takes_verification(&story.vik, &id).await;
    let left = || async {
        sqlx::query_scalar::<_, f64>(
            "select extract(epoch from lease_until - now())::float8 from verification where request_id = $1",
        )
        .bind(id.parse::<uuid::Uuid>().expect("an id"))
        .fetch_one(&story.world.app().db)
        .await
        .expect("a lease")
    };
    sqlx::query("update verification set lease_until = now() + interval '1 minute'")
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    story
        .pia
        .post(&path(&id, "/hold"), json!({ "reason": "A ticket" }))
        .await
        .expect(200);
    assert_eq!(told(&story, &story.vik, "request_held").await, 1);
    story
        .pia
        .post(&path(&id, "/release"), json!({ "reason": "Answered" }))
        .await
        .expect(200);
    assert!(left().await > 3500.0);
}
