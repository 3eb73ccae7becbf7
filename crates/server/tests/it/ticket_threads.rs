//! The queue: replies and notes, the states that they lead to, whose a ticket is, what shows on its request.

use qc::request::Service;
use serde_json::{Value, json};
use server::jobs::{Attempt, Job};
use server::tickets::SweepTickets;

use crate::world::{Story, World, text};

async fn opened(story: &Story) -> String {
    let form = json!({ "kind": "access", "subject": "No access", "description": "Since this morning." });
    text(&story.olga.post("/api/v1/tickets", form).await.expect(201)["id"])
}

fn path(id: &str, rest: &str) -> String {
    format!("/api/v1/tickets/{id}{rest}")
}

fn reply(body: &str) -> Value {
    json!({ "body": body })
}

/// A sweep as the worker runs it.
async fn sweep(world: &World) {
    let attempt = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: uuid::Uuid::new_v4(),
    };
    SweepTickets.run(world.app(), &attempt).await.expect("sweeps");
}

async fn notices_of(person: &crate::world::Person) -> Vec<(String, String)> {
    let told = person.get("/api/v1/notices").await.expect(200);
    let rows = told["items"].as_array().expect("notices").iter();
    rows.map(|row| (text(&row["kind"]), text(&row["link"]))).collect()
}

#[tokio::test]
async fn replies_go_forth_and_back_and_open_the_ticket_again() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    let answered = json!({ "body": "Try again, please.", "state": "pending" });
    let detail = story.ada.post(&path(&id, "/replies"), answered).await.expect(201);
    assert_eq!(
        (&detail["state"], &detail["replies"][0]["body"]),
        (&json!("pending"), &json!("Try again, please."))
    );
    let number = detail["number"].as_i64().expect("a number");
    assert_eq!(
        notices_of(&story.olga).await[0],
        ("ticket_answered".to_owned(), format!("/tickets/{number}"))
    );

    let detail = story
        .olga
        .post(&path(&id, "/replies"), reply("Still the same."))
        .await
        .expect(201);
    assert_eq!(detail["state"], "open");
    assert_eq!(detail["replies"].as_array().expect("replies").len(), 2);
    assert_eq!(notices_of(&story.ada).await[0].0, "ticket_replied");
    let acts: Vec<String> = detail["acts"]
        .as_array()
        .expect("acts")
        .iter()
        .map(|act| text(&act["act"]))
        .collect();
    assert_eq!(
        acts,
        [
            "ticket.opened",
            "ticket.replied",
            "ticket.changed",
            "ticket.replied",
            "ticket.changed"
        ]
    );
}

#[tokio::test]
async fn a_ticket_is_found_by_its_number() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    let detail = story.olga.get(&path(&id, "")).await.expect(200);
    let by_number = story
        .olga
        .get(&path(&detail["number"].to_string(), ""))
        .await
        .expect(200);
    assert_eq!(by_number["id"], detail["id"]);
    story
        .omar
        .get(&path(&detail["number"].to_string(), ""))
        .await
        .refused(404, "not_found");
    story
        .olga
        .get(&path("999999", ""))
        .await
        .refused(404, "not_found");
    story
        .olga
        .get(&path("no-number", ""))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_note_is_for_the_studio_alone() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    let note = json!({ "body": "She wrote last week as well.", "is_internal": true });
    story
        .olga
        .post(&path(&id, "/replies"), &note)
        .await
        .refused(403, "not_permitted");
    let of_studio = story.ada.post(&path(&id, "/replies"), &note).await.expect(201);
    assert_eq!(of_studio["replies"][0]["is_internal"], true);
    assert_eq!(of_studio["state"], "new", "a note is no answer");
    let of_author = story.olga.get(&path(&id, "")).await.expect(200);
    assert_eq!(of_author["replies"], json!([]));
    assert!(!of_author.to_string().contains("noted"), "{of_author}");
    assert_eq!(notices_of(&story.olga).await, []);
}

#[tokio::test]
async fn a_closed_ticket_is_gone_on_from_by_another_one() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    let follow =
        json!({ "kind": "access", "subject": "Again", "description": "It is back.", "follows_id": id });
    let problem = story
        .olga
        .post("/api/v1/tickets", &follow)
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "not_closed");
    story
        .ada
        .post(&path(&id, "/state"), json!({ "state": "closed" }))
        .await
        .expect(200);
    let problem = story
        .olga
        .post(&path(&id, "/replies"), reply("Hello?"))
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&problem["detail"]).contains("follows"), "{problem}");
    story
        .omar
        .post("/api/v1/tickets", &follow)
        .await
        .refused(422, "invalid");
    let followed = story.olga.post("/api/v1/tickets", &follow).await.expect(201);
    assert_eq!(followed["follows"]["id"], json!(id));
    let before = story.olga.get(&path(&id, "")).await.expect(200);
    assert_eq!(before["followed_by"][0]["number"], followed["number"]);
}

#[tokio::test]
async fn the_studio_gives_tickets_to_teams_and_to_its_own_people() {
    let story = Story::begin().await;
    let eve = story.world.studio_admin("eve@studio.example").await;
    let id = opened(&story).await;
    let to = |person: Value| json!({ "team": "asset_management", "assignee_id": person });
    story
        .olga
        .post(&path(&id, "/assign"), to(json!(eve.id)))
        .await
        .refused(403, "not_permitted");
    let problem = story
        .ada
        .post(&path(&id, "/assign"), to(json!(story.pia.id)))
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "assignee_id");
    let assigned = story
        .ada
        .post(&path(&id, "/assign"), to(json!(eve.id)))
        .await
        .expect(200);
    assert_eq!(
        (&assigned["team"], &assigned["state"]),
        (&json!("asset_management"), &json!("open"))
    );
    assert_eq!(assigned["assignee"]["name"], "eve Tester");
    assert_eq!(notices_of(&eve).await[0].0, "ticket_assigned");
    // From then on the author's replies go to whoever has it.
    story
        .olga
        .post(&path(&id, "/replies"), reply("Any news?"))
        .await
        .expect(201);
    assert_eq!(notices_of(&eve).await[0].0, "ticket_replied");
    assert!(
        notices_of(&story.ada)
            .await
            .iter()
            .all(|(kind, _)| kind != "ticket_replied")
    );
}

#[tokio::test]
async fn the_queue_is_read_by_team_state_kind_age_and_words() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    let other =
        json!({ "kind": "other", "subject": "100% of a_name", "description": "Where are the guides?" });
    let other = text(&story.pia.post("/api/v1/tickets", other).await.expect(201)["id"]);
    story
        .ada
        .post(&path(&other, "/state"), json!({ "state": "solved" }))
        .await
        .expect(200);
    let found = async |query: &str| -> Vec<String> {
        let list = story
            .ada
            .get(&format!("/api/v1/tickets?{query}"))
            .await
            .expect(200);
        list["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| text(&row["id"]))
            .collect()
    };
    assert_eq!(found("").await, [other.clone(), id.clone()]);
    assert_eq!(found("oldest_first=true").await, [id.clone(), other.clone()]);
    assert_eq!(found("unresolved=true").await, std::slice::from_ref(&id));
    assert_eq!(found("state=solved").await, std::slice::from_ref(&other));
    assert_eq!(found("team=platform_support").await, std::slice::from_ref(&id));
    assert_eq!(found("kind=other").await, std::slice::from_ref(&other));
    assert_eq!(found("q=100%25").await, std::slice::from_ref(&other));
    assert_eq!(found("q=aXname").await, Vec::<String>::new());
    assert_eq!(found("waiting_h=1").await, Vec::<String>::new());
    sqlx::query("update ticket set created_at = now() - interval '2 hours' where id = $1")
        .bind(id.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    assert_eq!(found("waiting_h=1").await, std::slice::from_ref(&id));
    assert_eq!(
        found("unassigned=true&unresolved=true").await,
        std::slice::from_ref(&id)
    );
    story
        .ada
        .get("/api/v1/tickets?team=kitchen")
        .await
        .refused(422, "invalid");
    // Pages follow one another in either order.
    for order in ["", "&oldest_first=true"] {
        let first = story
            .ada
            .get(&format!("/api/v1/tickets?limit=1{order}"))
            .await
            .expect(200);
        let next = text(&first["next"]);
        let second = story
            .ada
            .get(&format!("/api/v1/tickets?limit=1{order}&cursor={next}"))
            .await
            .expect(200);
        assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
        assert_eq!(second["items"].as_array().expect("rows").len(), 1);
    }
}

#[tokio::test]
async fn an_open_ticket_shows_on_its_request_without_what_it_says() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let form = json!({ "kind": "player_fault", "subject": "S01E03 · Cast QC", "description": "It stops.", "request_id": request });
    story.olga.post("/api/v1/tickets", form).await.expect(201);
    let of_request = format!("/api/v1/requests/{request}/tickets");
    for (person, subject) in [
        (&story.olga, json!("S01E03 · Cast QC")),
        (&story.ada, json!("S01E03 · Cast QC")),
        (&story.pia, Value::Null),
    ] {
        let shown = person.get(&of_request).await.expect(200);
        assert_eq!(
            (&shown[0]["kind"], &shown[0]["state"]),
            (&json!("player_fault"), &json!("new"))
        );
        assert_eq!(shown[0]["subject"], subject);
    }
    let elsewhere = story.world.facility("Elsewhere").await;
    let stranger = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    stranger.get(&of_request).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_solved_ticket_that_nobody_takes_up_is_closed() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    story
        .ada
        .post(&path(&id, "/state"), json!({ "state": "solved" }))
        .await
        .expect(200);
    sweep(&story.world).await;
    assert_eq!(
        story.olga.get(&path(&id, "")).await.expect(200)["state"],
        "solved"
    );
    sqlx::query("update ticket set state_at = now() - interval '15 days'")
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    sweep(&story.world).await;
    let closed = story.olga.get(&path(&id, "")).await.expect(200);
    assert_eq!(closed["state"], "closed");
    let last = closed["acts"]
        .as_array()
        .expect("acts")
        .last()
        .expect("an act")
        .clone();
    assert_eq!(
        (&last["actor"], &last["reason"]),
        (&Value::Null, &json!("Solved for 14 days."))
    );
}

#[tokio::test]
async fn a_repeated_reply_is_one_reply() {
    let story = Story::begin().await;
    let id = opened(&story).await;
    for _ in 0..2 {
        let call = story.olga.call(reqwest::Method::POST, &path(&id, "/replies"));
        let call = call.header("Idempotency-Key", "r-1").json(&reply("Once."));
        crate::world::Reply::of(call).await.expect(201);
    }
    let detail = story.olga.get(&path(&id, "")).await.expect(200);
    assert_eq!(detail["replies"].as_array().expect("replies").len(), 1);
    story
        .olga
        .post(&path(&id, "/replies"), reply("  "))
        .await
        .refused(422, "invalid");
    story
        .olga
        .post(&path(&id, "/replies"), reply(&"x".repeat(10_001)))
        .await
        .refused(422, "invalid");
}
